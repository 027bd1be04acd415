import type { Rule } from '../../rule.ts';

export const kafkaListeners: Rule = {
  id: 'data/kafka-listeners',
  title: 'Kafka listens by TLS alone, to clients that prove who they are',
  why: 'A listener in clear text shows every event on the network, and one without authentication takes them from anybody.',
  controls: ['pci-dss-4.0.1/8.3.2', 'dora/9.2', 'dora/9.4'],
  match: ['kafka.strimzi.io/Kafka'],
  expressions: [
    {
      each: { list: 'spec.kafka.listeners', as: 'listener' },
      expression: 'listener.tls',
      message: 'is in clear text: set tls to true',
      field: 'tls',
    },
    {
      each: { list: 'spec.kafka.listeners', as: 'listener' },
      expression: "size(listener.?authentication.?type.orValue('')) > 0",
      message: 'takes everybody: set authentication',
      field: '',
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
    listeners:
      - { name: tls, port: 9093, type: internal, tls: true, authentication: { type: tls } }
`,
    ],
    break: [
      `
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata: { name: shop }
spec:
  kafka:
    listeners:
      - name: plain
        port: 9092
        type: internal
        tls: false # <--
        authentication: { type: scram-sha-512 }
      - { name: tls, port: 9093, type: internal, tls: true } # <--
`,
    ],
  },
};
