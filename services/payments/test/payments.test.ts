/** What payers, tills and operators do, from intent to refund. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PaymentView } from '../src/api.ts';
import { anna, attemptOf, card, eur, intent, modified, operator, paid, pay, read, startHouse, strong, tenderOf, till, type House } from './house.ts';

let house: House;
beforeAll(async () => { house = await startHouse('payments'); }, 60_000);
afterAll(() => house.stop(), 60_000);

const types = async (payment: string) => (await house.told(payment)).map(({ type }) => type);

describe('a payment', () => {
  it('is taken at once, and told to the ledger and to the merchant in its own transaction', async () => {
    const id = await paid(house, 1999);
    const [attempt] = (await read(house.as(operator), id)).attempts;
    expect(await house.told(id)).toEqual([{ type: 'payment.captured', payload: { payment: id, provider: 'cards', reference: `cap_${attempt?.reference ?? ''}`, amount: 1999, currency: 'EUR', capture: expect.any(String) } }]);
    expect(await read(house.as(anna), id)).toMatchObject({ state: 'captured', captured: eur(1999), refunded: eur(0), attempts: [{ state: 'captured', method: 'card' }] });
  });

  it('is reserved, captured in parts, and the rest given back by the last one', async () => {
    const id = await paid(house, 10_000, { capture: 'manual' });
    const capture = (body: object) => house.as(operator)('POST', `/payments/${id}/captures`, { body });
    expect(modified(await capture({ amount: eur(3_000) }))).toMatchObject({ operation: { state: 'done' }, payment: { state: 'partly-captured', captured: eur(3_000) } });
    expect((await capture({ amount: eur(7_001) })).statusCode).toBe(422);
    expect(modified(await capture({ amount: eur(5_000), final: true })).payment).toMatchObject({ state: 'captured', captured: eur(8_000), released: eur(2_000) });
    expect((await capture({})).statusCode).toBe(409);
    expect(await types(id)).toEqual(['payment.authorised', 'payment.captured', 'payment.captured', 'payment.voided']);
  });

  it('is voided', async () => {
    const id = await paid(house, 500, { capture: 'manual' });
    const answer = await house.as(operator)('POST', `/payments/${id}/voids`, { body: {} });
    expect([answer.statusCode, answer.json<PaymentView>().state, await types(id)]).toEqual([200, 'voided', ['payment.authorised', 'payment.voided']]);
  });

  it('that its payer has not finished is taken back and cancelled', async () => {
    const id = await intent(house.as(anna), 500);
    house.outside.cards.next('authorise', 'requires-action');
    const { attempt } = attemptOf((await pay(house.as(anna), id)).json<PaymentView>());
    const cancel = () => house.as(operator)('POST', `/payments/${id}/voids`, { body: {} });
    expect([(await cancel()).json<PaymentView>().state, house.outside.cards.of(attempt).state, (await cancel()).statusCode]).toEqual(['cancelled', 'voided', 409]);
  });

  it('is refunded in parts until nothing is left', async () => {
    const id = await paid(house, 1_000);
    const refund = (body: object) => house.as(strong(operator))('POST', `/payments/${id}/refunds`, { body });
    expect(modified(await refund({ amount: eur(400) })).payment).toMatchObject({ state: 'partly-refunded', refunded: eur(400) });
    expect((await refund({ amount: eur(601) })).statusCode).toBe(422);
    expect(modified(await refund({})).payment).toMatchObject({ state: 'refunded', refunded: eur(1_000) });
    expect((await refund({})).statusCode).toBe(409);
    expect(await types(id)).toEqual(['payment.captured', 'payment.refunded', 'payment.refunded']);
  });

  it('is given up by whoever has not paid in time', async () => {
    const id = await intent(house.as(anna), 100);
    house.pass(900_000);
    expect((await pay(house.as(anna), id)).statusCode).toBe(409);
    await house.tidy();
    expect(await read(house.as(anna), id)).toMatchObject({ state: 'expired' });
    expect(await types(id)).toEqual(['payment.failed']);
  });
});

describe('an attempt', () => {
  it('that was declined lets the payer try again, and says no more than a shopper may know', async () => {
    const id = await intent(house.as(anna), 8_000);
    house.outside.cards.next('authorise', 'declined');
    expect((await pay(house.as(anna), id)).json<PaymentView>()).toMatchObject({ state: 'open', attempts: [{ state: 'declined', decline: { code: 'insufficient-funds', again: 'later' } }] });
    expect((await pay(house.as(anna), id)).json<PaymentView>()).toMatchObject({ state: 'captured' });
  });

  it.each([
    [[], {}], [[], { capture: 'manual' }], [['declined'], {}], [['requires-action'], {}], [['pending'], {}], [['lost'], {}], [['never'], {}], [['wrong-amount'], {}],
    [['not-processed'], {}], [['not-processed', 'declined'], {}], [['soft-decline', 'requires-action'], {}],
  ] as const)('is answered by what a read tells afterwards, with its first tries: %j %j', async (faults, more) => {
    const id = await intent(house.as(anna), 8_000, more);
    house.outside.cards.next('authorise', 'declined');
    await pay(house.as(anna), id);
    house.outside.cards.next('authorise', ...faults);
    const answer = (await pay(house.as(anna), id)).json<PaymentView>();
    expect(answer.attempts.length).toBeGreaterThan(1);
    expect(answer).toEqual(await read(house.as(anna), id));
    house.outside.cards.clear();
  });

  it('goes to another route where it is known that nothing was done', async () => {
    const id = await intent(house.as(anna), 8_000);
    house.outside.cards.next('authorise', 'not-processed');
    await pay(house.as(anna), id);
    const { state, attempts } = await read(house.as(operator), id);
    expect([state, attempts.map(({ state: each, route }) => [each, route])]).toEqual(['captured', [['not-processed', 'stripe'], ['captured', 'adyen']]]);
    expect(await types(id)).toEqual(['payment.captured']);
  });

  it('ends where every route is known to have done nothing', async () => {
    const id = await intent(house.as(anna), 8_000);
    house.outside.cards.next('authorise', 'not-processed', 'not-processed');
    expect((await pay(house.as(anna), id)).json<PaymentView>()).toMatchObject({ state: 'open', attempts: [{ state: 'not-processed' }, { state: 'not-processed' }] });
  });

  it('asks for a challenge after a soft decline, on the same route, and is completed by the payer', async () => {
    const id = await intent(house.as(anna), 8_000);
    house.outside.cards.next('authorise', 'soft-decline', 'requires-action');
    const asked = (await pay(house.as(anna), id, { body: { instrument: card(), returnAddress: 'https://shop.example/back' } })).json<PaymentView>();
    expect(asked).toMatchObject({ state: 'requires-action', attempts: [{ state: 'declined' }, { state: 'requires-action', action: { kind: 'redirect' } }] });
    expect(house.outside.cards.of(attemptOf(asked).attempt).request.authentication).toEqual({ decision: 'challenge' });
    const done = await house.as(anna)('POST', `/payments/${id}/attempts/${attemptOf(asked).attempt}/completion`, { body: { returned: { payload: 'x' } } });
    expect([done.statusCode, done.json<PaymentView>().state]).toEqual([200, 'captured']);
    const again = await house.as(anna)('POST', `/payments/${id}/attempts/${attemptOf(asked).attempt}/completion`, { body: {} });
    expect([again.statusCode, again.json<PaymentView>().state]).toEqual([200, 'captured']);
  });

  it('records why authentication was asked for or not, for operators alone', async () => {
    const id = await intent(house.as(anna), 2_500);
    await pay(house.as(anna), id, { body: { instrument: card('tok_lowvalue') } });
    expect(attemptOf(await read(house.as(operator), id)).authentication).toEqual({ decision: 'exempt', reasons: ['article 16: at most 3000 cents, and 2500 of 10000 cents since the last authentication'] });
    expect(attemptOf(await read(house.as(anna), id)).authentication).toBeUndefined();
  });

  it('claims no more of article 16 than there is room for, however many pay at once, until the payer was asked', async () => {
    const instrument = card('tok_manyatonce');
    const payAgain = async (amount: number): Promise<string | undefined> => {
      const id = await intent(house.as(anna), amount);
      await pay(house.as(anna), id, { body: { instrument, returnAddress: 'https://shop.example/back' } });
      return attemptOf(await read(house.as(operator), id)).authentication?.decision;
    };
    const decisions = await Promise.all(Array.from({ length: 12 }, () => payAgain(2_500)));
    expect(decisions.toSorted()).toEqual([...Array<string>(4).fill('exempt'), ...Array<string>(8).fill('issuer-decides')]);
    // A challenge that went well: the counters begin anew.
    house.outside.cards.next('authorise', 'requires-action');
    const asked = await intent(house.as(anna), 60_000);
    const { attempt } = attemptOf((await pay(house.as(anna), asked, { body: { instrument, returnAddress: 'https://shop.example/back' } })).json<PaymentView>());
    expect((await house.as(anna)('POST', `/payments/${asked}/attempts/${attempt}/completion`, { body: {} })).json<PaymentView>().state).toBe('captured');
    expect(await payAgain(2_500)).toBe('exempt');
  });

  it('that its payer has left makes room for another one, after the provider has let it go', async () => {
    const id = await intent(house.as(anna), 8_000);
    house.outside.paypal.next('authorise', 'requires-action');
    const left = (await pay(house.as(anna), id, { body: { instrument: { method: 'paypal' } } })).json<PaymentView>();
    const done = (await pay(house.as(anna), id)).json<PaymentView>();
    expect([done.state, done.attempts.map(({ state }) => state)]).toEqual(['captured', ['declined', 'captured']]);
    expect(house.outside.paypal.of(attemptOf(left).attempt).state).toBe('voided');
  });

  it('that the provider cannot take back is let go, and given back should its payer finish it', async () => {
    const id = await intent(house.as(anna), 8_000);
    house.outside.paypal.next('authorise', 'requires-action');
    house.outside.paypal.next('void', 'refused');
    const left = attemptOf((await pay(house.as(anna), id, { body: { instrument: { method: 'paypal' } } })).json<PaymentView>()).attempt;
    expect((await pay(house.as(anna), id)).json<PaymentView>()).toMatchObject({ state: 'captured', attempts: [{ state: 'requires-action' }, { state: 'captured' }] });
    expect((await house.as(anna)('POST', `/payments/${id}/attempts/${left}/completion`, { body: {} })).statusCode).toBe(409);
    house.outside.paypal.act(left, 'captured');
    for (let i = 0; i < 4; i++) { house.pass(60_000); await house.tidy(); }
    expect(house.outside.paypal.of(left).refunded).toBe(8_000);
    expect(await read(house.as(anna), id)).toMatchObject({ state: 'captured', captured: eur(16_000), refunded: eur(8_000) });
  });

  it('that pays twice where the provider gives nothing back calls a person, once', async () => {
    const id = await intent(house.as(anna), 8_000);
    house.outside.bank.next('authorise', 'requires-action');
    house.outside.bank.next('void', 'refused');
    const left = attemptOf((await pay(house.as(anna), id, { body: { instrument: { method: 'bank-transfer' } } })).json<PaymentView>()).attempt;
    await pay(house.as(anna), id);
    house.outside.bank.act(left, 'captured');
    house.outside.bank.next('refund', 'refused', 'refused', 'refused');
    for (let i = 0; i < 6; i++) { house.pass(600_000); await house.tidy(); }
    const { rows } = await house.database.pool.query("SELECT FROM delivery WHERE payment = $1 AND type = 'payment.needs-attention'", [id]);
    expect([rows.length, (await read(house.as(operator), id)).operations.map(({ kind, state }) => `${kind} ${state}`)]).toEqual([1, ['capture done', 'capture done', 'refund refused']]);
  });

  it('that was let go pays all the same where nothing else did', async () => {
    const id = await intent(house.as(anna), 8_000);
    house.outside.paypal.next('authorise', 'requires-action');
    const left = attemptOf((await pay(house.as(anna), id, { body: { instrument: { method: 'paypal' } } })).json<PaymentView>()).attempt;
    house.pass(890_000);
    house.outside.paypal.next('void', 'refused');
    house.outside.cards.next('authorise', 'declined');
    expect((await pay(house.as(anna), id)).json<PaymentView>().state).toBe('open');
    house.outside.paypal.act(left, 'captured');
    house.pass(5_000);
    await house.tidy();
    expect(await read(house.as(anna), id)).toMatchObject({ state: 'captured', captured: eur(8_000) });
  });

  it('on a terminal is for tills alone', async () => {
    const terminal = { instrument: { method: 'terminal', terminal: 'V400m-123', till: '1' } };
    expect((await pay(house.as(anna), await intent(house.as(anna), 100), { body: terminal })).statusCode).toBe(403);
    expect((await pay(house.as(till), await intent(house.as(till), 100), { body: terminal })).json<PaymentView>()).toMatchObject({ channel: 'store', state: 'captured' });
  });

  it('needs a route that takes it', async () => {
    const id = await intent(house.as(anna), 100);
    expect((await pay(house.as(anna), id, { body: { instrument: { method: 'seashells' } } })).json<{ detail: string }>().detail).toContain('no provider takes seashells in EUR');
  });
});

describe('a basket', () => {
  it('is promised to payments once, by whoever may pay it', async () => {
    house.baskets.set('b1', tenderOf('b1', 1_000));
    const open = (ask: ReturnType<House['as']>, more: object) => ask('POST', '/payments', { body: { basket: 'b1', ...more } });
    const [web, store] = [house.as(anna), house.as(till)];
    const answers = await Promise.all(Array.from({ length: 10 }, () => open(web, { amount: eur(300) })));
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([201, 201, 201, ...Array<number>(7).fill(409)]);
    expect((await open(store, {})).json<PaymentView>()).toMatchObject({ amount: eur(100), channel: 'store', basket: 'b1' });
    const refused = await open(web, { amount: eur(1) });
    expect([refused.statusCode, refused.json<{ detail: string }>().detail]).toEqual([409, expect.stringContaining('finish or replace')]);
    const first = answers.find(({ statusCode }) => statusCode === 201)?.json<PaymentView>().payment ?? '';
    expect((await open(web, { replaces: first })).json<PaymentView>().amount).toEqual(eur(300));
    expect(await read(web, first)).toMatchObject({ state: 'cancelled' });
  });

  it('is not promised what a payment holds of which it has not heard yet', async () => {
    house.baskets.set('b2', tenderOf('b2', 1_000));
    const ask = house.as(anna);
    const id = await intent(ask, 600, { basket: 'b2' });
    await pay(ask, id);
    expect((await ask('POST', '/payments', { body: { basket: 'b2', amount: eur(401) } })).statusCode).toBe(409);
    house.baskets.set('b2', { ...tenderOf('b2', 400), payments: [{ payment: id, provider: 'cards', authorised: eur(0), captured: eur(600), released: eur(0), refunded: eur(0), covers: eur(600) }] });
    expect((await ask('POST', '/payments', { body: { basket: 'b2' } })).json<PaymentView>().amount).toEqual(eur(400));
  });
});
