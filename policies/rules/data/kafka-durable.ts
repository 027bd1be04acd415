import type { Rule } from '../../rule.ts';

export const kafkaDurable: Rule = {
  id: 'data/kafka-durable',
  title: 'What Kafka has taken survives the loss of a broker',
  why: 'With fewer than two in-sync replicas an acknowledged event can be lost with one disk; a topic that a client makes by accident has no access list.',
  controls: ['dora/12.4'],
  match: ['kafka.strimzi.io/Kafka'],
  expressions: [
    {
      expression: "int(dyn(object.spec.kafka.?config[?'min.insync.replicas'].orValue(1))) >= 2",
      message: 'acknowledges what one broker alone has: set min.insync.replicas to 2 or more',
      field: 'spec.kafka.config',
    },
    {
      expression: "object.spec.kafka.?config[?'auto.create.topics.enable'].orValue(true) in [dyn(false), dyn('false')]",
      message: 'makes topics that nobody declared: set auto.create.topics.enable to false',
      field: 'spec.kafka.config',
    },
  ],
  cases: {
    hold: [
      `
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata: { name: shop }
spec:
  kafka:
    config: { min.insync.replicas: 2, auto.create.topics.enable: false }
`,
      `
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata: { name: shop }
spec:
  kafka:
    config: { min.insync.replicas: '2', auto.create.topics.enable: 'false' }
`,
    ],
    break: [
      `
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata: { name: shop }
spec:
  kafka:
    config: { min.insync.replicas: 1, auto.create.topics.enable: false } # <--
`,
      `
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata: { name: shop }
spec:
  kafka:
    config: { min.insync.replicas: 2 } # <--
`,
    ],
  },
};
