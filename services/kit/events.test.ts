import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { join } from 'node:path';
import { days, topic } from '../../constructs/declaration/index.ts';
import { openDatabase, type Database } from './database.ts';
import { consumeOnce, listenerFaults, publish, relay, type Event } from './events.ts';
import { startPostgres, type LocalPostgres } from './local/postgres.ts';
import { migrate, MigrationError } from './migrations.ts';

interface Tables {
  readonly seen: { readonly id: string };
}

const things = topic({ name: 'test.things', purpose: 'these tests', key: 'thing', partitions: 1, retention: days(1) });
const folder = join(import.meta.dirname, 'migrations');

let postgres: LocalPostgres;
let database: Database<Tables>;

beforeAll(async () => {
  postgres = await startPostgres();
  database = await openDatabase<Tables>(await postgres.createDatabase('events'));
}, 60_000);

afterAll(async () => {
  await database.close();
  await postgres.stop();
}, 60_000);

it('migrates once, however many start at once', async () => {
  const applied = await Promise.all([1, 2, 3].map(() => migrate(database.pool, [folder])));
  expect(applied.flat().sort()).toEqual(['kit-001-idempotency.sql', 'kit-002-outbox.sql', 'kit-003-traces.sql', 'kit-004-answers-of-a-person.sql']);
  await sql`CREATE TABLE seen (id text NOT NULL)`.execute(database.db);
  await sql`UPDATE migrations SET checksum = 'other' WHERE name = 'kit-002-outbox.sql'`.execute(database.db);
  await expect(migrate(database.pool, [folder])).rejects.toThrow(new MigrationError('the migration kit-002-outbox.sql was changed after it was applied: put it back and write a new one'));
});

describe('the outbox', () => {
  beforeEach(() => sql`TRUNCATE outbox`.execute(database.db));

  const write = (key: string, type: string) => database.db.transaction().execute((trx) => publish(trx, things, { key, type, payload: { minor: '1' } }));

  it('carries what was committed, in order, and nothing that was not', async () => {
    await write('a', 'first');
    await database.db.transaction().execute(async (trx) => {
      await publish(trx, things, { key: 'a', type: 'never', payload: {} });
      throw new Error('rolled back');
    }).catch(() => {});
    await write('a', 'second');
    const sent: Event[] = [];
    const transport = { send: async (events: readonly Event[]) => void sent.push(...events) };
    expect([await relay(database.db, transport, 1), await relay(database.db, transport), await relay(database.db, transport)]).toEqual([1, 1, 0]);
    expect(sent.map(({ type }) => type)).toEqual(['first', 'second']);
  });

  it('sends again what a broken transport did not take, and only one process carries at a time', async () => {
    await write('a', 'first');
    await expect(relay(database.db, { send: () => Promise.reject(new Error('broker gone')) })).rejects.toThrow('broker gone');
    let sending = 0;
    const slow = { send: async () => { sending += 1; await new Promise((resolve) => setTimeout(resolve, 50)); } };
    const carried = await Promise.all([1, 2, 3, 4].map(() => relay(database.db, slow)));
    expect([carried.reduce((a, b) => a + b), sending]).toEqual([1, 1]);
  });
});

describe('a consumer', () => {
  const event: Event = { id: '3f2e5c1a-6f0b-4c0e-9d9e-0d6a2f1f0001', topic: 'test.things', key: 'a', type: 'first', payload: {}, occurredAt: '2026-11-23T08:00:00.000Z' };
  const seen = async () => (await database.db.selectFrom('seen').selectAll().execute()).length;

  it('acts once on an event that comes again and again, at once and later', async () => {
    const act = () => consumeOnce(database.db, 'tests', event, async (trx) => void (await trx.insertInto('seen').values({ id: event.id }).execute()));
    const acted = await Promise.all([act(), act(), act()]);
    expect([acted.filter(Boolean).length, await seen(), await act()]).toEqual([1, 1, false]);
  });

  it('has not consumed what it failed to act on', async () => {
    const other = { ...event, id: '3f2e5c1a-6f0b-4c0e-9d9e-0d6a2f1f0002' };
    await expect(consumeOnce(database.db, 'tests', other, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await consumeOnce(database.db, 'tests', other, async () => {})).toBe(true);
  });

  it('listens to what is declared, no more and no less', () => {
    expect(listenerFaults({ name: 'one', consumes: [{ topic: things, lag: 1 }] }, { 'other.things': () => {} })).toEqual(['one declares that it consumes test.things and has no listener for it', 'one listens to other.things, which it does not declare']);
  });
});
