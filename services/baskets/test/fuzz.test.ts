/** Bad input from each operation's own schema: a problem that says so, never a 500, nothing written; and the program is what is declared. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sql } from 'kysely';
import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { conformanceFaults } from '../../kit/conformance.ts';
import { createAdmin } from '../../kit/program.ts';
import { basketContract } from '../events.ts';
import { basketsApi } from '../src/api.ts';
import { handlersOf, listenersOf } from '../src/app.ts';
import { baskets } from '../service.ts';
import { customer, startCounter, till, type TestCounter } from './counter.ts';

let counter: TestCounter;
let own = { id: '', version: 0 };

beforeAll(async () => {
  counter = await startCounter('fuzz');
  own = await counter.filled(counter.as(customer), { tea: 1 });
}, 60_000);

afterAll(() => counter.stop(), 60_000);

it('is what is declared, no more and no less', async () => {
  const { shop, app, registry } = counter;
  const listeners = listenersOf(shop, pino({ level: 'silent' }));
  const admin = createAdmin({ started: () => true, unready: async () => [] }, registry);
  expect(await conformanceFaults({ service: baskets, api: basketsApi, handlers: handlersOf(shop), app, listeners, tells: [basketContract.topic], admin, metrics: registry })).toEqual([]);
});

const nasty = fc.oneof(
  fc.constantFrom<unknown>(null, true, -1, 0, 1.5, 1e308, 2 ** 53, 1000, '', ' ', '1', '\u0000', '../..', 'ü', '\uD800', '😀'.repeat(50), "'; DROP TABLE basket; --", [], {}, [[[[]]]], { amount: 1 }),
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.jsonValue({ maxDepth: 4 }),
);

const names = ['currency', 'channel', 'claim', 'release', 'viewed', 'quantity', 'store', 'items', 'product', '__proto__', 'constructor'];
const bodies = fc.oneof(nasty, fc.dictionary(fc.constantFrom(...names), nasty, { maxKeys: 4 }), fc.record({ store: fc.constant('vienna-1'), items: fc.array(fc.record({ product: nasty, quantity: nasty }), { maxLength: 3 }) }));
const identifiers = fc.oneof(fc.constantFrom('tea', 'nothing', '0', '..', '%00', '%2e%2e', 'x'.repeat(64), 'x'.repeat(65), 'a%20b', '%F0%9F%98%80', '%ff'), fc.uuid(), fc.string({ maxLength: 20 }).map((text) => { try { return encodeURIComponent(text); } catch { return '%ff'; } }));
const versions = fc.oneof(fc.constantFrom('"0"', '"-1"', '*', '', 'W/"1"', '"1","2"', '"99999999999999999999"', "' OR 1=1"), fc.integer({ min: 1, max: 100 }).map((n) => `"${n + 1000}"`));
const keys = fc.constantFrom(undefined, '', 'k', 'x'.repeat(300), 'a b');

const written = async () => (await sql<{ n: string }>`SELECT (SELECT md5(string_agg(b::text, ',' ORDER BY id)) FROM basket b) || (SELECT count(*) FROM item) || (SELECT count(*) FROM reservation) || (SELECT count(*) FROM outbox) || (SELECT count(*) FROM idempotency) AS n`.execute(counter.database.db)).rows[0]?.n;

it.each(Object.entries(baskets.serves))('%s answers bad input with a problem', async (_, { method, path }) => {
  const token = await Promise.all([customer, till].map(counter.token));
  await fc.assert(
    fc.asyncProperty(fc.record({ body: bodies, id: fc.oneof(identifiers, fc.constant(own.id)), second: identifiers, version: versions, key: keys, who: fc.constantFrom(...token), garbled: fc.boolean() }), async ({ body, id, second, version, key, who, garbled }) => {
      const before = await written();
      const [first, ...rest] = [id, second];
      let next: string | undefined = first;
      const url = path.replaceAll(/\{[^}]+\}/g, () => { const one = next ?? rest[0] ?? ''; next = undefined; return one; });
      const sends = method !== 'GET' && method !== 'DELETE';
      const payload = garbled ? `${JSON.stringify(body)}}` : JSON.stringify(body);
      const answer = await counter.app.inject({ method, url: url, headers: { authorization: `Bearer ${who}`, 'if-match': version, ...(key !== undefined && { 'idempotency-key': key }), ...(sends && { 'content-type': 'application/json' }) }, ...(sends && payload !== undefined && { payload }) });
      if (answer.statusCode < 400) return;
      expect([answer.statusCode < 500, answer.headers['content-type']?.toString().split(';')[0], Object.keys(answer.json<object>()).slice(0, 5)]).toEqual([true, 'application/problem+json', ['type', 'title', 'status', 'detail', 'instance']]);
      expect(await written()).toBe(before);
    }),
    { numRuns: 40 },
  );
}, 60_000);

it.each(Object.entries(baskets.serves).filter(([, { user }]) => user))('%s is for the declared roles alone', async (_, { method, path, user }) => {
  const ask = async (headers: Record<string, string>) => (await counter.app.inject({ method, url: path.replaceAll(/\{[^}]+\}/g, own.id), headers: { 'idempotency-key': randomUUID(), ...headers } })).statusCode;
  expect(await ask({})).toBe(401);
  for (const role of ['customer', 'guest', 'till', 'operator', 'marketer', 'finance', 'auditor'] as const) {
    const status = await ask({ authorization: `Bearer ${await counter.token({ subject: 'nobody', roles: [role], store: 'nowhere' })}` });
    expect([role, status === 403]).toEqual([role, !user?.roles.includes(role)]);
  }
});
