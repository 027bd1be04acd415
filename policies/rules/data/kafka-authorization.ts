import type { Rule } from '../../rule.ts';

export const kafkaAuthorization: Rule = {
  id: 'data/kafka-authorization',
  title: 'Kafka asks who may read and write each topic',
  why: 'Without authorisation every client that may connect reads every topic and writes to it.',
  controls: ['pci-dss-4.0.1/7.2.1', 'pci-dss-4.0.1/7.2.5'],
  match: ['kafka.strimzi.io/Kafka'],
  expressions: [
    {
      expression: "size(object.spec.kafka.?authorization.?type.orValue('')) > 0",
      message: 'lets every client read and write every topic: set spec.kafka.authorization',
      field: 'spec.kafka',
    },
    {
      expression: 'size(object.spec.kafka.?authorization.?superUsers.orValue([])) == 0',
      message: 'has super users, whom no access list binds: leave superUsers out',
      field: 'spec.kafka.authorization.superUsers',
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
    authorization: { type: simple }
    listeners: []
`,
    ],
    break: [
      `
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata: { name: shop }
spec:
  kafka: # <--
    listeners: []
`,
      `
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata: { name: shop }
spec:
  kafka:
    authorization:
      type: simple
      superUsers: [CN=shop] # <--
`,
    ],
  },
};
