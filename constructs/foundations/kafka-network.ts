import type { Construct } from 'constructs';
import { clientPort, kafkaUsersOf } from '../kafka.ts';
import { kafkaOperatorNamespace, podLabels } from '../names.ts';
import { kafkaCluster, kafkaNamespace, type Plan } from '../plan.ts';
import { k8s, PodMonitor } from '../resources/index.ts';
import { dataWaves, inWave } from '../sync.ts';
import { apiServerPort, podsIn, port, prometheus } from './network-peers.ts';

/** Strimzi's parts of a cluster, by the label that tells them apart. */
const part = (name: string): Record<string, string> => ({ 'strimzi.io/cluster': kafkaCluster, 'strimzi.io/name': `${kafkaCluster}-${name}` });

const nodes = part('kafka');
const entityOperator = part('entity-operator');
const exporter = part('kafka-exporter');
const brokers = { 'strimzi.io/cluster': kafkaCluster, 'strimzi.io/broker-role': 'true' };

/** KRaft and the operators' way in, replication, and the agent that tells the operator a node's state. */
const [controlPort, replicationPort, agentPort, metricsPort] = [port(9090), port(9091), port(8443), port(9404)] as const;

const operator = podsIn(kafkaOperatorNamespace, { 'strimzi.io/kind': 'cluster-operator' });
const own = (matchLabels: Record<string, string>): k8s.NetworkPolicyPeer => ({ podSelector: { matchLabels } });

interface Opening {
  readonly name: string;
  readonly because: string;
  readonly pods: Record<string, string>;
  readonly ingress?: k8s.NetworkPolicyIngressRule[];
  readonly egress?: k8s.NetworkPolicyEgressRule[];
}

const openingsOf = (plan: Plan): Opening[] => [
  { name: 'brokers-from-clients', because: 'services publish and consume', pods: brokers, ingress: [{ from: kafkaUsersOf(plan).map(({ name, zone }) => podsIn(zone.namespace, podLabels(name))), ports: [port(clientPort)] }] },
  {
    name: 'nodes',
    because: 'nodes elect and replicate, and are run by their operators; each asks the API server for its failure zone',
    pods: nodes,
    ingress: [
      { from: [own(nodes)], ports: [controlPort, replicationPort] },
      { from: [own(entityOperator), own(exporter)], ports: [replicationPort] },
      { from: [operator], ports: [controlPort, replicationPort, agentPort] },
      { from: [prometheus], ports: [metricsPort] },
    ],
    egress: [{ to: [own(nodes)], ports: [controlPort, replicationPort] }, { ports: [apiServerPort] }],
  },
  { name: 'entity-operator', because: 'it makes topics and accounts from the API server’s objects', pods: entityOperator, egress: [{ to: [own(nodes)], ports: [replicationPort] }, { ports: [apiServerPort] }] },
  { name: 'exporter', because: 'it asks the brokers how far consumers are', pods: exporter, ingress: [{ from: [prometheus], ports: [metricsPort] }], egress: [{ to: [own(nodes)], ports: [replicationPort] }] },
];

/**
 * Who reaches whom in Kafka's namespace. Strimzi writes policies for what comes in, which add to these; what goes out is ours alone.
 */
export function kafkaNetwork(scope: Construct, plan: Plan): void {
  if (kafkaUsersOf(plan).length === 0) return;
  for (const { name, because, pods, ingress, egress } of openingsOf(plan)) {
    new k8s.KubeNetworkPolicy(scope, name, {
      metadata: { name, namespace: kafkaNamespace, annotations: { ...inWave(dataWaves.access), 'guichet.dev/because': because } },
      spec: { podSelector: { matchLabels: pods }, policyTypes: [...(ingress ? ['Ingress'] : []), ...(egress ? ['Egress'] : [])], ...(ingress && { ingress }), ...(egress && { egress }) },
    });
  }
  for (const [id, pods] of [['brokers', nodes], ['exporter', exporter]] as const) {
    new PodMonitor(scope, `${id}-monitor`, { metadata: { name: `kafka-${id}`, namespace: kafkaNamespace, annotations: inWave(dataWaves.prerequisites) }, spec: { selector: { matchLabels: pods }, podMetricsEndpoints: [{ port: 'tcp-prometheus' }] } });
  }
}
