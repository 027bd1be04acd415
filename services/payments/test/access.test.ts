/** Who may see, pay and refund what; what a person leaves behind; and what is refused. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { randomUUID } from 'node:crypto';
import { conformanceFaults } from '../../kit/conformance.ts';
import { consumeOnce } from '../../kit/events.ts';
import { createAdmin } from '../../kit/program.ts';
import { fuzz } from '../../kit/testing/fuzz.ts';
import { imageFaults } from '../../kit/testing/containerfile.ts';
import { paymentEvents } from '../topics.ts';
import { payments } from '../service.ts';
import { paymentsApi, type PaymentView } from '../src/api.ts';
import { handlersOf } from '../src/app.ts';
import { paymentListeners } from '../src/listeners.ts';
import { anna, attemptOf, berta, card, eur, farTill, intent, operator, paid, pay, read, startHouse, strong, tenderOf, till, type House } from './house.ts';

let house: House;
beforeAll(async () => { house = await startHouse('access', { origins: ['https://shop.example'] }); }, 60_000);
afterAll(() => house.stop(), 60_000);

it('is what is declared, no more and no less', async () => {
  const admin = createAdmin({ started: () => true, unready: async () => [] }, house.registry);
  expect(await conformanceFaults({ service: payments, api: paymentsApi, handlers: handlersOf(house.sw), app: house.app, listeners: paymentListeners, tells: [paymentEvents], admin, metrics: house.registry })).toEqual([]);
});

it('has an image that holds all that it imports', () => expect(imageFaults('payments')).toEqual([]));

it('shows a payment to its payer, to tills of its stores, and to operators', async () => {
  house.baskets.set('b', tenderOf('b', 1_000));
  const id = await intent(house.as(anna), 1_000, { basket: 'b' });
  const see = async (token: Parameters<House['as']>[0]) => (await house.as(token)('GET', `/payments/${id}`)).statusCode;
  expect(await Promise.all([anna, till, operator, berta, farTill].map(see))).toEqual([200, 200, 200, 404, 404]);
  expect((await pay(house.as(berta), id)).statusCode).toBe(404);
  expect((await house.as(berta)('POST', '/payments', { body: { basket: 'b' } })).statusCode).toBe(404);
  expect((await house.as(farTill)('POST', '/payments', { body: { basket: 'b' } })).statusCode).toBe(404);
  expect((await house.as(berta)('POST', `/payments/${id}/card-sessions`, { body: { origin: 'https://shop.example' } })).statusCode).toBe(404);
  const theirs = (await pay(house.as(anna), id)).json<PaymentView>();
  expect((await house.as(berta)('POST', `/payments/${id}/attempts/${attemptOf(theirs).attempt}/completion`, { body: {} })).statusCode).toBe(404);
});

it('lets a till give back what was paid for a basket after a second factor, up to a limit; beyond it, an operator', async () => {
  house.baskets.set('c', tenderOf('c', 100_000));
  const id = await intent(house.as(anna), 100_000, { basket: 'c' });
  house.outside.cards.next('authorise', 'requires-action');
  const asked = (await pay(house.as(anna), id)).json<PaymentView>();
  await house.as(anna)('POST', `/payments/${id}/attempts/${attemptOf(asked).attempt}/completion`, { body: {} });
  const refund = (token: Parameters<House['as']>[0], payment: string, amount: number) => house.as(token)('POST', `/payments/${payment}/refunds`, { body: { amount: eur(amount) } });
  const weak = await refund(farTill, id, 100);
  expect([weak.statusCode, weak.headers['www-authenticate']]).toEqual([401, expect.stringContaining('acr_values="mfa"')]);
  expect((await refund(strong(farTill), id, 40_000)).statusCode).toBe(201);
  expect((await refund(strong(till), id, 10_001)).statusCode).toBe(403);
  expect((await refund(strong(operator), id, 10_001)).statusCode).toBe(201);
  expect((await refund(strong(anna), id, 1)).statusCode).toBe(403);

  const sale = await paid(house, 500, { who: anna });
  expect((await refund(strong(farTill), sale, 100)).statusCode).toBe(404);
});

it('lets tills capture and void what is of their store alone', async () => {
  const id = await paid(house, 1_000, { capture: 'manual' });
  for (const what of ['captures', 'voids']) expect((await house.as(farTill)('POST', `/payments/${id}/${what}`, { body: {} })).statusCode).toBe(404);
});

it('signs a card session for the payer, and for pages of the shop alone', async () => {
  const id = await intent(house.as(anna), 1_000);
  const open = (origin: string, key: string = randomUUID()) => house.as(anna)('POST', `/payments/${id}/card-sessions`, { body: { origin }, key });
  const [first, again] = [await open('https://shop.example', 'k'), await open('https://shop.example', 'k')];
  expect([first.statusCode, again.headers['idempotency-replayed'], again.json()]).toEqual([201, 'true', first.json()]);
  const [, claims = ''] = first.json<{ session: string }>().session.split('.');
  expect(JSON.parse(Buffer.from(claims, 'base64url').toString('utf8'))).toMatchObject({ sub: id, merchant: 'guichet', origin: 'https://shop.example', aud: 'card-entry', iss: 'payments' });
  expect((await open('https://evil.example')).statusCode).toBe(422);
  expect((await pay(house.as(anna), id, { body: { instrument: card(), returnAddress: 'https://shop.example@evil.example/' } })).statusCode).toBe(422);
});

it('forgets who paid, and keeps what was paid', async () => {
  const zoe = { subject: 'zoe-7', roles: ['customer'] as const };
  const id = await intent(house.as(zoe), 1_000);
  await pay(house.as(zoe), id, { body: { instrument: { ...card(), holder: 'Zoe Zimt' }, payer: { address: '203.0.113.7', userAgent: 'zoes-browser', language: 'de', country: 'AT' } } });
  const transfer = await intent(house.as(zoe), 2_000);
  await pay(house.as(zoe), transfer, { body: { instrument: { method: 'bank-transfer', iban: 'AT611904300234573201' }, returnAddress: 'https://shop.example/zoe-7' } });
  const before = await read(house.as(operator), id);
  const erased = { id: randomUUID(), topic: 'customers.erasures', key: 'zoe-7', type: 'erased', payload: { customer: 'zoe-7', at: house.sw.now().toISOString() }, occurredAt: house.sw.now().toISOString() };
  const listen = paymentListeners['customers.erasures'];
  if (!listen) throw new Error('nobody listens');
  await consumeOnce(house.database.db, 'payments', erased, listen);
  expect(await read(house.as(operator), id)).toEqual(before);
  expect((await house.as(zoe)('GET', `/payments/${id}`)).statusCode).toBe(404);
  const tables = (await sql<{ name: string }>`SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'`.execute(house.database.db)).rows;
  for (const { name } of tables) {
    const { rows } = await sql<{ all: string }>`SELECT coalesce(string_agg(t::text, ' '), '') AS all FROM ${sql.table(name)} t`.execute(house.database.db);
    for (const trace of ['zoe-7', 'Zoe Zimt', '203.0.113.7', 'zoes-browser', 'AT611904300234573201']) expect([name, trace, rows[0]?.all.includes(trace)]).toEqual([name, trace, false]);
  }
});

it('answers whatever comes with a problem', async () => {
  const id = await paid(house, 1_000, { who: anna });
  const { attempt } = attemptOf(await read(house.as(anna), id));
  const who = { createIntent: anna, readIntent: anna, attempt: anna, completeAction: anna, openCardSession: anna, capture: operator, void: operator, refund: strong(operator), receiveWebhook: anna, redeliver: operator } as const;
  const token = await Promise.all(Object.entries(who).map(async ([name, of]) => [name, await house.token(of)] as const));
  const headers = new Map(token);
  await fuzz({
    app: house.app, api: paymentsApi, runs: 40, identifiers: [id, attempt, 'stripe'],
    headers: async (name) => ({ ...headers.get(name), ...(name === 'receiveWebhook' && { 'x-signature': 'forged' }) }),
    bodies: {
      createIntent: { amount: eur(100), capture: 'manual', channel: 'mobile', replaces: id },
      attempt: { instrument: { ...card(), holder: 'A' }, returnAddress: 'https://shop.example/', payer: { address: '::1', userAgent: 'x', language: 'de', country: 'AT' }, order: 'mail-or-telephone' },
      completeAction: { returned: { a: 'b' } },
      openCardSession: { origin: 'https://shop.example' },
      capture: { amount: eur(1), final: true },
      void: {},
      refund: { amount: eur(1), capture: attempt },
    },
  });
}, 60_000);
