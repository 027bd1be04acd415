import type { Construct } from 'constructs';
import type { Environment } from '../declaration/index.ts';
import { descriptionOf, ownershipOf } from '../description.ts';
import { besideKafka, clientPort, kafkaUsersOf, ofKafkaCluster } from '../kafka.ts';
import { podLabels } from '../names.ts';
import { kafkaCluster, kafkaNamespace, type Plan, type PlannedService } from '../plan.ts';
import { requestsOf } from '../requests.ts';
import { Kafka } from '../resources/index.ts';
import { dataWaves, inWave, kept } from '../sync.ts';
import { kafkaNodes } from './kafka-nodes.ts';
import { podsIn } from './network-peers.ts';

/** The one way in, with a client certificate; Strimzi writes a NetworkPolicy from the peers, which would else let everybody in. */
const listener = (users: readonly PlannedService[]) => ({
  name: 'tls',
  port: clientPort,
  type: 'internal' as const,
  tls: true,
  authentication: { type: 'tls' as const },
  networkPolicyPeers: users.map(({ name, zone }) => podsIn(zone.namespace, podLabels(name))),
});

/** Every event is on as many disks as `replication`, and acknowledged by `minInSync` of them; topics come from declarations alone. */
const settings = ({ data: { kafka: { replication, minInSync } } }: Environment) => ({
  'auto.create.topics.enable': false,
  'default.replication.factor': replication,
  'min.insync.replicas': minInSync,
  'offsets.topic.replication.factor': replication,
  'transaction.state.log.replication.factor': replication,
  'transaction.state.log.min.isr': minInSync,
  'unclean.leader.election.enable': false,
  'ssl.enabled.protocols': 'TLSv1.3',
  'replica.selector.class': 'org.apache.kafka.common.replica.RackAwareReplicaSelector',
});

/** Regular expressions over the reporter's names; the client libraries' own metrics inside the brokers say nothing of the cluster. */
const metrics = ['kafka_controller_.*', 'kafka_log_.*', 'kafka_network_.*', 'kafka_server_.*'];

/** The Kafka cluster that all services share: KRaft, mutual TLS, access lists, three failure zones where the cluster has them. */
export function kafka(scope: Construct, plan: Plan): void {
  const users = kafkaUsersOf(plan);
  if (users.length === 0) return;
  const { environment } = plan;
  const pod = { metadata: { labels: { ...ownershipOf(descriptionOf(scope)), 'sidecar.istio.io/inject': 'false' } }, priorityClassName: priorityClassOf(plan) };
  kafkaNodes(scope, environment, pod);
  new Kafka(scope, 'cluster', {
    metadata: { name: kafkaCluster, namespace: kafkaNamespace, labels: ofKafkaCluster, annotations: { ...inWave(dataWaves.prerequisites), ...kept } },
    spec: {
      kafka: {
        version: environment.data.kafka.version,
        listeners: [listener(users)],
        authorization: { type: 'simple' },
        config: settings(environment),
        rack: { type: 'topology-label', topologyKey: 'topology.kubernetes.io/zone' },
        metricsConfig: { type: 'strimziMetricsReporter', values: { allowList: metrics } },
        template: { podDisruptionBudget: { maxUnavailable: 1 } },
      },
      entityOperator: { topicOperator: { resources: requestsOf(besideKafka) }, userOperator: { resources: requestsOf(besideKafka) }, template: { pod } },
      // How far consumer groups are behind, which their own metrics could not say when they stand still.
      kafkaExporter: { topicRegex: '.*', groupRegex: '.*', resources: requestsOf(besideKafka), template: { pod } },
    },
  });
}

/** Kafka is evicted no sooner than the most important zone that uses it. */
function priorityClassOf({ zones, environment }: Plan): string {
  const users = zones.filter((zone) => kafkaUsersOf(zone).length > 0);
  return users.toSorted((a, b) => environment.zones[b.name].priority - environment.zones[a.name].priority)[0]?.priorityClass ?? '';
}
