import type { Construct } from 'constructs';
import type { Environment } from '../declaration/index.ts';
import { kafkaPools, ofKafkaCluster } from '../kafka.ts';
import { kafkaNamespace } from '../plan.ts';
import { requestsOf } from '../requests.ts';
import { KafkaNodePool } from '../resources/index.ts';
import { dataWaves, inWave, kept } from '../sync.ts';

const spread = (name: string, topologyKey: string) => ({ maxSkew: 1, topologyKey, whenUnsatisfiable: 'DoNotSchedule' as const, labelSelector: { matchLabels: { 'strimzi.io/pool-name': name } } });

/** What all pods of Kafka have in common. */
export interface KafkaPod {
  readonly metadata: { readonly labels: Record<string, string> };
  readonly priorityClassName: string;
}

/** The nodes, spread over failure zones and machines: Strimzi's `rack` names a broker's zone and places nothing. */
export function kafkaNodes(scope: Construct, environment: Environment, pod: KafkaPod): void {
  for (const { name, role, replicas, size, resources } of kafkaPools(environment)) {
    new KafkaNodePool(scope, name, {
      metadata: { name, namespace: kafkaNamespace, labels: ofKafkaCluster, annotations: { ...inWave(dataWaves.prerequisites), ...kept } },
      spec: {
        roles: [role],
        replicas,
        storage: { type: 'jbod', volumes: [{ id: 0, type: 'persistent-claim', size, class: environment.data.storageClass, kraftMetadata: 'shared', deleteClaim: false }] },
        resources: requestsOf(resources),
        template: { pod: { ...pod, topologySpreadConstraints: [spread(name, 'topology.kubernetes.io/zone'), spread(name, 'kubernetes.io/hostname')] } },
      },
    });
  }
}
