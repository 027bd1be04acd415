/** The scenarios of every broker over Apache Kafka, where there is one: script/ci/broker.ts starts it, and says who may come in. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { openBroker } from './broker.ts';
import { brokerScenarios, eventOf } from './testing/broker.ts';
import { processScenarios, type SharedBroker } from './testing/broker-processes.ts';
import { testPostgres, type TestDatabase, type TestPostgres } from './testing/database.ts';

const { KAFKA: plain, KAFKA_TLS: tls, KAFKA_CREDENTIALS: credentials = '{}', KAFKA_RESTART: restart } = process.env;
/** Folders by whose they are. */
const of: Readonly<Partial<Record<'trusted' | 'powerless' | 'forged' | 'misled', string>>> = JSON.parse(credentials);

async function newTopic(): Promise<string> {
  const { Admin } = await import('@platformatic/kafka');
  const [admin, name] = [new Admin({ clientId: 'tests', bootstrapBrokers: [plain ?? ''] }), `topic-${randomUUID().slice(0, 8)}.events`];
  await admin.createTopics({ topics: [name], partitions: 6, replicas: 1 });
  await admin.close();
  return name;
}

const openAt = (variables: SharedBroker['variables']) => openBroker({ ...variables, SERVICE_NAME: 'tests', LOG_LEVEL: 'silent' });

if (plain === undefined) {
  it('was not asked for', () => console.warn('the events were not carried over Kafka: name a broker of this machine in KAFKA (host:port), or run script/ci/broker.ts'));
} else {
  describe('over Kafka', () => {
    brokerScenarios(() => ({ open: () => openAt({ KAFKA_BROKERS: plain, KAFKA_CREDENTIALS_DIRECTORY: '/nowhere' }), topic: newTopic }));
  });
}

if (tls !== undefined) {
  describe('over Kafka with client certificates', () => {
    let postgres: TestPostgres;
    let notes: TestDatabase<unknown> | undefined;
    beforeAll(async () => {
      postgres = await testPostgres();
      notes = await postgres.database('notes', [join(import.meta.dirname, 'migrations')]);
    }, 60_000);
    afterAll(() => postgres.stop(), 60_000);

    const variables = (directory = '/nowhere') => ({ KAFKA_BROKERS: tls, KAFKA_CREDENTIALS_DIRECTORY: directory });
    const shared = (): SharedBroker => {
      if (!notes) throw new Error('the database of these tests did not start');
      return { open: () => openAt(variables(of.trusted)), topic: newTopic, variables: variables(of.trusted), database: notes, ...(restart !== undefined && { cut: async () => void (await fetch(restart, { method: 'POST' })) }) };
    };
    brokerScenarios(shared);
    processScenarios(shared);

    it.each([
      ['forged', /does not take who asks.*user\.crt/],
      ['misled', /certificate.*ca\.crt/i],
      ['powerless', /authorization failed.*what its service declares/],
      [undefined, /does not take who asks.*in \/nowhere/],
    ] as const)('is refused, in words that say why: %s', async (who, why) => {
      const [topic, broker] = [await newTopic(), await openAt(variables(who && of[who]))];
      const refusal: unknown = await broker.send([eventOf(topic, 'a', 'told')]).then(() => undefined, (error: unknown) => error);
      await broker.close();
      expect(refusal).toBeInstanceOf(Error);
      expect(String(refusal)).toMatch(why);
    }, 60_000);
  });
}
