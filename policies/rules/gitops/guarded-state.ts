import type { Rule } from '../../rule.ts';

export const guardedState: Rule = {
  id: 'gitops/guarded-state',
  title: 'Data is not pruned with its manifest',
  why: 'With pruning a file that was moved or lost takes its database and its disk along.',
  controls: ['dora/9.2'],
  severity: 'warning',
  match: ['postgresql.cnpg.io/Cluster', 'kafka.strimzi.io/Kafka', 'kafka.strimzi.io/KafkaNodePool', 'kafka.strimzi.io/KafkaTopic', 'PersistentVolumeClaim', 'apps/StatefulSet'],
  expressions: [
    {
      expression: "object.?metadata.?annotations[?'argocd.argoproj.io/sync-options'].orValue('').contains('Prune=false') || object.?metadata.?annotations[?'argocd.argoproj.io/sync-options'].orValue('').contains('Prune=confirm')",
      message: 'is deleted with its manifest: add the annotation argocd.argoproj.io/sync-options with Prune=false or Prune=confirm',
      field: 'metadata',
    },
  ],
  cases: {
    hold: [
      `
apiVersion: postgresql.cnpg.io/v1
kind: Cluster
metadata:
  name: shop
  annotations: { argocd.argoproj.io/sync-options: 'Prune=false,Delete=false' }
spec: { instances: 3 }
`,
    ],
    break: [
      `
apiVersion: kafka.strimzi.io/v1
kind: KafkaTopic
metadata: { name: shop } # <--
spec: { partitions: 3 }
`,
    ],
  },
};
