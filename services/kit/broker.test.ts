import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { sql } from 'kysely';
import { inProcessBroker, openBroker } from './broker.ts';
import { ConfigurationError } from './configuration.ts';
import { brokerScenarios } from './testing/broker.ts';
import { processScenarios, type SharedBroker } from './testing/broker-processes.ts';
import { testPostgres, type TestDatabase, type TestPostgres } from './testing/database.ts';

const newTopic = (): string => `topic-${randomUUID().slice(0, 8)}.events`;

let postgres: TestPostgres;
let [events, notes]: TestDatabase<unknown>[] = [];

beforeAll(async () => {
  postgres = await testPostgres();
  events = await postgres.database('events', []);
  notes = await postgres.database('notes', [join(import.meta.dirname, 'migrations')]);
}, 60_000);

afterAll(() => postgres.stop(), 60_000);

const noted = (): TestDatabase<unknown> => {
  if (!notes) throw new Error('the database of these tests did not start');
  return notes;
};

describe('in process', () => {
  const broker = inProcessBroker();
  brokerScenarios(() => ({ open: async () => broker, topic: async () => newTopic() }));
});

const overPostgres = (): SharedBroker => {
  if (!events) throw new Error('the database of these tests did not start');
  const { props, db } = events;
  const variables = { KAFKA_BROKERS: `postgresql://${props.host}:${props.port}/${props.database}`, KAFKA_CREDENTIALS_DIRECTORY: props.credentialsDirectory };
  return {
    open: () => openBroker({ ...variables, SERVICE_NAME: 'tests', LOG_LEVEL: 'silent' }),
    topic: async () => newTopic(),
    variables,
    database: noted(),
    cut: async () => void (await sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'events' AND pid <> pg_backend_pid()`.execute(db)),
  };
};

describe('over PostgreSQL', () => {
  brokerScenarios(overPostgres);
  processScenarios(overPostgres);

  it('takes a batch whole or not at all', async () => {
    const broker = await overPostgres().open();
    const topic = newTopic();
    const good = { id: randomUUID(), topic, key: 'a', type: 'x', payload: {}, occurredAt: '2026-11-25T08:00:00.000Z' };
    await expect(broker.send([good, { ...good, id: 'no uuid' }])).rejects.toThrow('uuid');
    expect((await sql`SELECT 1 FROM events WHERE topic = ${topic}`.execute(events?.db ?? noted().db)).rows).toEqual([]);
    await broker.close();
  });
});

describe('what names no broker', () => {
  const open = (brokers: string, directory = '/nowhere') => openBroker({ KAFKA_BROKERS: brokers, KAFKA_CREDENTIALS_DIRECTORY: directory, SERVICE_NAME: 'tests', LOG_LEVEL: 'silent' });

  it.each([
    ['kafka', 'name brokers as host:port'],
    [' , ', 'name brokers as host:port'],
    ['postgresql://user:secret@127.0.0.1/events', 'KAFKA_BROKERS is no postgresql://host:port/name'],
    ['postgresql://127.0.0.1:5432', 'KAFKA_BROKERS is no postgresql://host:port/name'],
    ['kafka.example:9093', 'are spoken to by TLS alone'],
    ['127.0.0.1:9092,kafka.example:9093', 'are spoken to by TLS alone'],
  ])('is refused: %s', async (brokers, reason) => {
    const refusal = await open(brokers).then(() => undefined, (error: unknown) => error);
    expect(refusal).toBeInstanceOf(ConfigurationError);
    expect(String(refusal)).toContain(reason);
    expect(String(refusal)).not.toContain('secret@');
  });
});
