/** Services as the mesh's registry has them: whom they select, on which ports, and whose proxies are told of them. */
import { at, labelSelector, list, protocolOf, selects, text, texts, whole, type Manifest, type ManifestIndex, type Value } from '../../manifests/index.ts';
import type { Actor } from '../actor.ts';

/** `vault.guichet-cardholder.svc.cluster.local`. */
export const hostOf = ({ name, namespace = '' }: Manifest): string => `${name}.${namespace}.svc.cluster.local`;

/** A name in a route, which may be short: then it is of the route's own namespace. */
export const fullHost = (host: string, namespace: string): string => (host.includes('.') || host === '*' ? host : `${host}.${namespace}.svc.cluster.local`);

export const serviceAt = (index: ManifestIndex, host: string): Manifest | undefined => {
  const [, name = '', namespace = ''] = /^([^.]+)\.([^.]+)\.svc(?:\.cluster\.local)?$/.exec(host) ?? [];
  return index.find('Service', namespace, name, '');
};

/** A Service without selector selects nobody: somebody else writes its endpoints. */
export const isSelected = (service: Manifest, actor: Actor): boolean => {
  const selector = labelSelector(at(service.spec, 'selector'));
  return selector.length > 0 && actor.namespace === (service.namespace ?? 'default') && selects(selector, actor.labels);
};

/** The port of the pods behind a Service's port, which a name or a number tells; where neither does it is the first. */
export function targetPort(service: Manifest, port: Value | undefined, actor: Actor): number | undefined {
  const ports = list(at(service.spec, 'ports'));
  const wanted = text(port) ?? whole(port);
  const found = wanted === undefined ? ports[0] : ports.find((one) => at(one, 'name') === wanted || whole(at(one, 'port')) === wanted);
  if (found === undefined) return undefined;
  const target = at(found, 'targetPort') ?? at(found, 'port');
  const name = text(target);
  return name === undefined ? whole(target) : actor.ports.find((one) => one.name === name && one.protocol === protocolOf(at(found, 'protocol')))?.number;
}

/** Whether an object is shown to a namespace: `.` is its own, `*` every, and left out is every. */
export function isShownTo(exportTo: readonly string[], own: string, namespace: string): boolean {
  if (exportTo.length === 0) return true;
  return exportTo.some((one) => one === '*' || one === namespace || (one === '.' && own === namespace));
}

export const isExported = ({ spec, namespace = '' }: Manifest, to: string): boolean => isShownTo(texts(at(spec, 'exportTo')), namespace, to);

/** A Service says it by an annotation. */
export const isServiceExported = ({ annotations, namespace = '' }: Manifest, to: string): boolean =>
  isShownTo((annotations['networking.istio.io/exportTo'] ?? '').split(',').map((one) => one.trim()).filter((one) => one !== ''), namespace, to);

const httpNames = ['http', 'http2', 'grpc', 'grpc-web', 'https-http'];

/** Whether a pod's port is read as HTTP. Where nothing says so the proxy finds out by itself, so what can be HTTP is taken for it. */
export function isHttp(index: ManifestIndex, actor: Actor, port: number): boolean {
  const said = index.ofKind('Service', '').filter((service) => isSelected(service, actor)).flatMap((service) =>
    list(at(service.spec, 'ports')).filter((one) => targetPort(service, at(one, 'name') ?? at(one, 'port'), actor) === port).map((one) => text(at(one, 'appProtocol')) ?? text(at(one, 'name'))?.split('-')[0] ?? ''));
  return said.length === 0 || said.some((protocol) => httpNames.includes(protocol) || !['tcp', 'tls', 'mongo', 'mysql', 'redis', 'udp', 'https'].includes(protocol));
}

/** Whether a Sidecar (networking.istio.io) lets its workload's proxy know of a host. The workload's own goes before its namespace's and the mesh's. */
export function knowsHost(index: ManifestIndex, from: Actor, rootNamespace: string, host: string, hostNamespace: string): boolean {
  const sidecars = index.ofKind('Sidecar', 'networking.istio.io');
  const labelsOf = ({ spec }: Manifest): Value | undefined => at(spec, 'workloadSelector', 'labels');
  const own = sidecars.find((one) => one.namespace === from.namespace && labelsOf(one) !== undefined && selects(labelSelector(labelsOf(one)), from.labels));
  const wide = (namespace: string): Manifest | undefined => sidecars.find((one) => one.namespace === namespace && labelsOf(one) === undefined);
  const sidecar = own ?? wide(from.namespace) ?? wide(rootNamespace);
  const egress = list(at(sidecar?.spec, 'egress'));
  if (egress.length === 0) return true;
  return egress.flatMap((one) => texts(at(one, 'hosts'))).some((pattern) => {
    const [namespace = '*', name = '*'] = pattern.split('/');
    const inNamespace = namespace === '*' || namespace === hostNamespace || (namespace === '.' && hostNamespace === from.namespace);
    return inNamespace && (name === '*' || name === host || (name.startsWith('*.') && host.endsWith(name.slice(1))));
  });
}
