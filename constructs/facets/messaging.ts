import { Construct } from 'constructs';
import { describe } from '../description.ts';
import { ofKafkaCluster } from '../kafka.ts';
import { usesKafka } from '../mounts.ts';
import { kafkaNamespace, type PlannedService, type PlannedTopic } from '../plan.ts';
import { KafkaTopic, KafkaUser } from '../resources/index.ts';
import { kept } from '../sync.ts';
import { describeService, type Facet } from './facet.ts';

/** What a client may do with a topic or a consumer group. Patterns are literal: a prefix would match topics that do not exist yet. */
const may = (type: 'topic' | 'group', name: string, ...operations: ('Describe' | 'Read' | 'Write')[]) => ({ type: 'allow' as const, resource: { type, name, patternType: 'literal' as const }, operations });

/** An idempotent producer needs no more than Write on the topic (Kafka 2.8 and later). A consumer also reads its group, to commit offsets. */
function rightsOf({ name, publishes, consumes }: PlannedService) {
  return [
    ...publishes.map((topic) => may('topic', topic.name, 'Describe', 'Write')),
    ...consumes.map(({ topic }) => may('topic', topic.name, 'Describe', 'Read')),
    ...(consumes.length > 0 ? [may('group', name, 'Read')] : []),
  ];
}

function topic(scope: Construct, service: PlannedService, { name, resource, purpose, partitions, retention }: PlannedTopic): void {
  const own = new Construct(scope, resource);
  describe(own, { ...describeService(service), purpose });
  const { replication, minInSync } = service.environment.data.kafka;
  new KafkaTopic(own, 'topic', {
    metadata: { name: resource, namespace: kafkaNamespace, labels: ofKafkaCluster, annotations: kept },
    spec: {
      topicName: name,
      partitions,
      replicas: replication,
      config: {
        'cleanup.policy': 'delete',
        'retention.ms': retention,
        'min.insync.replicas': minInSync,
        // A replica that missed events never leads: rather wait than lose a payment's event.
        'unclean.leader.election.enable': false,
      },
    },
  });
}

/**
 * The topics that the service publishes, and its account with exactly the rights of what it publishes and consumes. Both live beside
 * the cluster, where Strimzi's entity operator looks for them.
 */
export const messaging: Facet = {
  name: 'messaging',
  layer: 'data',
  wave: 0,
  render(scope, service) {
    for (const published of service.publishes) topic(scope, service, published);
    if (!usesKafka(service)) return;
    new KafkaUser(scope, 'user', {
      metadata: { name: service.name, namespace: kafkaNamespace, labels: ofKafkaCluster },
      spec: { authentication: { type: 'tls' }, authorization: { type: 'simple', acls: rightsOf(service) } },
    });
  },
};
