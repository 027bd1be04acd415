import type { Rule } from '../../rule.ts';

export const topicReplicas: Rule = {
  id: 'data/topic-replicas',
  title: 'A topic keeps its events on two brokers at least',
  why: 'With one in-sync replica an acknowledged event is lost with one disk.',
  controls: ['dora/12.4'],
  match: ['kafka.strimzi.io/KafkaTopic'],
  expressions: [
    {
      expression: "int(dyn(object.spec.?config[?'min.insync.replicas'].orValue(2))) >= 2",
      message: 'acknowledges what one broker alone has: set min.insync.replicas to 2 or more',
      field: 'spec.config["min.insync.replicas"]',
    },
    {
      expression: "object.spec.?replicas.orValue(3) > int(dyn(object.spec.?config[?'min.insync.replicas'].orValue(2)))",
      message: 'cannot be written to while a broker is away: have more replicas than min.insync.replicas',
      field: 'spec.replicas',
    },
  ],
  cases: {
    hold: [
      `
apiVersion: kafka.strimzi.io/v1
kind: KafkaTopic
metadata: { name: shop }
spec:
  partitions: 3
  replicas: 3
  config: { min.insync.replicas: 2 }
`,
      `
apiVersion: kafka.strimzi.io/v1
kind: KafkaTopic
metadata: { name: shop }
spec:
  partitions: 3
`,
    ],
    break: [
      `
apiVersion: kafka.strimzi.io/v1
kind: KafkaTopic
metadata: { name: shop }
spec:
  partitions: 3
  replicas: 3
  config:
    min.insync.replicas: 1 # <--
`,
      `
apiVersion: kafka.strimzi.io/v1
kind: KafkaTopic
metadata: { name: shop }
spec:
  partitions: 3
  replicas: 2 # <--
  config: { min.insync.replicas: '2' }
`,
    ],
  },
};
