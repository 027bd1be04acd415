import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { randomUUID } from 'node:crypto';
import { createClient, type Client } from '../../kit/client.ts';
import { sqlState } from '../../kit/database.ts';
import { basketsApi } from '../src/api.ts';
import { authorised, captured, customer, moved, refunded, startCounter, till, voided, type Ask, type TestCounter } from './counter.ts';

let counter: TestCounter;
let client: Client<typeof basketsApi>;
let anna: Ask;

beforeAll(async () => {
  counter = await startCounter('tender');
  anna = counter.as(customer);
  client = createClient(basketsApi, { baseUrl: await counter.app.listen({ host: '127.0.0.1', port: 0 }) });
}, 60_000);

afterAll(() => counter.stop(), 60_000);

const payments = 'payments.events';
const tender = async (basket: string) => (await client.readTender({ params: { basket } })).body;
const due = async (basket: string) => {
  const { total, tendered, due: rest, excess, state } = await tender(basket);
  expect(tendered.amount + rest.amount).toBe(total.amount);
  return [state, tendered.amount, rest.amount, excess.amount];
};

describe('split tender', () => {
  it('covers one total by several methods and channels, and is bought with the last of them', async () => {
    const { id } = await counter.filled(anna, { mug: 2, tea: 1 });
    expect(await due(id)).toEqual(['open', 0, 3030, 0]);
    const [card, paypal] = [`card-${id}`, `paypal-${id}`];
    await counter.hear(payments, 'payment.authorised', authorised(card, id, 2000));
    expect(await due(id)).toEqual(['open', 2000, 1030, 0]);
    await counter.hear(payments, 'payment.captured', captured(paypal, id, 1030, { provider: 'paypal' }));
    expect(await due(id)).toEqual(['bought', 3030, 0, 0]);
    await counter.hear(payments, 'payment.captured', captured(card, undefined, 2000));
    const { payments: each, payers } = await tender(id);
    expect(each).toEqual([
      expect.objectContaining({ payment: card, provider: 'cards', authorised: { amount: 2000, currency: 'EUR' }, captured: { amount: 2000, currency: 'EUR' }, covers: { amount: 2000, currency: 'EUR' } }),
      expect.objectContaining({ payment: paypal, provider: 'paypal', captured: { amount: 1030, currency: 'EUR' }, covers: { amount: 1030, currency: 'EUR' } }),
    ]);
    expect(payers).toEqual({ owner: 'anna', stores: [] });
    const bought = (await counter.told()).filter(({ type, payload }) => type === 'bought' && payload['basket'] === id);
    expect(bought.map(({ payload }) => payload)).toEqual([{ basket: id, channel: 'web', lines: [{ product: 'mug', quantity: 2, unit: 1290 }, { product: 'tea', quantity: 1, unit: 450 }], total: 3030, currency: 'EUR' }]);
    const { version } = await tender(id);
    expect((await anna('PUT', `/baskets/${id}/items/tea`, { body: { quantity: 2 }, on: version })).statusCode).toBe(409);
  });

  it('tells the store where it was finished, and that its tills may pay', async () => {
    const { id } = await counter.filled(anna, { tea: 1 });
    const { code } = (await anna('POST', `/baskets/${id}/codes`)).json<{ code: string }>();
    await counter.as(till)('GET', `/codes/${code}`);
    expect((await tender(id)).payers).toEqual({ owner: 'anna', stores: ['vienna-1'] });
    await counter.hear(payments, 'payment.captured', captured(`p-${id}`, id, 450));
    expect((await counter.told()).at(-1)).toMatchObject({ type: 'bought', payload: { basket: id, channel: 'store', store: 'vienna-1' } });
  });

  it('asks again for what was voided or expired, and refuses to become cheaper than what is paid', async () => {
    const { id } = await counter.filled(anna, { mug: 1, tea: 2 });
    await counter.hear(payments, 'payment.authorised', authorised(`a-${id}`, id, 1500));
    const { version } = await tender(id);
    const removed = await anna('DELETE', `/baskets/${id}/items/mug`, { on: version });
    expect([removed.statusCode, removed.json<{ detail: string }>().detail]).toEqual([409, 'payments of 1500 are made for this basket, in minor units of EUR, and it would cost 900: refund or void one first']);
    expect(await due(id)).toEqual(['open', 1500, 690, 0]);
    // What is taken out may bring the total down to what is paid: then it is bought.
    expect((await anna('PUT', `/baskets/${id}/items/tea`, { body: { quantity: 1 }, on: version })).json()).toMatchObject({ due: { amount: 240 } });
    await counter.hear(payments, 'payment.authorised', authorised(`b-${id}`, id, 240));
    expect(await due(id)).toEqual(['bought', 1740, 0, 0]);
    await counter.hear(payments, 'payment.voided', voided(`b-${id}`, 240));
    expect(await due(id)).toEqual(['open', 1500, 240, 0]);
    await counter.hear(payments, 'payment.captured', captured(`c-${id}`, id, 240));
    expect(await due(id)).toEqual(['bought', 1740, 0, 0]);
    expect((await counter.told()).filter(({ type, payload }) => type === 'bought' && payload['basket'] === id)).toHaveLength(1);
  });

  it('never covers more than the total: what is beyond it is shown until it is given back', async () => {
    const { id } = await counter.filled(anna, { tea: 1 });
    await counter.hear(payments, 'payment.captured', captured(`x-${id}`, id, 300, { provider: 'crypto' }));
    await counter.hear(payments, 'payment.captured', captured(`x-${id}`, id, 250, { provider: 'crypto' }));
    expect(await due(id)).toEqual(['bought', 450, 0, 100]);
    await counter.hear(payments, 'payment.refunded', refunded(`x-${id}`, 100));
    expect(await due(id)).toEqual(['bought', 450, 0, 0]);
    const overtender = await sql`UPDATE basket SET tendered = total + 1 WHERE id = ${id}`.execute(counter.database.db).then(() => '', sqlState);
    const unpaid = await sql`UPDATE basket SET tendered = 0 WHERE id = ${id}`.execute(counter.database.db).then(() => '', sqlState);
    expect([overtender, unpaid]).toEqual(['23514', '23514']);
  });

  it('counts each event once, and twenty payments that race to the last cent', async () => {
    const { id } = await counter.filled(anna, { mug: 10 });
    const event = randomUUID();
    await Promise.all([1, 2, 3].map(() => counter.hear(payments, 'payment.captured', captured(`once-${id}`, id, 900), event)));
    expect(await due(id)).toEqual(['open', 900, 12_000, 0]);
    await Promise.all(Array.from({ length: 20 }, (_, i) => counter.hear(payments, 'payment.captured', captured(`race-${i}-${id}`, id, 601))));
    expect(await due(id)).toEqual(['bought', 12_900, 0, 20]);
    expect((await counter.told()).filter(({ type, payload }) => type === 'bought' && payload['basket'] === id)).toHaveLength(1);
  });

  it('races edits without harm: whatever wins, the paid part is no more than the total', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { id, version } = await counter.filled(anna, { mug: 1, tea: 1 });
      const [edited] = await Promise.all([anna('DELETE', `/baskets/${id}/items/mug`, { on: version }), counter.hear(payments, 'payment.authorised', authorised(`r-${id}`, id, 1740))]);
      expect(await due(id)).toEqual(edited.statusCode === 200 ? ['bought', 450, 0, 1290] : ['bought', 1740, 0, 0]);
    }
  });

  it('passes over payments of no basket, of none that there is, and in another currency', async () => {
    const { id } = await counter.filled(anna, { tea: 1 });
    expect(await counter.hear(payments, 'payment.captured', captured('loose', undefined, 100))).toBe(true);
    expect(await counter.hear(payments, 'payment.captured', captured('lost', randomUUID(), 100))).toBe(true);
    expect(await counter.hear(payments, 'payment.failed', { payment: 'failed', reason: 'declined' })).toBe(true);
    expect(await counter.hear(payments, 'payment.invented', {})).toBe(true);
    await counter.hear(payments, 'payment.captured', moved(`chf-${id}`, id, 450, { capture: randomUUID(), currency: 'CHF' }));
    expect(await due(id)).toEqual(['open', 0, 450, 0]);
    await expect(counter.hear(payments, 'payment.captured', { payment: 'p' })).rejects.toThrow('payments.events: payment.captured');
    await expect(client.readTender({ params: { basket: 'nothing' } })).rejects.toMatchObject({ status: 404 });
  });
});

describe('a promotion', () => {
  it('lowers the price in its window, in the basket too, and holds for a payment that was begun in it', async () => {
    const start = counter.shop.now().getTime() + 3_600_000;
    await counter.hear('insights.promotions', 'accepted', { promotion: 'black-friday', product: 'mug', price: 990, currency: 'EUR', start: new Date(start).toISOString(), end: new Date(start + 3_600_000).toISOString() });
    const [early, late] = [await counter.filled(anna, { mug: 1 }), await counter.filled(anna, { mug: 1 })];
    const total = async (id: string) => (await anna('GET', `/baskets/${id}`)).json<{ total: { amount: number }; items: { promotion?: string }[] }>();
    expect((await total(early.id)).total.amount).toBe(1290);
    counter.pass(3_600_000);
    expect(await total(early.id)).toMatchObject({ total: { amount: 990 }, items: [{ promotion: 'black-friday' }] });
    // One second before the end a payment is begun, and takes longer than that.
    counter.pass(3_599_000);
    expect(await tender(early.id)).toMatchObject({ total: { amount: 990 }, pricesUntil: new Date(start + 3_599_000 + 3_600_000).toISOString() });
    counter.pass(2_000);
    expect([(await total(early.id)).total.amount, (await total(late.id)).total.amount]).toEqual([990, 1290]);
    await counter.hear(payments, 'payment.captured', captured(`p-${early.id}`, early.id, 990));
    expect((await counter.told()).at(-1)).toMatchObject({ type: 'bought', payload: { lines: [{ product: 'mug', quantity: 1, unit: 990, promotion: 'black-friday' }], total: 990 } });
    counter.pass(86_400_000);
    expect((await total(early.id)).total.amount).toBe(990);
  });

  it('is not promised for longer than an hour', async () => {
    const start = counter.shop.now().getTime();
    await counter.hear('insights.promotions', 'accepted', { promotion: 'tea-time', product: 'tea', price: 400, currency: 'EUR', start: new Date(start).toISOString(), end: new Date(start + 60_000).toISOString() });
    const { id } = await counter.filled(anna, { tea: 1 });
    expect((await tender(id)).total.amount).toBe(400);
    counter.pass(3_599_999);
    expect((await tender(id)).total.amount).toBe(400);
    counter.pass(1);
    expect((await tender(id)).total.amount).toBe(450);
  });

  it('that ends before it begins changes nothing and stops nobody', async () => {
    const at = counter.shop.now().toISOString();
    expect(await counter.hear('insights.promotions', 'accepted', { promotion: 'never', product: 'tea', price: 1, currency: 'EUR', start: at, end: at })).toBe(true);
    expect((await tender((await counter.filled(anna, { tea: 1 })).id)).total.amount).toBe(450);
  });
});
