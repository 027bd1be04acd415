/** Carries events between programs, and brings them to those who listen. */
import type { FastifyBaseLogger } from 'fastify';
import type { Kysely } from 'kysely';
import { Type } from 'typebox';
import type { Service } from '../../constructs/declaration/index.ts';
import { ConfigurationError } from './configuration.ts';
import { consumeOnce, listenerFaults, relay, type Event, type Listeners, type Transport } from './events.ts';
import { repeat, type Background } from './program.ts';

/** Delivers at least once, and the events of one key in order: what fails is delivered again before anything after it. */
export interface Broker extends Transport {
  readonly subscribe: (group: string, topics: readonly string[], handle: (event: Event) => Promise<void>) => Promise<Background>;
  readonly close: () => Promise<void>;
}

/** Made by constructs/settings.ts for services that publish or consume. */
export const brokerVariables = {
  KAFKA_BROKERS: Type.String({ minLength: 1, description: 'host:port of the bootstrap service, or in-process' }),
  KAFKA_GROUP: Type.String({ minLength: 1 }),
  KAFKA_CREDENTIALS_DIRECTORY: Type.String({ minLength: 1 }),
} as const;

/** A broker inside this process: for tests, and for programs that run as one. Nothing outlives it. */
export function inProcessBroker(): Broker {
  const groups = new Map<string, { readonly topics: readonly string[]; readonly handle: (event: Event) => Promise<void> }>();
  return {
    send: async (events) => {
      for (const event of events) for (const { topics, handle } of groups.values()) if (topics.includes(event.topic)) await handle(event);
    },
    subscribe: async (group, topics, handle) => {
      groups.set(group, { topics, handle });
      return { stop: async () => void groups.delete(group) };
    },
    close: async () => groups.clear(),
  };
}

/** Throws a {@link ConfigurationError} for a broker that this build cannot speak to. */
export async function openBroker({ KAFKA_BROKERS }: { readonly KAFKA_BROKERS: string }): Promise<Broker> {
  if (KAFKA_BROKERS === 'in-process') return inProcessBroker();
  throw new ConfigurationError([`KAFKA_BROKERS is "${KAFKA_BROKERS}": this build has no Kafka client, and speaks to the broker in-process alone`]);
}

export interface Listening<T> {
  readonly db: Kysely<T>;
  readonly service: Service;
  readonly listeners: Listeners<T>;
}

/** Acts on every event of the declared topics once. Refuses to begin with a declared topic that nobody listens to, and the reverse. */
export async function listen<T>(broker: Broker, { db, service, listeners }: Listening<T>): Promise<Background> {
  const faults = listenerFaults(service, listeners);
  if (faults.length > 0) throw new Error(faults.join('\n'));
  return broker.subscribe(service.name, Object.keys(listeners), async (event) => {
    const act = listeners[event.topic];
    if (act) await consumeOnce(db, service.name, event, act);
  });
}

/** Carries the outbox to the broker until stopped. */
export const relaying = <T>(broker: Broker, db: Kysely<T>, { log, every = 200 }: { readonly log: FastifyBaseLogger; readonly every?: number }): Background =>
  repeat('the relay of events', async () => (await relay(db, broker)) > 0, { every, log });
