/** One key, one payment; sums that hold under concurrency; and outcomes that nobody knows. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { randomUUID } from 'node:crypto';
import type { Authorise } from '../../kit/provider/contract.ts';
import type { PaymentView } from '../src/api.ts';
import { providerKey } from '../src/domain/keys.ts';
import { anna, attemptOf, card, eur, intent, modified, operator, paid, pay, read, startHouse, strong, till, type Ask, type House } from './house.ts';

let house: House;
beforeAll(async () => { house = await startHouse('idempotency'); }, 60_000);
afterAll(() => house.stop(), 60_000);

const asked = () => house.outside.cards.asked;
const keysSince = (before: number, what: string) => asked().slice(before).filter((one) => one.what === what).map(({ key }) => key);
const times = (count: number, work: () => Promise<number>) => Promise.all(Array.from({ length: count }, work));

describe('a key', () => {
  it('is asked for', async () => {
    const id = await intent(house.as(anna), 100);
    const answer = await pay(house.as(anna), id, { body: { instrument: card() }, key: '' });
    expect([answer.statusCode, answer.json<{ type: string }>().type]).toEqual([400, 'https://guichet.example/problems/idempotency-key-missing']);
  });

  it('reaches the provider once when a hundred ask at once, and replays the answer', async () => {
    const [id, key, before] = [await intent(house.as(anna), 5_000), randomUUID(), asked().length];
    house.outside.cards.next('authorise', 'slow');
    const statuses = await times(100, async () => (await pay(house.as(anna), id, { body: { instrument: card() }, key })).statusCode);
    expect(keysSince(before, 'authorise')).toHaveLength(1);
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(1);
    expect(new Set(statuses)).toEqual(new Set([200, 409]));
    const again = await pay(house.as(anna), id, { body: { instrument: card() }, key });
    expect([again.statusCode, again.headers['idempotency-replayed'], again.json<PaymentView>().state]).toEqual([200, 'true', 'captured']);
    expect(keysSince(before, 'authorise')).toHaveLength(1);
  }, 30_000);

  it('of another request is refused, and is nobody else’s', async () => {
    const [id, key] = [await intent(house.as(anna), 5_000), randomUUID()];
    await pay(house.as(anna), id, { body: { instrument: card() }, key });
    expect((await pay(house.as(anna), id, { body: { instrument: card('tok_anotherone') }, key })).statusCode).toBe(422);
    expect((await pay(house.as({ subject: 'carla', roles: ['customer'] }), id, { body: { instrument: card() }, key })).statusCode).toBe(404);
  });

  it('of a customer is not the key of the till at which they work: it may not read what the customer paid', async () => {
    const [id, key] = [await intent(house.as(anna), 5_000), randomUUID()];
    const asTill = house.as({ ...till, subject: 'anna' });
    const again = (ask: Ask) => pay(ask, id, { body: { instrument: card() }, key });
    expect((await again(house.as(anna))).statusCode).toBe(200);
    expect((await asTill('GET', `/payments/${id}`)).statusCode).toBe(404);
    const told = await again(asTill);
    expect([told.statusCode, told.headers['idempotency-replayed'], told.body.includes(id)]).toEqual([404, undefined, false]);
    expect((await again(house.as(anna))).headers['idempotency-replayed']).toBe('true');
  });

  it('for the provider is made from payment, attempt and operation', async () => {
    const [id, before] = [await paid(house, 5_000), asked().length];
    const attempt = attemptOf(await read(house.as(anna), id)).attempt;
    const { operation } = modified(await house.as(strong(operator))('POST', `/payments/${id}/refunds`, { body: {} }));
    expect(keysSince(0, 'authorise').at(-1)).toBe(providerKey({ payment: id, attempt, operation: 'authorise' }));
    expect(keysSince(before, 'refund')).toEqual([providerKey({ payment: id, attempt, operation: operation.operation })]);
    expect(operation.operation).toHaveLength(36);
  });
});

describe('sums', () => {
  it('are never captured beyond what is authorised, however many ask at once', async () => {
    const id = await paid(house, 1_000, { capture: 'manual' });
    const statuses = await times(20, async () => (await house.as(operator)('POST', `/payments/${id}/captures`, { body: { amount: eur(300) } })).statusCode);
    expect(statuses.filter((status) => status === 201)).toHaveLength(3);
    expect(new Set(statuses)).toEqual(new Set([201, 422]));
    const [first, second] = await Promise.all([1, 2].map(() => house.as(operator)('POST', `/payments/${id}/voids`, { body: {} })));
    expect([first?.statusCode, second?.statusCode].sort()).toEqual([200, 409]);
    expect(await read(house.as(anna), id)).toMatchObject({ state: 'captured', captured: eur(900), released: eur(100) });
    expect(house.outside.cards.overdrawn).toEqual([]);
  }, 30_000);

  it('are never refunded beyond what was captured, however many ask at once', async () => {
    const id = await paid(house, 1_000);
    const statuses = await times(20, async () => (await house.as(strong(operator))('POST', `/payments/${id}/refunds`, { body: { amount: eur(300) } })).statusCode);
    expect(statuses.filter((status) => status === 201)).toHaveLength(3);
    expect(await read(house.as(anna), id)).toMatchObject({ refunded: eur(900), state: 'partly-refunded' });
    expect(house.outside.cards.overdrawn).toEqual([]);
  }, 30_000);

  it('are guarded by the tables themselves', async () => {
    const id = await paid(house, 1_000);
    const attempt = attemptOf(await read(house.as(anna), id)).attempt;
    await expect(sql`UPDATE attempt SET released = 1 WHERE id = ${attempt}`.execute(house.database.db)).rejects.toThrow('attempt_not_overcaptured');
    await expect(sql`UPDATE operation SET refunded = 1001 WHERE attempt = ${attempt}`.execute(house.database.db)).rejects.toThrow('operation_not_overrefunded');
  });

  it('hold what a capture may have taken until that is known, and free what a refused one held', async () => {
    const id = await paid(house, 1_000, { capture: 'manual' });
    house.outside.cards.next('capture', 'never', 'refused');
    const capture = (amount: number) => house.as(operator)('POST', `/payments/${id}/captures`, { body: { amount: eur(amount) } });
    const unknown = await capture(600);
    expect([unknown.statusCode, modified(unknown).operation.state]).toEqual([202, 'unknown']);
    expect((await capture(401)).statusCode).toBe(422);
    expect(modified(await capture(400)).operation.state).toBe('refused');
    house.pass(60_000);
    await house.tidy();
    expect((await read(house.as(anna), id)).operations.map(({ state }) => state)).toEqual(['not-processed', 'refused']);
    expect(modified(await capture(1_000)).payment).toMatchObject({ state: 'captured', captured: eur(1_000) });
  });
});

describe('an outcome that nobody knows', () => {
  it('is looked up before anything else, and no other route is tried', async () => {
    const [id, before] = [await intent(house.as(anna), 5_000), asked().length];
    house.outside.cards.next('authorise', 'lost');
    expect((await pay(house.as(anna), id)).json<PaymentView>()).toMatchObject({ state: 'captured', attempts: [{ state: 'captured' }] });
    expect(asked().slice(before).map(({ what }) => what)).toEqual(['authorise', 'lookUp']);
  });

  it('stays unknown while the provider has not heard of it, and ends when that is believed', async () => {
    const [id, key, before] = [await intent(house.as(anna), 5_000), randomUUID(), asked().length];
    house.outside.cards.next('authorise', 'never');
    const answer = await pay(house.as(anna), id, { body: { instrument: card() }, key });
    expect([answer.statusCode, answer.json<PaymentView>()]).toMatchObject([202, { state: 'processing', attempts: [{ state: 'unknown' }] }]);
    expect((await pay(house.as(anna), id)).statusCode).toBe(409);
    house.pass(5_000);
    await house.tidy();
    expect((await read(house.as(anna), id)).state).toBe('processing');
    house.pass(60_000);
    await house.tidy();
    expect(await read(house.as(anna), id)).toMatchObject({ state: 'open', attempts: [{ state: 'not-processed' }] });
    expect(new Set(asked().slice(before).map(({ route }) => route)).size).toBe(1);
    expect((await pay(house.as(anna), id)).json<PaymentView>().state).toBe('captured');
  });

  it('that arrives after it was given up is adopted, or given back where the payment has no use for it', async () => {
    const late = async () => {
      const id = await intent(house.as(anna), 5_000);
      house.outside.cards.next('authorise', 'never');
      const { attempt } = attemptOf((await pay(house.as(anna), id)).json<PaymentView>());
      house.pass(65_000);
      await house.tidy();
      const [row] = (await sql<{ request: Authorise }>`SELECT request FROM attempt WHERE id = ${attempt}`.execute(house.database.db)).rows;
      return { id, attempt, arrive: () => row && house.outside.cards.kept.set(attempt, { request: row.request, reference: `late_${attempt}`, state: 'captured', captured: 5_000, released: 0, refunded: 0 }) };
    };
    const notice = (attempt: string) => house.app.inject({ method: 'POST', url: '/webhooks/stripe', headers: { 'x-signature': 'good' }, payload: { notices: [{ id: randomUUID(), what: 'authorise', certain: true, attempt, authorisation: { state: 'captured', reference: `late_${attempt}` } }] } });
    const adopted = await late();
    adopted.arrive();
    await notice(adopted.attempt);
    expect((await read(house.as(anna), adopted.id)).state).toBe('open');
    await house.tidy();
    expect((await read(house.as(anna), adopted.id)).state).toBe('captured');

    const stray = await late();
    await pay(house.as(anna), stray.id);
    stray.arrive();
    await notice(stray.attempt);
    for (let i = 0; i < 3; i++) { await house.tidy(); house.pass(60_000); }
    expect(house.outside.cards.of(stray.attempt).refunded).toBe(5_000);
    expect(await read(house.as(anna), stray.id)).toMatchObject({ state: 'captured', captured: eur(10_000), refunded: eur(5_000) });
  }, 30_000);

  it.each([['wrong-amount', '4999, and 5000 was asked for'], ['wrong-currency', 'USD, and EUR'], ['no-reference', 'no reference']] as const)('is one whose answer is not what was asked: %s', async (fault, words) => {
    const id = await intent(house.as(anna), 5_000);
    house.outside.cards.next('authorise', fault);
    const answer = await pay(house.as(anna), id);
    expect([answer.statusCode, answer.json<PaymentView>()]).toMatchObject([202, { state: 'processing', captured: eur(0), attempts: [{ state: 'pending' }] }]);
    expect(attemptOf(await read(house.as(operator), id)).mismatch).toContain(words);
    // Asked again, the provider says what is right.
    house.pass(10_000);
    await house.tidy();
    expect(await read(house.as(anna), id)).toMatchObject({ state: 'captured' });
  });

  it('is one that is pending: polled, and never success before the provider says so', async () => {
    const id = await intent(house.as(anna), 5_000);
    house.outside.cards.next('authorise', 'pending');
    const { attempt, state } = attemptOf((await pay(house.as(anna), id)).json<PaymentView>());
    expect([state, await house.told(id)]).toEqual(['pending', []]);
    house.outside.cards.act(attempt, 'captured');
    house.pass(10_000);
    await house.tidy();
    expect((await read(house.as(anna), id)).state).toBe('captured');
  });

  it('is looked up by one of many janitors', async () => {
    const ids = await Promise.all(Array.from({ length: 8 }, () => intent(house.as(anna), 5_000)));
    house.outside.cards.next('authorise', ...ids.map(() => 'never' as const));
    await Promise.all(ids.map((id) => pay(house.as(anna), id)));
    house.pass(61_000);
    const before = asked().length;
    await Promise.all([house.tidy(), house.tidy(), house.tidy()]);
    expect(keysSince(before, 'lookUp')).toHaveLength(ids.length);
    expect(await Promise.all(ids.map(async (id) => (await read(house.as(anna), id)).state))).toEqual(ids.map(() => 'open'));
  }, 30_000);

  it('of a payer who came back is looked up with what they brought, and lets them come back again', async () => {
    const id = await intent(house.as(anna), 5_000);
    house.outside.cards.next('authorise', 'requires-action', 'not-processed', 'lost');
    const { attempt } = attemptOf((await pay(house.as(anna), id)).json<PaymentView>());
    const complete = async () => (await house.as(anna)('POST', `/payments/${id}/attempts/${attempt}/completion`, { body: { returned: { token: 'secret-of-the-return' } } })).json<PaymentView>().state;
    expect([await complete(), await complete()]).toEqual(['requires-action', 'captured']);
    const keys = asked().filter(({ key }) => [0, 1, 2].some((n) => key === providerKey({ payment: id, attempt, operation: n === 0 ? 'authorise' : `continue-${n}` }))).map(({ what }) => what);
    expect(keys).toEqual(['authorise', 'authorise', 'authorise', 'lookUp']);
    const { rows } = await sql<{ request: string }>`SELECT request::text FROM attempt WHERE id = ${attempt}`.execute(house.database.db);
    expect(rows[0]?.request).not.toContain('secret-of-the-return');
  });

  it('leaves a payer who does not come back without a payment', async () => {
    const id = await intent(house.as(anna), 5_000);
    house.outside.cards.next('authorise', 'requires-action');
    const { attempt } = attemptOf((await pay(house.as(anna), id)).json<PaymentView>());
    house.pass(901_000);
    await house.tidy();
    expect([(await read(house.as(anna), id)).attempts[0]?.state, house.outside.cards.of(attempt).state]).toEqual(['declined', 'voided']);
  });
});

describe('an authorisation', () => {
  it('that the provider lets expire is told as expired, with what was left', async () => {
    const id = await paid(house, 1_000, { capture: 'manual' });
    await house.as(operator)('POST', `/payments/${id}/captures`, { body: { amount: eur(400) } });
    house.pass(8 * 86_400_000);
    Object.assign(house.outside.cards.of(attemptOf(await read(house.as(anna), id)).attempt), { state: 'expired' });
    await house.tidy();
    expect(await read(house.as(anna), id)).toMatchObject({ state: 'captured', captured: eur(400), released: eur(600) });
    expect((await house.told(id)).map(({ type }) => type)).toEqual(['payment.authorised', 'payment.captured', 'payment.expired']);
  });
});

it('counts journeys and its own time', async () => {
  const text = await house.registry.metrics();
  expect(text).toMatch(/guichet_journey_total\{journey="payment",channel="web",outcome="success"\} [1-9]/);
  expect(text).toMatch(/guichet_payments_overhead_seconds_count\{operation="attempt"\} [1-9]/);
});
