import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { randomUUID } from 'node:crypto';
import { customer, farTill, guest, other, startCounter, till, type Ask, type TestCounter } from './counter.ts';

let counter: TestCounter;
let [anna, berta, visitor, cashier, farCashier]: Ask[] = [];

beforeAll(async () => {
  counter = await startCounter('baskets');
  [anna, berta, visitor, cashier, farCashier] = [customer, other, guest, till, farTill].map(counter.as);
}, 60_000);

afterAll(() => counter.stop(), 60_000);

const me = (): Ask => anna as Ask;
const problem = (answer: { readonly statusCode: number; json: () => unknown }) => [answer.statusCode, String((answer.json() as { type?: string }).type).split('/').at(-1)];

describe('a basket', () => {
  it('is made once a key, is answered with its version, and adds up', async () => {
    const key = randomUUID();
    const [first, again] = [await me()('POST', '/baskets', { key, body: { currency: 'EUR', channel: 'mobile' } }), await me()('POST', '/baskets', { key, body: { currency: 'EUR', channel: 'mobile' } })];
    expect([first.statusCode, again.statusCode, again.headers['idempotency-replayed'], again.headers.etag]).toEqual([201, 201, 'true', '"1"']);
    expect(again.json()).toEqual(first.json());
    const { basket } = first.json<{ basket: string }>();
    await me()('PUT', `/baskets/${basket}/items/mug`, { body: { quantity: 3 }, on: 1 });
    const filled = await me()('PUT', `/baskets/${basket}/items/tea`, { body: { quantity: 2 }, on: 2 });
    expect(filled.headers.etag).toBe('"3"');
    expect(filled.json()).toMatchObject({ version: 3, state: 'open', channel: 'mobile', total: { amount: 3 * 1290 + 2 * 450, currency: 'EUR' }, due: { amount: 4770 }, tendered: { amount: 0 }, items: [{ product: 'mug', name: 'Mug', quantity: 3, unit: { amount: 1290 } }, { product: 'tea' }] });
    expect((await me()('GET', `/baskets/${basket}`)).json()).toEqual(filled.json());
  });

  it('takes no edit without a version, none on an old one, and the lost answer of the last one again', async () => {
    const { id } = await counter.filled(me(), { mug: 1 });
    const put = (quantity: number, on?: number, headers = {}) => me()('PUT', `/baskets/${id}/items/tea`, { body: { quantity }, ...(on !== undefined && { on }), headers });
    expect(problem(await put(1))).toEqual([428, 'version-required']);
    expect(problem(await put(1, 1))).toEqual([412, 'version-mismatch']);
    expect(problem(await put(1, undefined, { 'if-match': '*' }))).toEqual([412, 'version-mismatch']);
    expect(problem(await put(1, undefined, { 'if-match': 'W/"2"' }))).toEqual([412, 'version-mismatch']);
    expect((await put(1, 2)).statusCode).toBe(200);
    const repeated = await put(1, 2);
    expect([repeated.statusCode, repeated.json<{ version: number }>().version]).toEqual([200, 3]);
    expect(problem(await put(2, 2))).toEqual([412, 'version-mismatch']);
    expect(problem(await me()('DELETE', `/baskets/${id}/items/pot`, { on: 3 }))).toEqual([404, 'not-found']);
    expect(problem(await me()('PUT', `/baskets/${id}/items/pot`, { body: { quantity: 1 }, on: 3 }))).toEqual([422, 'unprocessable']);
    expect(problem(await me()('PUT', `/baskets/${id}/items/nothing`, { body: { quantity: 1 }, on: 3 }))).toEqual([404, 'not-found']);
    const gone = await me()('DELETE', `/baskets/${id}/items/tea`, { on: 3 });
    expect([gone.statusCode, gone.json<{ items: object[] }>().items.length]).toEqual([200, 1]);
    expect((await me()('DELETE', `/baskets/${id}/items/tea`, { on: 3 })).statusCode).toBe(200);
  });

  it('loses no edit of twenty clients that race: each is there, or its client was told', async () => {
    const { id } = await counter.filled(me(), { mug: 1 });
    // Everybody sets their own number, reads again when they are told to, and gives up after five tries.
    const client = async (quantity: number): Promise<{ readonly quantity: number; readonly version: number; readonly on: number } | undefined> => {
      for (let tries = 0; tries < 5; tries += 1) {
        const { version } = (await me()('GET', `/baskets/${id}`)).json<{ version: number }>();
        const answer = await me()('PUT', `/baskets/${id}/items/tea`, { body: { quantity }, on: version });
        if (answer.statusCode === 200) return { quantity, version: answer.json<{ version: number }>().version, on: version };
        expect(answer.statusCode).toBe(412);
      }
      return undefined;
    };
    const accepted = (await Promise.all(Array.from({ length: 20 }, (_, i) => client(i + 1)))).filter((one) => one !== undefined).sort((a, b) => a.version - b.version);
    expect(accepted.map(({ version, on }) => [on, version])).toEqual(accepted.map((_, i) => [i + 2, i + 3]));
    const last = (await me()('GET', `/baskets/${id}`)).json<{ version: number; items: { product: string; quantity: number }[] }>();
    expect([last.version, last.items.find(({ product }) => product === 'tea')?.quantity]).toEqual([accepted.at(-1)?.version, accepted.at(-1)?.quantity]);
    const differences = (await counter.told()).filter(({ type, payload }) => (type === 'added' || type === 'removed') && payload['basket'] === id && payload['product'] === 'tea').map(({ type, payload }) => Number(payload['quantity']) * (type === 'added' ? 1 : -1));
    expect(differences.reduce((a, b) => a + b, 0)).toBe(accepted.at(-1)?.quantity);
  });

  it('is the same for whoever signs in on the way, and for nobody who only knows its name', async () => {
    const { id, version } = await counter.filled(visitor as Ask, { mug: 1 });
    const claim = await counter.token(guest);
    const take = (ask: Ask, token: string, on = version) => ask('PATCH', `/baskets/${id}`, { body: { claim: token }, on });
    expect(problem(await take(me(), await counter.token({ ...guest, subject: 'guest-2' })))).toEqual([404, 'not-found']);
    expect(problem(await take(me(), 'x.y.z'))).toEqual([422, 'unprocessable']);
    expect(problem(await take(cashier as Ask, claim))).toEqual([403, 'forbidden']);
    expect((await take(me(), claim)).statusCode).toBe(200);
    expect((await me()('GET', `/baskets/${id}`)).statusCode).toBe(200);
    expect((await (visitor as Ask)('GET', `/baskets/${id}`)).statusCode).toBe(404);
    expect(problem(await take(berta as Ask, claim, version + 1))).toEqual([404, 'not-found']);
  });

  it('tells what was viewed, added and removed, and names nobody', async () => {
    const { id, version } = await counter.filled(me(), { mug: 2 });
    expect((await me()('PATCH', `/baskets/${id}`, { body: { viewed: ['tea', 'mug', 'tea'] } })).json()).toMatchObject({ version });
    expect(problem(await me()('PATCH', `/baskets/${id}`, { body: { viewed: ['mug', 'nothing'] } }))).toEqual([422, 'unprocessable']);
    await me()('PUT', `/baskets/${id}/items/mug`, { body: { quantity: 1 }, on: version });
    const told = (await counter.told()).filter(({ payload }) => payload['basket'] === id);
    expect(told.map(({ type, payload }) => [type, payload['product'], payload['quantity'], payload['channel']])).toEqual([['added', 'mug', 2, 'web'], ['viewed', 'tea', undefined, 'web'], ['viewed', 'mug', undefined, 'web'], ['removed', 'mug', 1, 'web']]);
    expect(JSON.stringify(told)).not.toContain('anna');
  });
});

describe('who may see a basket', () => {
  it('is its owner alone: to anybody else each operation says the same as of one that there is not', async () => {
    const { id, version } = await counter.filled(me(), { mug: 1 });
    const operations: [Ask, 'GET' | 'PUT' | 'PATCH' | 'DELETE' | 'POST', string, object?][] = [berta, visitor, cashier, farCashier].flatMap((ask) => [
      [ask as Ask, 'GET', ''],
      [ask as Ask, 'PUT', '/items/mug', { quantity: 2 }],
      [ask as Ask, 'DELETE', '/items/mug'],
      [ask as Ask, 'PATCH', '', { channel: 'mobile' }],
      [ask as Ask, 'PATCH', '', { viewed: ['mug'] }],
      [ask as Ask, 'POST', '/reservations', { store: 'vienna-1' }],
    ]);
    for (const [ask, method, path, body] of [...operations, [berta as Ask, 'POST', '/codes'] as const]) {
      const [foreign, missing] = await Promise.all([id, randomUUID()].map((one) => ask(method, `/baskets/${one}${path}`, { on: version, ...(body && { body }) })));
      expect([method, path, foreign?.statusCode]).toEqual([method, path, 404]);
      const { instance: _, ...said } = foreign?.json<Record<string, string>>() ?? {};
      expect(missing?.json()).toMatchObject(said);
    }
    expect((await me()('GET', `/baskets/${id}`)).json()).toMatchObject({ version });
  });

  it('are the tills of the store where it was opened', async () => {
    const { id } = await counter.filled(cashier as Ask, { mug: 1 });
    const statuses = await Promise.all([cashier, counter.as({ ...till, subject: 'till-2' }), farCashier, anna].map(async (ask) => (await (ask as Ask)('GET', `/baskets/${id}`)).statusCode));
    expect(statuses).toEqual([200, 200, 404, 404]);
    expect(problem(await counter.as({ subject: 'till-0', roles: ['till'] })('POST', '/baskets', { body: { currency: 'EUR' } }))).toEqual([403, 'forbidden']);
    // A store in a customer's token says nothing.
    expect((await counter.as({ subject: 'eve', roles: ['customer'], store: 'vienna-1' })('GET', `/baskets/${id}`)).statusCode).toBe(404);
  });
});

describe('a short code', () => {
  const show = async (id: string) => (await me()('POST', `/baskets/${id}/codes`)).json<{ code: string; address: string; expiresAt: string }>();

  it('brings a basket to the till, once, and its store then finishes it', async () => {
    const { id, version } = await counter.filled(me(), { mug: 1 });
    const { code, address, expiresAt } = await show(id);
    expect([address, Date.parse(expiresAt) - counter.shop.now().getTime()]).toEqual([`https://shop.example/codes/${code}`, 600_000]);
    const fetched = await (cashier as Ask)('GET', `/codes/${code.toLowerCase()}`);
    expect(fetched.json()).toMatchObject({ basket: id, version, channel: 'store' });
    expect((await (cashier as Ask)('GET', `/codes/${code}`)).statusCode).toBe(200);
    expect((await (farCashier as Ask)('GET', `/codes/${code}`)).statusCode).toBe(404);
    expect((await (cashier as Ask)('PUT', `/baskets/${id}/items/tea`, { body: { quantity: 1 }, on: version })).statusCode).toBe(200);
    expect((await counter.told()).at(-1)).toMatchObject({ type: 'added', payload: { channel: 'store', store: 'vienna-1' } });
    // The tab at home is told, and nothing of the till is lost.
    expect((await me()('PUT', `/baskets/${id}/items/tea`, { body: { quantity: 9 }, on: version })).statusCode).toBe(412);
    counter.pass(12 * 3_600_000);
    expect((await (cashier as Ask)('GET', `/baskets/${id}`)).statusCode).toBe(404);
  });

  it('goes to one of many tills that fetch it at once', async () => {
    const { id } = await counter.filled(me(), { mug: 1 });
    const { code } = await show(id);
    const answers = await Promise.all(Array.from({ length: 12 }, (_, i) => counter.as({ subject: `racer-${i}`, roles: ['till'], store: `store-${i}` })('GET', `/codes/${code}`)));
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, ...Array.from({ length: 11 }, () => 404)]);
    const { rows } = await sql`SELECT store FROM access WHERE basket = ${id}`.execute(counter.database.db);
    expect(rows).toHaveLength(1);
  });

  it('ends after ten minutes, or when a newer one is shown', async () => {
    const { id } = await counter.filled(me(), { mug: 1 });
    const old = await show(id);
    const { code } = await show(id);
    const fresh = counter.as({ ...till, subject: 'till-3' });
    expect((await fresh('GET', `/codes/${old.code}`)).statusCode).toBe(404);
    counter.pass(600_000);
    expect((await fresh('GET', `/codes/${code}`)).statusCode).toBe(404);
  });

  it('is not for guessing: the eleventh try of a till in a minute is refused, right or wrong, and only its own', async () => {
    const { id } = await counter.filled(me(), { mug: 1 });
    const { code } = await show(id);
    const guesser = counter.as({ ...till, subject: 'till-4' });
    const guesses = await Promise.all(Array.from({ length: 10 }, () => guesser('GET', '/codes/BBBBBBBB')));
    expect(new Set(guesses.map(({ statusCode }) => statusCode))).toEqual(new Set([404]));
    const eleventh = await guesser('GET', `/codes/${code}`);
    expect([problem(eleventh), eleventh.headers['retry-after']]).toEqual([[429, 'too-many-tries'], '60']);
    expect((await counter.as({ ...till, subject: 'till-5' })('GET', `/codes/${code}`)).statusCode).toBe(200);
    counter.pass(60_000);
    expect((await guesser('GET', '/codes/BBBBBBBB')).statusCode).toBe(404);
  });

  it('is fetched while others are shown, without a deadlock', async () => {
    const { id } = await counter.filled(me(), { mug: 1 });
    const { code } = await show(id);
    const answers = await Promise.all(Array.from({ length: 10 }, (_, i) => [counter.as({ ...till, subject: `till-d${i}` })('GET', `/codes/${code}`), me()('POST', `/baskets/${id}/codes`)]).flat());
    expect(answers.filter(({ statusCode }) => ![200, 201, 404].includes(statusCode))).toEqual([]);
  });
});

describe('erasure', () => {
  it('leaves the basket whole and nobody’s', async () => {
    const dora = counter.as({ subject: 'dora', roles: ['customer'] });
    const baskets = [await counter.filled(dora, { mug: 1 }), await counter.filled(dora, { tea: 1 })];
    const { code } = (await dora('POST', `/baskets/${baskets[0]?.id}/codes`)).json<{ code: string }>();
    await counter.hear('customers.erasures', 'erased', { customer: 'dora', at: '2026-11-27T09:00:00Z' });
    const { rows } = await sql<{ owner: string }>`SELECT DISTINCT owner FROM basket WHERE id = ANY(${baskets.map(({ id }) => id)})`.execute(counter.database.db);
    expect(rows).toHaveLength(2);
    expect(rows.every(({ owner }) => owner.startsWith('erased:'))).toBe(true);
    expect((await dora('GET', `/baskets/${baskets[0]?.id}`)).statusCode).toBe(404);
    expect((await counter.as({ ...till, subject: 'till-6' })('GET', `/codes/${code}`)).statusCode).toBe(404);
    const tables = ['basket', 'idempotency', 'outbox', 'code', 'access', 'tender', 'reservation'];
    for (const table of tables) expect((await sql`SELECT FROM ${sql.table(table)} t WHERE t::text LIKE '%dora%'`.execute(counter.database.db)).rows).toEqual([]);
  });
});
