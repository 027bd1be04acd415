import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { context, trace, TraceFlags } from '@opentelemetry/api';
import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import { sql } from 'kysely';
import { join } from 'node:path';
import { days, topic } from '../../constructs/declaration/index.ts';
import { publish, relay, type Event } from './events.ts';
import { startTelemetry, type Telemetry } from './telemetry.ts';
import { processing } from './telemetry-events.ts';
import { testPostgres, type TestDatabase, type TestPostgres } from './testing/database.ts';

interface Tables {
  readonly person: { readonly id: number; readonly name: string };
}

const things = topic({ name: 'test.things', purpose: 'these tests', key: 'thing', partitions: 1, retention: days(1) });

let postgres: TestPostgres;
let database: TestDatabase<Tables>;
beforeAll(async () => {
  postgres = await testPostgres();
  database = await postgres.database<Tables>('spans', [join(import.meta.dirname, 'migrations')]);
  await sql`CREATE TABLE person (id integer PRIMARY KEY, name text NOT NULL CHECK (name <> ''))`.execute(database.db);
}, 60_000);
afterAll(() => postgres.stop(), 60_000);

let spans = new InMemorySpanExporter();
let telemetry: Telemetry | undefined;
const start = (seen = true): void => { telemetry = startTelemetry({ service: 'tests', environment: 'test', processors: seen ? [new SimpleSpanProcessor(spans)] : [] }); };
// One that was shut down keeps nothing more.
beforeEach(() => { spans = new InMemorySpanExporter(); });
afterEach(async () => {
  await telemetry?.stop();
  await sql`TRUNCATE person, outbox`.execute(database.db);
});

const secret = 'Zacharias 4242';
const inSpan = <T>(work: () => Promise<T>): Promise<T> => trace.getTracer('tests').startActiveSpan('request', async (span) => work().finally(() => span.end()));
/** As a caller's trace that is not kept. */
const sampledOut = <T>(work: () => Promise<T>): Promise<T> => context.with(trace.setSpanContext(context.active(), { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: TraceFlags.NONE, isRemote: true }), () => inSpan(work));
const statements = () => spans.getFinishedSpans().filter(({ name }) => name !== 'request');

const write = () => database.db.insertInto('person').values({ id: 1, name: secret }).execute();
const tell = () => database.db.transaction().execute((trx) => publish(trx, things, { key: 'a', type: 'told', payload: { secret } }));

describe('a statement of a request', () => {
  it('has a span with its text, and none of its values', async () => {
    start();
    await inSpan(async () => {
      await write();
      await database.db.transaction().execute((trx) => trx.selectFrom('person').select('name').where('name', '=', secret).execute());
    });
    expect(statements().map(({ name }) => name)).toEqual(['INSERT person', 'BEGIN', 'SELECT person', 'COMMIT']);
    const [insert] = statements();
    expect(insert).toMatchObject({
      kind: 2,
      parentSpanContext: spans.getFinishedSpans().find(({ name }) => name === 'request')?.spanContext(),
      attributes: { 'db.system.name': 'postgresql', 'db.namespace': 'spans', 'db.operation.name': 'INSERT', 'db.collection.name': 'person', 'db.query.text': 'insert into "person" ("id", "name") values ($1, $2)', 'server.address': '127.0.0.1', 'server.port': database.props.port },
    });
    expect(JSON.stringify(statements().map(({ name, attributes, events, status }) => ({ name, attributes, events, status })))).not.toMatch(/Zacharias|4242/);
  });

  it('that fails says so by its SQLSTATE, and not in words that hold values', async () => {
    start();
    await inSpan(async () => {
      await write();
      await expect(write()).rejects.toThrow('duplicate key');
      await expect(sql`SELECT ${secret}::integer`.execute(database.db)).rejects.toThrow(secret);
    });
    expect(statements().map(({ name, status, attributes }) => [name, status, attributes['error.type'], attributes['db.response.status_code']])).toEqual([
      ['INSERT person', { code: 0 }, undefined, undefined], ['INSERT person', { code: 2 }, '23505', '23505'], ['SELECT', { code: 2 }, '22P02', '22P02'],
    ]);
    expect(JSON.stringify(statements().map(({ attributes, events, status }) => ({ attributes, events, status })))).not.toMatch(/Zacharias|4242/);
  });

  it('has none outside of a request, and where the trace is not kept', async () => {
    start();
    await write();
    await sampledOut(() => database.db.selectFrom('person').selectAll().execute());
    expect(spans.getFinishedSpans()).toEqual([]);
  });
});

/** Carries what is in the outbox. */
async function carried(): Promise<readonly Event[]> {
  const sent: Event[] = [];
  await relay(database.db, { system: 'kafka', send: async (events) => void sent.push(...events) });
  return sent;
}

describe('an event', () => {
  it('goes on with the trace of what wrote it, to whoever acts on it', async () => {
    start();
    await inSpan(tell);
    const [event] = await carried();
    if (!event) throw new Error('nothing was sent');
    await processing(event, { group: 'ledger', system: 'kafka' }, write);
    const of = (wanted: string) => spans.getFinishedSpans().find(({ name }) => name === wanted);
    const [request, sent, acted, stated] = [of('request'), of('send test.things'), of('process test.things'), of('INSERT person')];
    expect([sent, acted, stated].map((span) => span?.parentSpanContext?.spanId)).toEqual([request, sent, acted].map((span) => span?.spanContext().spanId));
    expect(new Set(spans.getFinishedSpans().map((span) => span.spanContext().traceId)).size).toBe(1);
    expect([sent?.kind, acted?.kind]).toEqual([3, 4]);
    const common = { 'messaging.system': 'kafka', 'messaging.destination.name': 'test.things', 'messaging.message.id': event.id };
    expect(sent?.attributes).toEqual({ ...common, 'messaging.operation.name': 'send', 'messaging.operation.type': 'send' });
    expect(acted?.attributes).toEqual({ ...common, 'messaging.operation.name': 'process', 'messaging.operation.type': 'process', 'messaging.consumer.group.name': 'ledger' });
  });

  it('that is not sent, or refused, says so', async () => {
    start();
    await inSpan(tell);
    await expect(relay(database.db, { send: () => Promise.reject(new Error(secret)) })).rejects.toThrow(secret);
    const [event] = await carried();
    await expect(processing({ id: '', topic: '', ...event }, { group: 'ledger', system: undefined }, () => Promise.reject(new Error(secret)))).rejects.toThrow(secret);
    expect(spans.getFinishedSpans().filter(({ name }) => name.endsWith('test.things')).map(({ name, attributes, status }) => [name, attributes['error.type'], status])).toEqual([
      ['send test.things', 'not-sent', { code: 2 }], ['send test.things', undefined, { code: 0 }], ['process test.things', 'refused', { code: 2 }],
    ]);
  });

  it('of a trace that is not kept carries that on, and makes no span', async () => {
    start();
    await sampledOut(tell);
    const [event] = await carried();
    expect(event?.traceparent).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-00$/);
    await processing({ id: '', topic: '', ...event }, { group: 'ledger', system: 'kafka' }, write);
    expect(spans.getFinishedSpans()).toEqual([]);
  });

  it('of no trace, or where nobody sees it, begins none', async () => {
    start();
    await tell();
    await telemetry?.stop();
    start(false);
    await inSpan(tell);
    const events = await carried();
    expect(events.map((event) => 'traceparent' in event)).toEqual([false, false]);
    for (const event of events) await processing(event, { group: 'ledger', system: 'kafka' }, async () => {});
    expect(spans.getFinishedSpans()).toEqual([]);
  });
});
