/** Which pods may reach which, on which port, from the plan alone. */
import { egressName, ingressName, poolerName } from '../../../constructs/names.ts';
import { adminPort, kafkaNamespace, type Plan, type PlannedService } from '../../../constructs/plan.ts';
import { isBroker, prometheus, router, type Pod } from './pods.ts';

/** TCP ports: HTTPS at the gateways, PostgreSQL, Kafka over TLS, and the proxy's merged metrics. */
const ports = { gateway: 443, postgresql: 5432, kafka: 9093, metrics: 15020 } as const;

/** `<namespace>/<name> -> <namespace>/<name>:<port>`. */
export type Way = string;
export const way = (from: string, to: string, port: number): Way => `${from} -> ${to}:${port}`;

/** Every port that something is declared on, and the one that nothing may reach. */
export const portsOf = ({ services }: Plan): number[] => [...new Set([...services.map(({ port }) => port), ...Object.values(ports), adminPort])].sort((a, b) => a - b);

/** Those whose calls are judged: services, gateways and the neighbours. What databases and brokers say among themselves is their operators' affair. */
export function callersOf({ services, zones }: Plan, pods: readonly Pod[]): Set<string> {
  const outsideData = new Set([...services.map(({ zone }) => zone.namespace), ...zones.flatMap(({ ingressNamespace, egressNamespace }) => [ingressNamespace, egressNamespace])]);
  const ours = new Set([...zones.flatMap(({ dataNamespace }) => dataNamespace ?? []), kafkaNamespace]);
  return new Set(pods.filter(({ namespace }) => outsideData.has(namespace) || !ours.has(namespace)).map(({ key }) => key));
}

function waysOf({ name, zone, port, inbound, door, outside, store, publishes, consumes }: PlannedService, brokers: readonly Pod[]): Way[] {
  const self = `${zone.namespace}/${name}`;
  return [
    ...inbound.map(({ peer }) => way(`${peer.namespace}/${peer.name}`, self, port)),
    ...(door ? [way(`${door.ingressNamespace}/${ingressName}`, self, port)] : []),
    ...(outside.length > 0 ? [way(self, `${zone.egressNamespace}/${egressName}`, ports.gateway)] : []),
    ...(store ? [way(self, `${store.namespace}/${poolerName(name)}`, ports.postgresql)] : []),
    ...(publishes.length + consumes.length > 0 ? brokers.map(({ key }) => way(self, key, ports.kafka)) : []),
  ];
}

/** Everything that must be reachable, and nothing else may be. */
export function declaredWays({ services, zones }: Plan, pods: readonly Pod[]): Set<Way> {
  const brokers = pods.filter(isBroker);
  const inMesh = [
    ...services.map(({ name, zone }) => `${zone.namespace}/${name}`),
    ...zones.flatMap(({ ingressNamespace, egressNamespace }) => [...(ingressNamespace ? [`${ingressNamespace}/${ingressName}`] : []), ...(egressNamespace ? [`${egressNamespace}/${egressName}`] : [])]),
  ];
  return new Set([
    ...services.flatMap((service) => waysOf(service, brokers)),
    ...inMesh.map((key) => way(prometheus.key, key, ports.metrics)),
    ...zones.flatMap(({ ingressNamespace }) => (ingressNamespace ? [way(router.key, `${ingressNamespace}/${ingressName}`, ports.gateway)] : [])),
  ]);
}
