/** Carries events between programs, and brings them to those who listen. */
import type { FastifyBaseLogger } from 'fastify';
import type { Kysely } from 'kysely';
import { Type } from 'typebox';
import type { Service } from '../../constructs/declaration/index.ts';
import type { Broker } from './broker/broker.ts';
import { inProcessBroker } from './broker/in-process.ts';
import { openPostgresBroker } from './broker/postgres.ts';
import { ConfigurationError } from './configuration.ts';
import type { DatabaseProps } from './database.ts';
import { consumeOnce, listenerFaults, relay, type Listeners } from './events.ts';
import { createLogger, repeat, type Background } from './program.ts';
import { processing } from './telemetry-events.ts';

export type { Broker } from './broker/broker.ts';
export { inProcessBroker } from './broker/in-process.ts';

/** Made by constructs/settings.ts for services that publish or consume, and by constructs/local.ts for one machine. */
export const brokerVariables = {
  KAFKA_BROKERS: Type.String({ minLength: 1, description: 'host:port of the bootstrap service; on one machine postgresql://host:port/name of the database that all programs share; or in-process' }),
  KAFKA_GROUP: Type.String({ minLength: 1 }),
  KAFKA_CREDENTIALS_DIRECTORY: Type.String({ minLength: 1, description: 'user.crt, user.key and ca.crt for Kafka; username and password for PostgreSQL' }),
} as const;

export interface BrokerSettings {
  readonly KAFKA_BROKERS: string;
  readonly KAFKA_CREDENTIALS_DIRECTORY: string;
  readonly SERVICE_NAME: string;
  readonly LOG_LEVEL: string;
}

/** The database that `postgresql://host:port/name` names; `undefined` for any other text. */
function databaseNamed(text: string, credentialsDirectory: string): DatabaseProps | undefined {
  if (!text.startsWith('postgresql://')) return undefined;
  const { hostname: host, port, pathname, username, search } = URL.canParse(text) ? new URL(text) : new URL('postgresql://');
  const database = pathname.slice(1);
  if (host === '' || !/^\w+$/.test(database) || username !== '' || search !== '') throw new ConfigurationError(['KAFKA_BROKERS is no postgresql://host:port/name: the account lies in KAFKA_CREDENTIALS_DIRECTORY, and nothing else is said here']);
  return { host, port: port === '' ? 5432 : Number(port), database, credentialsDirectory };
}

/** Throws a {@link ConfigurationError} for what names no broker. */
export async function openBroker({ KAFKA_BROKERS, KAFKA_CREDENTIALS_DIRECTORY, SERVICE_NAME, LOG_LEVEL }: BrokerSettings): Promise<Broker> {
  if (KAFKA_BROKERS === 'in-process') return inProcessBroker();
  const log = createLogger({ name: SERVICE_NAME, level: LOG_LEVEL });
  const database = databaseNamed(KAFKA_BROKERS, KAFKA_CREDENTIALS_DIRECTORY);
  if (database) return openPostgresBroker(database, log);
  // Loaded when it is spoken to: programs of one machine start without it.
  const { openKafkaBroker } = await import('./broker/kafka.ts');
  return openKafkaBroker({ brokers: KAFKA_BROKERS, credentialsDirectory: KAFKA_CREDENTIALS_DIRECTORY, clientId: SERVICE_NAME, log });
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
    if (act) await processing(event, { group: service.name, system: broker.system }, () => consumeOnce(db, service.name, event, act));
  });
}

/** Carries the outbox to the broker until stopped. */
export const relaying = <T>(broker: Broker, db: Kysely<T>, { log, every = 200 }: { readonly log: FastifyBaseLogger; readonly every?: number }): Background =>
  repeat('the relay of events', async () => (await relay(db, broker)) > 0, { every, log });
