import type { Environment, Service } from '../declaration/index.ts';
import { fault, listed } from './fault.ts';

const positive = (value: number): boolean => Number.isInteger(value) && value >= 1;

/** What an environment gives to databases and events, against what they need to keep their promises. */
export const dataPlaneFaults = (services: readonly Service[], environment: Environment): string[] => [...kafkaFaults(environment), ...databaseFaults(services, environment)];

/** What Kafka must hold for `acks=all` to go on when one broker is away. One replica alone can only be lost or waited for. */
function kafkaFaults({ name, data: { kafka } }: Environment): string[] {
  const { brokers, controllers, replication, minInSync } = kafka;
  return [
    ...(positive(brokers) ? [] : [fault(`${name} has ${brokers} Kafka brokers`, 'have a whole number of them, 1 or more')]),
    ...(positive(controllers) && controllers % 2 === 1 ? [] : [fault(`${name} has ${controllers} Kafka controllers`, 'have an odd number, such as 3: they decide by majority, and an even one more adds no safety')]),
    ...(positive(replication) ? [] : [fault(`${name} keeps ${replication} replicas of Kafka topics`, 'keep a whole number of them, 1 or more')]),
    ...(replication > brokers ? [fault(`${name} keeps ${replication} replicas of topics on ${brokers} Kafka brokers`, 'have no more replicas than brokers')] : []),
    ...(positive(minInSync) ? [] : [fault(`${name} wants ${minInSync} Kafka replicas in sync`, 'want a whole number, 1 or more: the leader always is')]),
    ...(minInSync > replication ? [fault(`${name} wants ${minInSync} of ${replication} Kafka replicas in sync`, 'want no more than there are: nothing could be published')] : []),
    ...(minInSync === replication && replication > 1 ? [fault(`${name} wants ${minInSync} of ${replication} Kafka replicas in sync`, 'want fewer than there are, so that one broker may restart')] : []),
  ];
}

/** Where real money moves, a commit that must outlive its instance needs a standby to be on. Elsewhere one instance may do. */
function databaseFaults(services: readonly Service[], { name, providers, data: { instances } }: Environment): string[] {
  if (!positive(instances)) return [fault(`${name} has ${instances} PostgreSQL instances of each store`, 'have a whole number of them, 1 or more')];
  const waiting = services.filter(({ stores }) => stores?.durability === 'required').map((one) => one.name);
  if (instances > 1 || providers === 'test' || waiting.length === 0) return [];
  return [fault(`${name} calls live providers with ${instances} PostgreSQL instance of each store, and commits of ${listed(waiting)} wait for a standby`, 'have 2 instances or more, 3 so that one may restart while writes go on, or declare the durability preferred')];
}
