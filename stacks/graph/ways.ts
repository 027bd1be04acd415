/** Which pods may open a connection to which, on which ports. */
import { backupOf, hasStore, type StoringService } from '../../constructs/databases.ts';
import { egressName, ingressName, meshNamespace, poolerName } from '../../constructs/names.ts';
import { meshNetworkNamespace, namespacesOf } from '../../constructs/namespaces.ts';
import { kafkaCluster, kafkaNamespace, type Plan, type PlannedService, type PlannedZone } from '../../constructs/plan.ts';
import { collectorOf, databaseOperator, dns, kafkaOperator, party, prometheus, routerNamespace, type Party } from './parties.ts';

/** A block of addresses outside the cluster, in CIDR notation. */
export interface Addresses {
  readonly block: string;
  readonly except: readonly string[];
}

export interface Way {
  readonly from: Party;
  readonly to: Party | Addresses;
  readonly ports: readonly number[];
  /** @default - TCP */
  readonly protocol?: 'UDP';
  readonly because: string;
}

/** The public Internet: neither RFC 1918 nor shared nor link-local addresses (RFC 6598, 3927), where clusters, nodes and clouds' metadata are. */
const internet: Addresses = { block: '0.0.0.0/0', except: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '169.254.0.0/16'] };

/** Ports of what is not ours, as its documentation has them. */
const ports = { https: 443, apiServer: 6443, postgresql: 5432, instanceManager: 8000, postgresqlMetrics: 9187, poolerMetrics: 9127, kafkaControl: 9090, kafkaReplication: 9091, kafkaAgent: 8443, kafkaClients: 9093, kafkaMetrics: 9404, dns: 5353, mesh: 15_012, meshWebhooks: 15_017, meshMetrics: 15_014, mergedMetrics: 15_020 } as const;

const self = ({ name, zone }: Pick<PlannedService, 'name' | 'zone'>): Party => party(zone.namespace, name);

/** No policy can name a host or a node: where only the port is known the EgressFirewall says which addresses. */
const everybody: Party = '*';

function ofService(service: PlannedService): Way[] {
  const { name, zone, port, inbound, door, outside, store, publishes, consumes, kubernetes } = service;
  const here = self(service);
  return [
    ...inbound.map(({ peer, operations }) => ({ from: party(peer.namespace, peer.name), to: here, ports: [port], because: `${peer.name} calls ${operations.map((operation) => operation.name).join(', ')}` })),
    ...(door ? [{ from: party(door.ingressNamespace, ingressName), to: here, ports: [port], because: `public door ${door.fqdn}` }] : []),
    ...(outside.length > 0 && zone.egressNamespace ? [{ from: here, to: party(zone.egressNamespace, egressName), ports: [ports.https], because: `${name} reaches ${outside.map(({ host }) => host).join(', ')}` }] : []),
    ...(store ? [{ from: here, to: party(store.namespace, poolerName(name)), ports: [ports.postgresql], because: `${name} stores` }] : []),
    ...(publishes.length + consumes.length > 0 ? [{ from: here, to: party(kafkaNamespace, `${kafkaCluster}-brokers`), ports: [ports.kafkaClients], because: `${name} publishes or consumes` }] : []),
    ...(kubernetes ? [{ from: here, to: everybody, ports: [ports.apiServer], because: `${name} asks the API server` }] : []),
  ];
}

function ofStore(service: StoringService): Way[] {
  const { name, store: { namespace } } = service;
  const [database, pooler] = [party(namespace, name), party(namespace, poolerName(name))];
  const backup = backupOf(service) ? [{ from: database, to: everybody, ports: [ports.https], because: 'backups go to the object store' }] : [];
  return [
    { from: pooler, to: database, ports: [ports.postgresql], because: `the pooler of ${name}` },
    { from: database, to: database, ports: [ports.postgresql, ports.instanceManager], because: 'instances replicate' },
    { from: databaseOperator, to: database, ports: [ports.postgresql, ports.instanceManager], because: 'the operator runs the instances' },
    { from: prometheus, to: database, ports: [ports.postgresqlMetrics], because: 'metrics' },
    { from: prometheus, to: pooler, ports: [ports.poolerMetrics], because: 'metrics' },
    ...[database, pooler].map((from) => ({ from, to: everybody, ports: [ports.apiServer], because: 'instances and poolers report to the API server' })),
    ...backup,
  ];
}

function ofKafka(): Way[] {
  const part = (name: string): Party => party(kafkaNamespace, `${kafkaCluster}-${name}`);
  const nodes = [part('brokers'), part('controllers')];
  const toNodes = (from: Party, numbers: readonly number[], because: string): Way[] => nodes.map((to) => ({ from, to, ports: numbers, because }));
  return [
    ...nodes.flatMap((node) => toNodes(node, [ports.kafkaControl, ports.kafkaReplication], 'nodes elect and replicate')),
    ...['entity-operator', 'kafka-exporter'].flatMap((name) => toNodes(part(name), [ports.kafkaReplication], 'topics, accounts and lag')),
    ...toNodes(kafkaOperator, [ports.kafkaControl, ports.kafkaReplication, ports.kafkaAgent], 'the operator runs the nodes'),
    ...[...nodes, part('kafka-exporter')].map((to) => ({ from: prometheus, to, ports: [ports.kafkaMetrics], because: 'metrics' })),
    ...[...nodes, part('entity-operator')].map((from) => ({ from, to: everybody, ports: [ports.apiServer], because: 'failure zones, topics and accounts are objects' })),
  ];
}

function ofZone({ namespace, ingressNamespace, egressNamespace, outside }: PlannedZone): Way[] {
  return [
    ...(ingressNamespace ? [{ from: `${routerNamespace}/*`, to: party(ingressNamespace, ingressName), ports: [ports.https], because: `the public comes to the zone of ${namespace}` }] : []),
    ...(egressNamespace ? [{ from: party(egressNamespace, egressName), to: internet, ports: [...new Set(outside.map(({ port }) => port))], because: `hosts outside the zone of ${namespace}` }] : []),
  ];
}

function ofNamespaces(plan: Plan): Way[] {
  const injected = namespacesOf(plan).filter((one) => one.injected).map(({ name }) => name);
  const istiod = party(meshNamespace, 'istiod');
  return [
    ...namespacesOf(plan).flatMap(({ name }) => [{ from: `${name}/*`, to: dns, ports: [ports.dns], because: 'names' }, { from: `${name}/*`, to: dns, ports: [ports.dns], protocol: 'UDP' as const, because: 'names' }]),
    ...injected.flatMap((name) => [
      { from: `${name}/*`, to: istiod, ports: [ports.mesh], because: 'proxies get configuration and certificates' },
      { from: `${name}/*`, to: collectorOf(plan.environment), ports: [plan.environment.telemetry.collector.port], because: 'traces' },
      { from: prometheus, to: `${name}/*`, ports: [ports.mergedMetrics], because: 'metrics' },
    ]),
    { from: everybody, to: istiod, ports: [ports.meshWebhooks], because: 'the API server asks the mesh’s webhooks, from no pod' },
    { from: prometheus, to: istiod, ports: [ports.meshMetrics], because: 'metrics' },
    { from: istiod, to: everybody, ports: [ports.https], because: 'keys that verify tokens' },
    ...[meshNamespace, meshNetworkNamespace].map((name) => ({ from: `${name}/*`, to: everybody, ports: [ports.apiServer], because: 'its pods are controllers' })),
  ];
}

/** All of them, and nothing else may be open. */
export const waysOf = (plan: Plan): Way[] => [...plan.services.flatMap(ofService), ...plan.services.filter(hasStore).flatMap(ofStore), ...ofKafka(), ...plan.zones.flatMap(ofZone), ...ofNamespaces(plan)];
