import { Construct } from 'constructs';
import { backupOf, clusterSelector, poolerLabels, storesOf, type StoringService } from '../databases.ts';
import { databaseOperatorNamespace, podLabels } from '../names.ts';
import type { PlannedZone } from '../plan.ts';
import { k8s } from '../resources/index.ts';
import { dataWaves, inWave } from '../sync.ts';
import { apiServerPort, podsIn, port } from './network-peers.ts';

const postgresPort = port(5432);
/** The instance manager: status, replication of configuration, and what the operator asks for. */
const managerPort = port(8000);

const operator = podsIn(databaseOperatorNamespace, { 'app.kubernetes.io/name': 'cloudnative-pg' });

function instances(service: StoringService): k8s.NetworkPolicySpec {
  const { name, store, environment: { data } } = service;
  const each = { podSelector: clusterSelector(name) };
  const objectStore = port(Number(new URL(data.backups.endpoint).port || 443));
  return {
    podSelector: clusterSelector(name),
    policyTypes: ['Ingress', 'Egress'],
    ingress: [
      { from: [podsIn(store.namespace, poolerLabels(name))], ports: [postgresPort] },
      { from: [each], ports: [postgresPort, managerPort] },
      // Without 8000 a cluster never becomes ready.
      { from: [operator], ports: [postgresPort, managerPort] },
    ],
    egress: [
      { to: [each], ports: [postgresPort, managerPort] },
      { ports: [apiServerPort] },
      // No policy can name a host: the EgressFirewall of this namespace lets only the object store through.
      ...(backupOf(service) ? [{ ports: [objectStore] }] : []),
    ],
  };
}

const poolers = ({ name, zone }: StoringService): k8s.NetworkPolicySpec => ({
  podSelector: { matchLabels: poolerLabels(name) },
  policyTypes: ['Ingress', 'Egress'],
  ingress: [{ from: [podsIn(zone.namespace, podLabels(name))], ports: [postgresPort] }],
  egress: [{ to: [{ podSelector: clusterSelector(name) }], ports: [postgresPort] }, { ports: [apiServerPort] }],
});

/** A service reaches its own pooler and nothing else of the data plane; a pooler its own cluster; a cluster itself, its archive and its operator. */
export function databaseNetwork(scope: Construct, zone: PlannedZone): void {
  for (const service of storesOf(zone)) {
    const { name: owner, store: { namespace } } = service;
    const own = new Construct(scope, `${owner}-network`);
    const policy = (name: string, because: string, spec: k8s.NetworkPolicySpec) =>
      new k8s.KubeNetworkPolicy(own, name, { metadata: { name, namespace, annotations: { ...inWave(dataWaves.access), 'guichet.dev/because': because } }, spec });
    policy(`${owner}-database`, `the database of ${owner}: its pooler, its other instances, its operator, its archive`, instances(service));
    policy(`${owner}-pooler`, `${owner} reaches its own database`, poolers(service));
  }
}
