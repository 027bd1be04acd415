/** DestinationRule (networking.istio.io): with what TLS, and to which of the pods, a proxy connects. */
import { at, labelSelector, list, selects, text, texts, whole, type Manifest, type ManifestIndex, type Selector, type Value } from '../../manifests/index.ts';
import type { Actor } from '../actor.ts';
import type { Destination } from './routes.ts';
import { fullHost, isExported } from './services.ts';

export interface Tls {
  readonly mode: string;
  readonly sni?: string;
  readonly names: readonly string[];
}

export interface Connection {
  /** Absent: the mesh's own mutual TLS wherever the other end has it. */
  readonly tls?: Tls;
  /** The labels of the pods of a subset. */
  readonly subset: Selector;
  readonly rules: readonly Manifest[];
}

function tlsOf(policy: Value | undefined, port: number): Tls | undefined {
  const ofPort = list(at(policy, 'portLevelSettings')).find((one) => whole(at(one, 'port', 'number')) === port);
  const tls = at(ofPort, 'tls') ?? at(policy, 'tls');
  if (tls === undefined) return undefined;
  const sni = text(at(tls, 'sni'));
  return { mode: text(at(tls, 'mode')) ?? 'DISABLE', ...(sni !== undefined && { sni }), names: texts(at(tls, 'subjectAltNames')) };
}

/** Those for a host that a workload's proxy knows, in its namespace or shown to it. */
const rulesFor = (index: ManifestIndex, host: string, from: Actor): Manifest[] =>
  index.ofKind('DestinationRule', 'networking.istio.io').filter((one) => {
    const labels = at(one.spec, 'workloadSelector', 'matchLabels');
    return isExported(one, from.namespace) && fullHost(text(at(one.spec, 'host')) ?? '', one.namespace ?? '') === host && (labels === undefined || selects(labelSelector(labels), from.labels));
  });

/** How a workload connects to a destination; nothing where the destination names a subset that is not there, which Envoy answers 503. */
export function connectionOf(index: ManifestIndex, from: Actor, { host, subset, port }: Destination, defaultPort: number): Connection | undefined {
  const rules = rulesFor(index, host, from);
  const found = rules.flatMap(({ spec }) => list(at(spec, 'subsets'))).find((one) => at(one, 'name') === subset);
  if (subset !== undefined && found === undefined) return undefined;
  const tls = [at(found, 'trafficPolicy'), ...rules.map(({ spec }) => at(spec, 'trafficPolicy'))].map((policy) => tlsOf(policy, port ?? defaultPort)).find((one) => one !== undefined);
  return { ...(tls && { tls }), subset: labelSelector(at(found, 'labels')), rules };
}
