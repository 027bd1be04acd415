import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { randomUUID } from 'node:crypto';
import { journeyMetric } from '../../../constructs/declaration/index.ts';
import { importProducts, ProductsError } from '../src/products.ts';
import { captured, customer, farTill, startCounter, till, type Ask, type TestCounter } from './counter.ts';

let counter: TestCounter;
let [anna, cashier, farCashier]: Ask[] = [];
const me = (): Ask => anna as Ask;
const vienna = (): Ask => cashier as Ask;
const graz = (): Ask => farCashier as Ask;

beforeAll(async () => {
  counter = await startCounter('collection');
  [anna, cashier, farCashier] = [customer, till, farTill].map(counter.as);
}, 60_000);

afterAll(() => counter.stop(), 60_000);

interface Reserved {
  readonly reservation: string;
  readonly heldUntil: string;
}

const reserve = (id: string, body: object = { store: 'vienna-1' }, key = randomUUID()) => me()('POST', `/baskets/${id}/reservations`, { body, key });
const pay = (id: string, amount: number) => counter.hear('payments.events', 'payment.captured', captured(`p-${id}`, id, amount));
const stock = async (store: string, product: string) => {
  const { rows } = await sql<{ on_hand: number; held: number }>`SELECT on_hand, held FROM stock WHERE store = ${store} AND product = ${product}`.execute(counter.database.db);
  return [rows[0]?.on_hand, rows[0]?.held];
};
/** Forgets what earlier tests held. */
const restock = (pieces: number) => sql`WITH ended AS (UPDATE reservation SET state = 'released' WHERE state = 'held') UPDATE stock SET on_hand = ${pieces}, held = 0 WHERE store = 'vienna-1' AND product = 'mug'`.execute(counter.database.db);
const ended = async (channel: string, outcome: string) => (await counter.registry.getSingleMetric(journeyMetric.name)?.get())?.values.find(({ labels }) => labels['channel'] === channel && labels['outcome'] === outcome)?.value;

describe('click and collect', () => {
  it('holds, is paid, is collected at its store, and comes back in part and then whole', async () => {
    await restock(5);
    const { id } = await counter.filled(me(), { mug: 3, tea: 1 });
    const first = await reserve(id, { store: 'vienna-1', items: [{ product: 'mug', quantity: 2 }] });
    const { reservation, heldUntil } = first.json<Reserved>();
    expect([first.statusCode, Date.parse(heldUntil) - counter.shop.now().getTime(), await stock('vienna-1', 'mug')]).toEqual([201, 48 * 3_600_000, [5, 2]]);
    // The rest at another store.
    expect((await reserve(id, { store: 'graz-1' })).json()).toMatchObject({ store: 'graz-1', items: [{ product: 'mug', quantity: 1 }, { product: 'tea', quantity: 1 }] });
    expect((await reserve(id, { store: 'graz-1' })).statusCode).toBe(422);
    expect((await reserve(id, { store: 'graz-1', items: [{ product: 'tea', quantity: 1 }] })).statusCode).toBe(409);
    const collect = (ask: Ask, key?: string) => ask('POST', `/reservations/${reservation}/collections`, key === undefined ? {} : { key });
    expect((await collect(vienna())).json()).toMatchObject({ status: 409, detail: '4320 in minor units of EUR are still to be paid' });
    await pay(id, 4320);
    expect((await collect(graz())).statusCode).toBe(404);
    const key = randomUUID();
    expect((await collect(vienna(), key)).json()).toMatchObject({ state: 'collected' });
    expect([(await collect(vienna(), key)).statusCode, (await collect(vienna())).statusCode, await stock('vienna-1', 'mug'), await ended('web', 'success')]).toEqual([200, 409, [3, 0], 1]);
    const back = (ask: Ask, quantity: number) => ask('POST', `/reservations/${reservation}/returns`, { body: { items: [{ product: 'mug', quantity }] } });
    expect((await back(vienna(), 3)).statusCode).toBe(409);
    expect((await back(graz(), 1)).statusCode).toBe(404);
    // With the customer's code any store takes it back.
    const { code } = (await me()('POST', `/baskets/${id}/codes`)).json<{ code: string }>();
    await graz()('GET', `/codes/${code}`);
    expect((await collect(graz())).json()).toMatchObject({ status: 409, detail: 'the goods are held at vienna-1' });
    expect((await back(graz(), 1)).json()).toMatchObject({ refund: { amount: 1290, currency: 'EUR' }, reservation: { state: 'partly-returned', items: [{ product: 'mug', quantity: 2, returned: 1 }] } });
    expect((await back(vienna(), 1)).json()).toMatchObject({ reservation: { state: 'returned' } });
    expect((await back(vienna(), 1)).statusCode).toBe(409);
    expect([await stock('graz-1', 'mug'), await stock('vienna-1', 'mug')]).toEqual([[51, 1], [4, 0]]);
    expect((await counter.told()).filter(({ payload }) => payload['reservation'] === reservation).map(({ type, payload }) => [type, payload['channel'], payload['store'], payload['lines'], payload['refund']])).toEqual([
      ['reserved', 'web', 'vienna-1', [{ product: 'mug', quantity: 2 }], undefined],
      ['collected', 'store', 'vienna-1', [{ product: 'mug', quantity: 2 }], undefined],
      ['returned', 'store', 'graz-1', [{ product: 'mug', quantity: 1 }], 1290],
      ['returned', 'store', 'vienna-1', [{ product: 'mug', quantity: 1 }], 1290],
    ]);
  });

  it('never holds more than the store has, however many want the last ones', async () => {
    await restock(5);
    const baskets = await Promise.all(Array.from({ length: 12 }, () => counter.filled(me(), { tea: 1, mug: 1 })));
    const answers = await Promise.all(baskets.map(({ id }) => reserve(id)));
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([...Array.from({ length: 5 }, () => 201), ...Array.from({ length: 7 }, () => 409)]);
    // Who did not get the mug holds no tea either.
    expect([await stock('vienna-1', 'mug'), (await stock('vienna-1', 'tea'))[1]]).toEqual([[5, 5], 5]);
    expect((await reserve((await counter.filled(me(), { tea: 1 })).id, { store: 'nowhere' })).json()).toMatchObject({ status: 409, detail: 'nowhere does not have enough of tea' });
  });

  it('holds once a key, however often it is sent', async () => {
    await restock(5);
    const { id } = await counter.filled(me(), { mug: 2 });
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 10 }, () => reserve(id, { store: 'vienna-1', items: [{ product: 'mug', quantity: 1 }] }, key)));
    expect(answers.filter(({ statusCode }) => statusCode !== 201 && statusCode !== 409)).toEqual([]);
    expect(await stock('vienna-1', 'mug')).toEqual([5, 1]);
  });

  it('keeps what is held in the basket until it is released', async () => {
    await restock(5);
    const { id } = await counter.filled(me(), { mug: 2 });
    const { reservation } = (await reserve(id)).json<Reserved>();
    const { version } = (await me()('GET', `/baskets/${id}`)).json<{ version: number }>();
    expect((await me()('DELETE', `/baskets/${id}/items/mug`, { on: version })).json()).toMatchObject({ status: 409, detail: '2 of mug are reserved at a store: release the reservation first' });
    const { id: foreign, version: on } = await counter.filled(me(), { tea: 1 });
    expect((await me()('PATCH', `/baskets/${foreign}`, { body: { release: reservation }, on })).statusCode).toBe(422);
    expect((await me()('PATCH', `/baskets/${id}`, { body: { release: reservation } })).statusCode).toBe(428);
    const released = await me()('PATCH', `/baskets/${id}`, { body: { release: reservation }, on: version });
    expect([released.json(), await stock('vienna-1', 'mug')]).toEqual([expect.objectContaining({ reservations: [expect.objectContaining({ state: 'released' })] }), [5, 0]]);
    expect((await me()('DELETE', `/baskets/${id}/items/mug`, { on: version + 1 })).statusCode).toBe(200);
  });

  it('ends by the clock, once, whoever tidies and collects at that moment', async () => {
    await restock(5);
    const { id } = await counter.filled(me(), { mug: 1 });
    const { reservation } = (await reserve(id)).json<Reserved>();
    await pay(id, 1290);
    counter.pass(48 * 3_600_000 - 1);
    await counter.tidy();
    expect(await stock('vienna-1', 'mug')).toEqual([5, 1]);
    counter.pass(1);
    const collect = () => vienna()('POST', `/reservations/${reservation}/collections`);
    expect((await collect()).json()).toMatchObject({ status: 409, detail: `the goods were held until ${counter.shop.now().toISOString()}` });
    const [late] = await Promise.all([collect(), counter.tidy(), counter.tidy(), counter.tidy()]);
    expect([late.statusCode, await stock('vienna-1', 'mug')]).toEqual([409, [5, 0]]);
    expect((await collect()).json()).toMatchObject({ status: 409, detail: 'the reservation is expired' });
    expect((await counter.told()).filter(({ type, payload }) => type === 'expired' && payload['reservation'] === reservation)).toHaveLength(1);
    expect([await ended('web', 'failure'), await ended('store', 'failure')]).toEqual([0, 0]);
  });

  it('is collected once by two tills that race', async () => {
    await restock(5);
    const { id } = await counter.filled(me(), { mug: 1 });
    const { reservation } = (await reserve(id)).json<Reserved>();
    await pay(id, 1290);
    const answers = await Promise.all(Array.from({ length: 6 }, (_, i) => counter.as({ ...till, subject: `race-${i}` })('POST', `/reservations/${reservation}/collections`)));
    expect([answers.map(({ statusCode }) => statusCode).sort(), await stock('vienna-1', 'mug')]).toEqual([[200, 409, 409, 409, 409, 409], [4, 0]]);
  });
});

describe('the import of products', () => {
  it('replaces names, prices and stock, and keeps what is held', async () => {
    await restock(5);
    const { id } = await counter.filled(me(), { mug: 3 });
    await reserve(id);
    const line = { product: 'mug', name: 'Big mug', prices: { EUR: 1500 }, stock: { 'vienna-1': 1 } };
    expect(await importProducts(counter.database.db, `\n${JSON.stringify(line)}\n`)).toBe(1);
    expect((await me()('GET', `/baskets/${id}`)).json()).toMatchObject({ items: [{ name: 'Big mug', unit: { amount: 1500 } }] });
    expect(await stock('vienna-1', 'mug')).toEqual([3, 3]);
  });

  it('writes nothing of a file with a fault, and says where all of them are', async () => {
    const lines = ['{"product":"new","name":"New","prices":{"EUR":1}}', '{"product":"a b","name":"x","prices":{"EUR":1}}', '{', '{"product":"x","name":"x","prices":{"EUR":1.5}}', '{"product":"x","name":"x","prices":{"ABC":1}}', '{"product":"x","name":"x","prices":{"EUR":1},"stock":{"s":-1}}'];
    const error: unknown = await importProducts(counter.database.db, lines.join('\n')).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ProductsError);
    for (const number of [2, 3, 4, 5, 6]) expect(String(error)).toContain(`line ${number}: `);
    expect((await sql`SELECT FROM product WHERE id = 'new'`.execute(counter.database.db)).rows).toEqual([]);
  });
});
