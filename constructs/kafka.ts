/** What clients, topics, the cluster and its namespace's quota must agree on about Kafka. Pure. */
import type { Bytes, Environment, Resources } from './declaration/index.ts';
import { usesKafka } from './mounts.ts';
import { kafkaCluster, type PlannedService, type PlannedZone } from './plan.ts';

/** The one listener: mutual TLS for clients. */
export const clientPort = 9093;

/** The Secret with the certificate that clients know the brokers by; Strimzi keeps its key in another. */
export const kafkaAuthority = `${kafkaCluster}-cluster-ca-cert`;

/** Strimzi finds the objects of a cluster by this label. */
export const ofKafkaCluster: Record<string, string> = { 'strimzi.io/cluster': kafkaCluster };

export const kafkaUsersOf = ({ services }: Pick<PlannedZone, 'services'>): PlannedService[] => services.filter(usesKafka);

/** Each operator, and the exporter, beside the brokers. */
export const besideKafka = { cpu: '100m', memory: '512Mi' } as const satisfies Resources;

/** Nodes of one role. The pool's name is part of the names of their disks. */
export interface KafkaPool {
  readonly name: 'brokers' | 'controllers';
  readonly role: 'broker' | 'controller';
  readonly replicas: number;
  /** Of the one disk of each node. */
  readonly size: Bytes;
  readonly resources: Resources;
}

/** Controllers keep only the cluster's metadata, apart from the brokers: a busy broker cannot delay an election. */
export const kafkaPools = ({ data: { kafka } }: Environment): KafkaPool[] => [
  { name: 'brokers', role: 'broker', replicas: kafka.brokers, size: kafka.storage, resources: kafka.resources.broker },
  { name: 'controllers', role: 'controller', replicas: kafka.controllers, size: '10Gi', resources: kafka.resources.controller },
];
