/** The public's ways in: Routes, Ingresses, and Services that listen outside the cluster. */
import { at, list, text, texts, whole, type Manifest, type ManifestIndex } from '../manifests/index.ts';
import type { Actor } from './actor.ts';
import { cause, type Cause } from './cause.ts';
import { isSelected, targetPort } from './mesh/services.ts';

export interface Entry {
  /** Of the public's address, or what else the public comes by. */
  readonly host: string;
  readonly to: readonly { readonly actor: Actor; readonly port: number }[];
  /** What is not as an entry should be, in words; empty where nothing is. */
  readonly faults: readonly string[];
  readonly cause: Cause;
}

const behind = (index: ManifestIndex, actors: readonly Actor[], namespace: string | undefined, name: string, port: Parameters<typeof targetPort>[1]): Entry['to'] => {
  const service = index.find('Service', namespace, name, '');
  return service ? actors.filter((actor) => actor.kind === 'workload' && isSelected(service, actor)).flatMap((actor) => {
    // A Route may name the pods' port instead of the Service's.
    const number = targetPort(service, port, actor) ?? list(at(service.spec, 'ports')).flatMap((one) => (at(one, 'targetPort') === port ? (targetPort(service, at(one, 'port'), actor) ?? []) : []))[0];
    return number === undefined ? [] : [{ actor, port: number }];
  }) : [];
};

/** Route (route.openshift.io): only one whose TLS ends behind the router keeps the router from reading along. */
function faultsOfRoute({ spec }: Manifest): string[] {
  const termination = text(at(spec, 'tls', 'termination'));
  const insecure = text(at(spec, 'tls', 'insecureEdgeTerminationPolicy'));
  return [
    ...(termination === undefined ? ['plaintext'] : termination === 'edge' ? ['TLS ends at the router'] : []),
    ...(insecure === 'Allow' ? ['plaintext beside TLS'] : []),
    ...(text(at(spec, 'wildcardPolicy')) === 'Subdomain' ? ['every subdomain'] : []),
  ];
}

function ofRoute(index: ManifestIndex, actors: readonly Actor[], route: Manifest): Entry {
  const backends = [at(route.spec, 'to'), ...list(at(route.spec, 'alternateBackends'))];
  return {
    host: text(at(route.spec, 'host')) ?? '(a host that the router makes up)',
    to: backends.flatMap((backend) => behind(index, actors, route.namespace, text(at(backend, 'name')) ?? '', at(route.spec, 'port', 'targetPort'))),
    faults: faultsOfRoute(route),
    cause: cause(route, 'spec'),
  };
}

const ofIngress = (index: ManifestIndex, actors: readonly Actor[], ingress: Manifest): Entry[] =>
  list(at(ingress.spec, 'rules')).map((rule, i) => ({
    host: text(at(rule, 'host')) ?? '*',
    to: list(at(rule, 'http', 'paths')).flatMap((path) => behind(index, actors, ingress.namespace, text(at(path, 'backend', 'service', 'name')) ?? '', at(path, 'backend', 'service', 'port', 'name') ?? at(path, 'backend', 'service', 'port', 'number'))),
    faults: list(at(ingress.spec, 'tls')).some((tls) => texts(at(tls, 'hosts')).includes(text(at(rule, 'host')) ?? '')) ? ['TLS ends at the ingress controller'] : ['plaintext'],
    cause: cause(ingress, 'spec', 'rules', i),
  }));

const outward = ['LoadBalancer', 'NodePort'];

function ofService(index: ManifestIndex, actors: readonly Actor[], service: Manifest): Entry[] {
  const type = text(at(service.spec, 'type')) ?? 'ClusterIP';
  const external = texts(at(service.spec, 'externalIPs'));
  if (!outward.includes(type) && external.length === 0) return [];
  const ports = list(at(service.spec, 'ports'));
  return ports.map((port) => ({ host: `${external.length > 0 ? external.join(', ') : type} ${whole(at(port, 'nodePort')) ?? whole(at(port, 'port')) ?? ''}`, to: behind(index, actors, service.namespace, service.name, at(port, 'name') ?? at(port, 'port')), faults: [], cause: cause(service, 'spec', 'type') }));
}

/** Every entry that the manifests open. */
export const entriesOf = (index: ManifestIndex, actors: readonly Actor[]): Entry[] => [
  ...index.ofKind('Route', 'route.openshift.io').map((route) => ofRoute(index, actors, route)),
  ...index.ofKind('Ingress', 'networking.k8s.io').flatMap((ingress) => ofIngress(index, actors, ingress)),
  ...index.ofKind('Service', '').flatMap((service) => ofService(index, actors, service)),
];
