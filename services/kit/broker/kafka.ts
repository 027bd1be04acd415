/**
 * Events over Kafka. The key chooses the partition; a program commits what it has handled, and an event that fails is tried again before those after
 * it in its partition, while the other partitions go on. Whoever gets a partition next begins after the last commit: what is handled twice, a consumer
 * recognises by the event's id.
 */
import type { FastifyBaseLogger } from 'fastify';
import { ProduceAcks, Producer, stringSerializers } from '@platformatic/kafka';
import type { Event } from '../events.ts';
import type { Background } from '../program.ts';
import type { Broker } from './broker.ts';
import { checkBrokers, connectionTo } from './kafka-connection.ts';
import { KafkaError } from './kafka-failure.ts';
import { subscribe } from './kafka-subscription.ts';

export interface KafkaProps {
  /** `KAFKA_BROKERS`. */
  readonly brokers: string;
  /** `KAFKA_CREDENTIALS_DIRECTORY`. */
  readonly credentialsDirectory: string;
  readonly clientId: string;
  readonly log: FastifyBaseLogger;
}

const messageOf = ({ topic, key, traceparent, ...rest }: Event) => ({ topic, key, value: JSON.stringify(rest), ...(traceparent !== undefined && { headers: { traceparent } }) });

type StringProducer = Producer<string, string, string, string>;

export async function openKafkaBroker({ brokers: text, credentialsDirectory, clientId, log }: KafkaProps): Promise<Broker> {
  const brokers = checkBrokers(text);
  const connection = () => connectionTo(brokers, credentialsDirectory);
  const failed = (what: string, cause: unknown): KafkaError => new KafkaError(what, credentialsDirectory, cause);
  // Before anything starts: files that are missing are told now.
  await connection();
  const subscriptions = new Set<Background>();
  let producer: Promise<StringProducer> | undefined;
  const open = async (): Promise<StringProducer> => new Producer({ ...(await connection()), clientId, idempotent: true, acks: ProduceAcks.ALL, serializers: stringSerializers });
  /** After a failure the next batch begins with a new producer: the sequence of an idempotent one is broken, and its certificate may be old. */
  const forget = async (): Promise<void> => {
    const old = producer;
    producer = undefined;
    await old?.then((one) => one.close(true)).catch(() => {});
  };
  return {
    system: 'kafka',
    send: async (events) => {
      if (events.length === 0) return;
      producer ??= open();
      try {
        await (await producer).send({ messages: events.map(messageOf) });
      } catch (error) {
        await forget();
        throw failed(`Kafka at ${text} did not take events of ${[...new Set(events.map(({ topic }) => topic))].join(', ')}`, error);
      }
    },
    subscribe: async (group, topics, handle) => {
      const subscription = subscribe({ connection, clientId, group, topics, handle, log, failed: (error) => failed(`reading ${topics.join(', ')} from Kafka at ${text} broke off`, error) });
      const held: Background = { stop: async () => { subscriptions.delete(held); await subscription.stop(); } };
      subscriptions.add(held);
      return held;
    },
    close: async () => {
      await Promise.all([...subscriptions].map(({ stop }) => stop()));
      await forget();
    },
  };
}
