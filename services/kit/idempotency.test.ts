import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { join } from 'node:path';
import { openDatabase, type Database } from './database.ts';
import { answerLate, fingerprintOf, forgetAnswers, inTwoSteps, once, requiredKey, scopeOf } from './idempotency.ts';
import { startPostgres, type LocalPostgres } from './local/postgres.ts';
import { migrate } from './migrations.ts';
import { ProblemError } from './problem.ts';
import { ahead } from './trips.ts';

interface Tables {
  readonly act: { readonly id: string };
}

let postgres: LocalPostgres;
let database: Database<Tables>;

beforeAll(async () => {
  postgres = await startPostgres();
  database = await openDatabase<Tables>({ ...(await postgres.createDatabase('idempotency')), connections: 40 });
  await migrate(database.pool, [join(import.meta.dirname, 'migrations')]);
  await sql`CREATE TABLE act (id text NOT NULL)`.execute(database.db);
}, 60_000);

afterAll(async () => {
  await database.close();
  await postgres.stop();
}, 60_000);

const acts = async (id: string): Promise<number> => (await database.db.selectFrom('act').select('id').where('id', '=', id).execute()).length;

const act = (key: string, request: unknown = { amount: 1 }) =>
  once(database.db, { scope: 'test', key, request }, async (trx) => {
    await trx.insertInto('act').values({ id: key }).execute();
    return { status: 201, body: { act: key } };
  });

const problem = async (call: Promise<unknown>) => {
  const error: unknown = await call.then(() => undefined, (thrown: unknown) => thrown);
  return error instanceof ProblemError ? [error.problem.status, error.problem.code] : error;
};

const till = { subject: 'anna', roles: ['till'], store: 'vienna-1' };

describe('a scope', () => {
  it('tells apart operations, users, as what they ask, and for which store', () => {
    const customer = { subject: 'anna', roles: ['customer'] };
    const both = { ...till, roles: ['customer', 'till'] };
    const scopes = [scopeOf('refund', customer), scopeOf('capture', customer), scopeOf('refund', { ...customer, subject: 'berta' }), scopeOf('refund', till), scopeOf('refund', { ...till, store: 'graz-1' }), scopeOf('refund', both), scopeOf('refund', { ...customer, roles: ['operator'] })];
    expect(new Set(scopes).size).toBe(scopes.length);
    expect(scopeOf('refund', till)).toBe('refund/till@vienna-1:anna');
  });

  it('stays when a role comes or goes that shows no more, so that a try that is sent again does not run twice', () => {
    expect(scopeOf('refund', { ...till, roles: ['auditor', 'till', 'finance'] })).toBe(scopeOf('refund', till));
    expect(scopeOf('refund', { ...till, roles: ['till', 'customer'] })).toBe(scopeOf('refund', { ...till, roles: ['customer', 'till'] }));
  });

  it('is met by no other user, whatever their names and their stores are', () => {
    expect(scopeOf('refund', { ...till, store: 'a:b', subject: 'c' })).not.toBe(scopeOf('refund', { ...till, store: 'a', subject: 'b:c' }));
    expect(scopeOf('refund', { ...till, store: 'a/operator' })).not.toBe(scopeOf('refund', { ...till, roles: ['operator', 'till'], store: 'a' }));
    expect(scopeOf('refund', { ...till, store: '\ud800' })).toBe('refund/till@%EF%BF%BD:anna');
  });

  it('is forgotten with its person, as whatever they asked, and no other is', async () => {
    const of = (operation: string, user: Parameters<typeof scopeOf>[1]) => ({ scope: scopeOf(operation, user), key: 'forgotten', request: {} });
    const asked = [of('pay', till), of('pay', { subject: 'anna', roles: ['guest'] }), of('pay', { subject: 'not:anna', roles: ['guest'] }), of('payout', till), of('refund', till)];
    for (const one of asked) await once(database.db, one, async () => ({ body: {} }));
    await database.db.transaction().execute((trx) => forgetAnswers(trx, 'anna', ['pay', 'refund']));
    const left = await sql<{ scope: string }>`SELECT scope FROM idempotency WHERE key = 'forgotten' ORDER BY scope`.execute(database.db);
    expect(left.rows.map(({ scope }) => scope)).toEqual(['pay/shopper:not:anna', 'payout/till@vienna-1:anna']);
  });

  it('is found by an index, however many others there are', async () => {
    const plans: string[] = [];
    // As it is written, and not as this test would write it.
    const explaining = database.db.withPlugin({
      transformQuery: ({ node }) => (node.kind === 'RawNode' && node.sqlFragments[0]?.startsWith('DELETE') ? { ...node, sqlFragments: [`EXPLAIN ${node.sqlFragments[0]}`, ...node.sqlFragments.slice(1)] } : node),
      transformResult: async ({ result }) => (plans.push(JSON.stringify(result.rows)), result),
    });
    await explaining.transaction().execute(async (trx) => {
      // Of a few rows, a database reads all.
      await sql`SET LOCAL enable_seqscan = off`.execute(trx);
      await forgetAnswers(trx, 'anna', ['pay']);
    });
    expect(plans.join()).toContain('idempotency_by_subject');
  });
});

describe('once', () => {
  it('replays the first answer to the same request, and marks it', async () => {
    expect(await act('k1')).toEqual({ status: 201, body: { act: 'k1' } });
    expect(await act('k1')).toEqual({ status: 201, body: { act: 'k1' }, headers: { 'idempotency-replayed': 'true' } });
    expect(await acts('k1')).toBe(1);
  });

  it('refuses the key with another request, none at all, and one that is no key', async () => {
    await act('k2');
    expect(await problem(act('k2', { amount: 2 }))).toEqual([422, 'idempotency-key-reused']);
    expect(await problem(once(database.db, { scope: 'test', key: undefined, request: {} }, () => Promise.reject(new Error('ran'))))).toEqual([400, 'idempotency-key-missing']);
    expect(await problem(act('x'.repeat(256)))).toEqual([400, 'idempotency-key-missing']);
  });

  it('keeps nothing of work that failed, and lets the key be used again', async () => {
    await expect(once(database.db, { scope: 'test', key: 'k3', request: { amount: 1 } }, async (trx) => {
      await trx.insertInto('act').values({ id: 'k3' }).execute();
      throw new Error('lost');
    })).rejects.toThrow('lost');
    expect(await acts('k3')).toBe(0);
    expect(await act('k3')).toMatchObject({ status: 201 });
  });

  it('does it once when a hundred ask at once: each is told the answer or that it is running', async () => {
    const answers = await Promise.all(Array.from({ length: 100 }, () => act('k4').then(({ status }) => status, (error: unknown) => (error instanceof ProblemError ? error.problem.status : error))));
    expect(await acts('k4')).toBe(1);
    expect(new Set(answers)).toEqual(new Set([201, 409]));
  });
});

describe('inTwoSteps', () => {
  type Trx = Parameters<Parameters<typeof once<Tables, unknown>>[2]>[0];
  interface Acts {
    readonly acts: bigint;
  }
  const steps = (key: string, outside: () => Promise<string>) => ({
    reads: (trx: Trx) => ahead(trx, sql<Acts>`SELECT count(*) AS acts FROM act WHERE id = ${key}`),
    begin: async (trx: Trx, _: unknown, [before]: readonly Acts[]) => {
      if (before?.acts !== 0n) throw new Error(`read ${before?.acts} acts`);
      await trx.insertInto('act').values({ id: key }).execute();
      return key;
    },
    outside,
    finish: async (_: unknown, begun: string, done: string) => ({ status: 200, body: { begun, done } }),
  });

  it('reaches the outside once when a hundred ask at once', async () => {
    let reached = 0;
    const pay = () => inTwoSteps(database.db, { scope: 'pay', key: 'k5', request: {} }, steps('k5', async () => {
      reached += 1;
      await new Promise((resolve) => setTimeout(resolve, 50));
      return 'paid';
    }));
    const answers = await Promise.all(Array.from({ length: 100 }, () => pay().then(({ body }) => body.done, (error: unknown) => (error instanceof ProblemError ? error.problem.code : error))));
    expect(reached).toBe(1);
    expect(new Set(answers)).toEqual(new Set(['paid', 'in-progress']));
    expect((await pay()).headers).toEqual({ 'idempotency-replayed': 'true' });
  });

  it('stays running after a crash outside, until somebody finds out and answers', async () => {
    const crashed = () => inTwoSteps(database.db, { scope: 'pay', key: 'k6', request: {} }, steps('k6', () => Promise.reject(new Error('crash'))));
    await expect(crashed()).rejects.toThrow('crash');
    expect(await problem(crashed())).toEqual([409, 'in-progress']);
    await database.db.transaction().execute((trx) => answerLate(trx, { scope: 'pay', key: 'k6' }, { status: 200, body: { found: true } }));
    expect(await crashed()).toMatchObject({ body: { found: true } });
  });
});

it('takes requests for the same whatever the order of their properties', () => {
  expect(fingerprintOf({ a: 1, b: { c: 2, d: [1, 2] } })).toBe(fingerprintOf({ b: { d: [1, 2], c: 2 }, a: 1 }));
  expect(fingerprintOf({ a: [1, 2] })).not.toBe(fingerprintOf({ a: [2, 1] }));
});

describe('a key that holds a card number', () => {
  it.each(['4242424242424242', 'order-4242-4242-4242-4242', '378282246310005'])('is refused, and nothing is kept: %s', async (key) => {
    expect(await problem(act(key))).toEqual([400, 'invalid-request']);
    expect(await acts(key)).toBe(0);
  });

  it('is told from other digits', () => {
    expect(['4242424242424241', '1795635984230', '42424242-4242-4242-4242-424242424242'].map((key) => requiredKey(key))).toHaveLength(3);
  });
});
