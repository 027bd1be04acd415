import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Registry } from 'prom-client';
import { promotionContract } from '../events.ts';
import { conformanceFaults } from '../../kit/conformance.ts';
import { ContractError } from '../../kit/contract.ts';
import { sqlState } from '../../kit/database.ts';
import { consumeOnce, type Event } from '../../kit/events.ts';
import { createAdmin } from '../../kit/program.ts';
import { testPostgres, type TestDatabase, type TestPostgres } from '../../kit/testing/database.ts';
import { fuzz } from '../../kit/testing/fuzz.ts';
import { testIdentity, type TestIdentity } from '../../kit/testing/identity.ts';
import { count, dayOf, forgetBaskets, type InsightsTables } from '../src/adapters/counters.ts';
import { insightsApi } from '../src/api.ts';
import { createInsights, insightsListeners, look, migrations, prune, type App } from '../src/app.ts';
import { insightsHandlers } from '../src/handlers.ts';

let postgres: TestPostgres;
let database: TestDatabase<InsightsTables>;
let identity: TestIdentity;
let app: FastifyInstance;
let own: App;
const noon = new Date('2026-11-23T12:00:00Z');

beforeAll(async () => {
  identity = await testIdentity();
  postgres = await testPostgres();
  database = await postgres.database<InsightsTables>('insights', migrations);
  own = { db: database.db, now: () => noon, uuid: randomUUID, rule: { minimum: 20, comparable: 3, confidence: 0.95 } };
  app = createInsights(own, identity.verify);
}, 60_000);

afterAll(async () => {
  await app.close();
  await postgres.stop();
}, 60_000);

beforeEach(() => sql`TRUNCATE daily, interest, promotion, proposal, outbox, inbox, idempotency`.execute(database.db));

const event = (type: string, payload: object, occurredAt = '2026-11-23T09:00:00.000Z'): Event => ({ id: randomUUID(), topic: 'baskets.events', key: 'b', type, payload, occurredAt });
const hear = (one: Event) => consumeOnce(database.db, 'insights', one, insightsListeners[one.topic] ?? (() => Promise.reject(new Error('nobody listens'))));
const viewed = (basket: string, product: string, channel = 'web', at?: string) => hear(event('viewed', { basket, channel, product }, at));
const bought = (basket: string, products: readonly string[], channel = 'web', at?: string) =>
  hear(event('bought', { basket, channel, lines: products.map((product) => ({ product, quantity: 2, unit: 100 })), total: 200 * products.length, currency: 'EUR' }, at));
const rows = async (text: string): Promise<readonly Record<string, unknown>[]> => (await sql.raw<Record<string, unknown>>(text).execute(database.db)).rows;
const daily = () => rows(`SELECT product, channel, day::text, viewed::int, added::int, bought::int, returned::int, interested::int, converted::int FROM daily ORDER BY product, channel, day`);

type Method = 'GET' | 'POST';
const ask = async (method: Method, url: string, payload?: unknown, { roles = ['marketer'] as ('marketer' | 'customer')[], key = randomUUID() as string } = {}) => {
  const answer = await app.inject({ method, url, headers: { ...(await identity.authorization({ roles })), 'idempotency-key': key, ...(payload !== undefined && { 'content-type': 'application/json' }) }, ...(payload !== undefined && { payload: JSON.stringify(payload) }) });
  return { status: answer.statusCode, headers: answer.headers, body: answer.json<Record<string, unknown>>() };
};

describe('counting', () => {
  it('takes looking twice for one chance, and counts a purchase in the store where and when the basket met the product', async () => {
    await viewed('b1', 'espresso', 'web', '2026-11-20T10:00:00Z');
    await viewed('b1', 'espresso', 'web', '2026-11-21T10:00:00Z');
    await bought('b1', ['espresso', 'cup'], 'store', '2026-11-22T10:00:00Z');
    await hear(event('returned', { basket: 'b1', channel: 'store', reservation: 'r', lines: [{ product: 'espresso', quantity: 1 }], refund: 100, currency: 'EUR' }));
    const zero = { viewed: 0, added: 0, bought: 0, returned: 0, interested: 0, converted: 0 };
    expect(await daily()).toEqual([
      { ...zero, product: 'cup', channel: 'store', day: '2026-11-22', bought: 2, interested: 1, converted: 1 },
      { ...zero, product: 'espresso', channel: 'store', day: '2026-11-22', bought: 2 },
      { ...zero, product: 'espresso', channel: 'store', day: '2026-11-23', returned: 1 },
      { ...zero, product: 'espresso', channel: 'web', day: '2026-11-20', viewed: 1, interested: 1, converted: 1 },
      { ...zero, product: 'espresso', channel: 'web', day: '2026-11-21', viewed: 1 },
    ]);
  });

  it('counts an event once, however often and at once it comes, and passes over types that came later', async () => {
    const one = event('added', { basket: 'b1', channel: 'mobile', product: 'espresso', quantity: 3 });
    const heard = await Promise.all([hear(one), hear(one), hear(one)]);
    expect(heard.filter(Boolean)).toHaveLength(1);
    await hear(event('gift-wrapped', { ribbon: 'red' }));
    expect(await daily()).toMatchObject([{ added: 3, interested: 1, converted: 0 }]);
  });

  it('does not pass over what is malformed', async () => {
    await expect(viewed('b1', 'no identifier!')).rejects.toThrow(ContractError);
    expect(await rows('SELECT FROM inbox')).toEqual([]);
  });

  it('keeps up when many count the same products at once, in whatever order', async () => {
    const products = ['a', 'b', 'c', 'd'];
    await Promise.all(Array.from({ length: 40 }, (_, i) => bought(`b${i}`, i % 2 === 0 ? products : products.toReversed())));
    expect(await daily()).toMatchObject(products.map((product) => ({ product, bought: 80, interested: 40, converted: 40 })));
  });

  it('keeps up when what was met in one channel is bought in the other, both ways at once', async () => {
    const baskets = Array.from({ length: 30 }, (_, i) => ({ basket: `b${i}`, met: i % 2 === 0 ? 'web' : 'store', buys: i % 2 === 0 ? 'store' : 'web' }));
    for (const { basket, met } of baskets) await viewed(basket, 'a', met);
    await Promise.all(baskets.map(({ basket, buys }) => bought(basket, ['a'], buys)));
    expect(await daily()).toMatchObject(['store', 'web'].map((channel) => ({ channel, bought: 30, interested: 15, converted: 15 })));
  });

  it('never has more baskets that bought than baskets that met, over any history', async () => {
    const step = fc.record({ basket: fc.constantFrom('b1', 'b2', 'b3'), product: fc.constantFrom('p', 'q'), channel: fc.constantFrom('web' as const, 'store' as const), what: fc.constantFrom('viewed' as const, 'added' as const, 'bought' as const, 'returned' as const), day: fc.integer({ min: 1, max: 5 }) });
    await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
      await sql`TRUNCATE daily, interest`.execute(database.db);
      for (const { basket, product, channel, what, day } of steps) {
        const counts = { product, viewed: 0, added: 0, bought: 0, returned: 0, [what]: 1 };
        await database.db.transaction().execute((trx) => count(trx, { basket, channel, counts: [counts] }, new Date(Date.UTC(2026, 10, day))));
      }
      const all = await daily();
      const sum = (of: string, product: string) => all.filter((row) => row['product'] === product).reduce((total, row) => total + Number(row[of]), 0);
      for (const product of ['p', 'q']) {
        const ofIt = steps.filter((one) => one.product === product);
        expect(sum('interested', product)).toBe(new Set(ofIt.filter(({ what }) => what !== 'returned').map(({ basket }) => basket)).size);
        expect(sum('converted', product)).toBe(new Set(ofIt.filter(({ what }) => what === 'bought').map(({ basket }) => basket)).size);
      }
    }), { numRuns: 25 });
  });

  it('forgets baskets and answers after a while, and no counts', async () => {
    await viewed('b1', 'p', 'web', '2026-10-01T10:00:00Z');
    await viewed('b2', 'p', 'web', '2026-11-20T10:00:00Z');
    await forgetBaskets(database.db, noon, 30);
    await prune({ ...own, now: () => new Date(Date.now() + 60 * 86_400_000) });
    expect([await rows('SELECT basket FROM interest'), (await daily()).length, await rows('SELECT FROM inbox')]).toEqual([[{ basket: 'b2' }], 2, []]);
  });
});

const sold = (product: string, interested: number, converted: number, channel = 'web', day = '2026-11-20') =>
  sql`INSERT INTO daily (product, channel, day, viewed, interested, converted) VALUES (${product}, ${channel}, ${day}::date, ${interested}, ${interested}, ${converted})`.execute(database.db);

const shelf = async () => {
  for (const [product, interested, converted] of [['a', 100, 30], ['b', 90, 30], ['c', 80, 25], ['espresso', 400, 20]] as const) await sold(product, interested, converted);
};

const terms = { price: { amount: 1990, currency: 'EUR' }, start: '2026-11-27T06:00:00Z', end: '2026-11-30T22:00:00Z' };

describe('reading', () => {
  it('tells what sells how well, how sure that is, and against what', async () => {
    await shelf();
    await sold('espresso', 100, 50, 'store');
    await sold('espresso', 1000, 0, 'web', '2026-09-01');
    const { status, body } = await ask('GET', '/insights/products?days=28');
    expect([status, body['from'], body['to'], body['confidence'], body['minimum']]).toEqual([200, '2026-10-27', '2026-11-23', 0.95, 20]);
    const products = body['products'] as { product: string; channel: string; rate: number; high: number; median: number | null }[];
    expect(products.map(({ product, channel, median }) => [product, channel, median])).toEqual([['espresso', 'web', 0.30625], ['a', 'web', 0.30625], ['espresso', 'store', null], ['b', 'web', 0.30625], ['c', 'web', 0.30625]]);
    expect(products[0]).toMatchObject({ rate: 0.05, viewed: 400, interested: 400, converted: 20 });
    expect((await ask('GET', '/insights/products?channel=store')).body['products']).toHaveLength(1);
  });

  it.each(['days=0', 'days=91', 'days=x', 'channel=fax', 'other=1'])('refuses ?%s', async (query) => expect((await ask('GET', `/insights/products?${query}`)).status).toBe(400));

  it.each([['GET', '/insights/products'], ['GET', '/promotions/proposals'], ['POST', '/promotions/proposals/one/acceptance']] as const)('is for marketers alone: %s %s', async (method, url) => {
    expect((await ask(method, url, method === 'POST' ? terms : undefined, { roles: ['customer'] })).status).toBe(403);
  });
});

const proposals = async () => (await ask('GET', '/promotions/proposals')).body['proposals'] as { proposal: string; product: string }[];
const only = async (): Promise<string> => {
  await shelf();
  await look(own);
  return (await proposals())[0]?.proposal ?? '';
};
const accept = (proposal: string, body: object = terms, key?: string) => ask('POST', `/promotions/proposals/${proposal}/acceptance`, body, key === undefined ? {} : { key });

describe('proposals', () => {
  it('are found, keep their name while the figures change, and are withdrawn when the figures say otherwise', async () => {
    await shelf();
    expect(await Promise.all([look(own), look(own), look(own)])).toContain(1);
    const [first, ...others] = await proposals();
    expect(others).toEqual([]);
    expect(first).toMatchObject({ product: 'espresso', channel: 'web', interested: 400, converted: 20, rate: 0.05, median: 0.30625, confidence: 0.95, from: '2026-10-27', to: '2026-11-23' });
    await sold('espresso', 100, 5, 'web', '2026-11-21');
    await look(own);
    expect(await proposals()).toEqual([expect.objectContaining({ proposal: first?.proposal, interested: 500 })]);
    await sold('espresso', 1000, 1000, 'web', '2026-11-22');
    expect([await look(own), await proposals()]).toEqual([0, []]);
    expect((await accept(first?.proposal ?? '')).status).toBe(409);
  });

  it('are accepted once, which is told once', async () => {
    const proposal = await only();
    const answers = await Promise.all([accept(proposal, terms, 'k'), accept(proposal, terms, 'k'), accept(proposal), accept(proposal)]);
    expect(answers.filter(({ status }) => status === 201).length).toBeGreaterThanOrEqual(1);
    expect(answers.filter(({ status }) => status !== 201).map(({ status }) => status)).toEqual(expect.not.arrayContaining([200, 400, 404, 500]));
    const [promotion] = await rows('SELECT id, product, price, currency, accepted_by FROM promotion');
    expect(await rows('SELECT id FROM promotion')).toHaveLength(1);
    expect(await rows('SELECT topic, key, type, payload FROM outbox')).toEqual([
      { topic: 'insights.promotions', key: 'espresso', type: 'accepted', payload: { promotion: promotion?.['id'], product: 'espresso', price: 1990, currency: 'EUR', start: '2026-11-27T06:00:00.000Z', end: '2026-11-30T22:00:00.000Z' } },
    ]);
    expect(promotion).toMatchObject({ price: 1990n, currency: 'EUR', accepted_by: 'someone' });
    // What is promoted is not proposed again while it lasts; afterwards it may be.
    expect([await look(own), await look({ ...own, now: () => new Date('2026-12-01T00:00:00Z') })]).toEqual([0, 1]);
  });

  it('replay the first answer to the same key', async () => {
    const proposal = await only();
    const first = await accept(proposal, terms, 'again');
    expect(await accept(proposal, terms, 'again')).toMatchObject({ status: 201, body: first.body, headers: { 'idempotency-replayed': 'true' } });
    expect((await accept(proposal, { ...terms, traffic: 2 }, 'again')).status).toBe(422);
    expect((await accept(proposal, terms, 'new')).status).toBe(409);
  });

  it.each([
    ['an unknown currency', { ...terms, price: { amount: 1, currency: 'ABC' } }, 422],
    ['a free gift', { ...terms, price: { amount: 0, currency: 'EUR' } }, 400],
    ['a fraction of a cent', { ...terms, price: { amount: 9.5, currency: 'EUR' } }, 400],
    ['a day that is not', { ...terms, start: '2026-11-31T06:00:00Z' }, 422],
    ['a local time', { ...terms, start: '2026-11-27T06:00' }, 400],
    ['the past', { ...terms, start: '2026-11-01T00:00:00Z', end: '2026-11-02T00:00:00Z' }, 422],
    ['for ever', { ...terms, end: '2099-11-30T22:00:00Z' }, 422],
    ['more than was asked', { ...terms, channel: 'web' }, 400],
  ])('are not accepted with %s, and nothing is written', async (_, bad, status) => {
    const proposal = await only();
    expect((await accept(proposal, bad)).status).toBe(status);
    expect([await rows('SELECT FROM promotion'), await rows('SELECT FROM outbox'), await rows('SELECT FROM idempotency'), (await proposals()).length]).toEqual([[], [], [], 1]);
  });

  it.each(['00000000-0000-4000-8000-000000000000', 'none', '00000000'])('are not there under %s', async (id) => expect((await accept(id)).status).toBe(404));

  it('give a product no second price at the same time', async () => {
    const proposal = await only();
    expect((await accept(proposal)).status).toBe(201);
    await sql`INSERT INTO proposal SELECT gen_random_uuid(), product, 'store', 'open', interested, converted, rate, low, high, median, confidence, first_day, last_day, found_at FROM proposal`.execute(database.db);
    const [second] = await proposals();
    expect(await accept(second?.proposal ?? '', { ...terms, start: '2026-11-30T21:59:59Z', end: '2026-12-02T00:00:00Z' })).toMatchObject({ status: 409, body: { detail: expect.stringContaining('espresso has a promotion in that window already') } });
    expect((await accept(second?.proposal ?? '', { ...terms, start: terms.end, end: '2026-12-02T00:00:00Z' })).status).toBe(201);
    const overlap = sql`UPDATE promotion SET ends_at = '2026-12-01T00:00:00Z' WHERE starts_at = ${terms.start}`.execute(database.db).then(() => '', sqlState);
    expect(await overlap).toBe('23P01');
  });
});

describe('an accepted promotion that more load is expected of', () => {
  it('is printed as a promotion window for an environment', async () => {
    const proposal = await only();
    const soon = new Date(Date.now() + 86_400_000 - (Date.now() % 86_400_000));
    const window = { start: soon.toISOString(), end: new Date(soon.getTime() + 86_400_000).toISOString() };
    const early = createInsights({ ...own, now: () => new Date() }, identity.verify);
    const answer = await early.inject({ method: 'POST', url: `/promotions/proposals/${proposal}/acceptance`, headers: { ...(await identity.authorization({ roles: ['marketer'] })), 'idempotency-key': 'w' }, payload: { ...terms, ...window, traffic: 3 } });
    expect(answer.statusCode).toBe(201);
    const { host, port, database: name, credentialsDirectory } = database.props;
    const env = { PATH: process.env['PATH'] ?? '', DATABASE_HOST: host, DATABASE_PORT: String(port), DATABASE_NAME: name, DATABASE_CREDENTIALS_DIRECTORY: credentialsDirectory };
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(import.meta.dirname, '..', 'src', 'windows.ts'), 'UTC'], { env, encoding: 'utf8' });
    const day = dayOf(soon);
    expect([status, stderr, stdout]).toEqual([0, '', `{ name: 'promo-espresso-${day}t0000', start: '${day}T00:00', end: '${dayOf(new Date(soon.getTime() + 86_400_000))}T00:00', timezone: 'UTC', lead: minutes(30), floor: 3 },\n`]);
    expect(spawnSync(process.execPath, [join(import.meta.dirname, '..', 'src', 'windows.ts')], { env: { ...env, DATABASE_PORT: '' }, encoding: 'utf8' })).toMatchObject({ status: 1, stderr: expect.stringContaining('DATABASE_PORT') });
  });
});

describe('whatever is asked', () => {
  it('is answered or refused, and never breaks anything', async () => {
    const proposal = await only();
    await fuzz({ app, api: insightsApi, bodies: { acceptProposal: { ...terms, traffic: 2 } }, identifiers: [proposal], headers: () => identity.authorization({ roles: ['marketer'] }) });
  });

  it('conforms to what is declared', async () => {
    const metrics = new Registry();
    const admin = createAdmin({ started: () => true, unready: async () => [] }, metrics);
    expect(await conformanceFaults({ service: insightsApi.service, api: insightsApi, handlers: insightsHandlers(own), app, listeners: insightsListeners, tells: [promotionContract.topic], admin, metrics })).toEqual([]);
  });
});
