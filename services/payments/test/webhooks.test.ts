/** Webhooks of providers: told once, in any order, racing with the payer's return. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { Notice } from '../../kit/provider/contract.ts';
import type { PaymentView } from '../src/api.ts';
import { anna, attemptOf, eur, intent, modified, operator, paid, pay, read, startHouse, strong, type House } from './house.ts';

let house: House;
beforeAll(async () => { house = await startHouse('webhooks'); }, 60_000);
afterAll(() => house.stop(), 60_000);

const tell = (notices: readonly Partial<Notice>[], { route = 'stripe', signature = 'good' } = {}) =>
  house.app.inject({ method: 'POST', url: `/webhooks/${route}`, headers: { 'content-type': 'application/json', 'x-signature': signature, authorization: 'Bearer secret' }, payload: JSON.stringify({ notices: notices.map((one) => ({ id: randomUUID(), what: 'authorise', certain: true, ...one })) }) });

const types = async (payment: string) => (await house.told(payment)).map(({ type }) => type);

async function asked(): Promise<{ readonly id: string; readonly attempt: string; readonly reference: string }> {
  const id = await intent(house.as(anna), 5_000);
  house.outside.cards.next('authorise', 'requires-action');
  await pay(house.as(anna), id);
  const { attempt, reference = '' } = attemptOf(await read(house.as(operator), id));
  return { id, attempt, reference };
}

it('judges the signature before anything, and knows its routes', async () => {
  expect((await tell([], { signature: 'forged' })).statusCode).toBe(401);
  expect((await tell([], { route: 'nobody' })).statusCode).toBe(404);
  const good = await tell([]);
  expect([good.statusCode, good.body, good.headers['content-type']]).toEqual([200, '[accepted]', 'text/plain']);
});

it('races with the payer’s return without harm: one payment, told once', async () => {
  for (let round = 0; round < 5; round++) {
    const { id, attempt, reference } = await asked();
    const notice = { id: `n-${id}`, attempt, authorisation: { state: 'captured' as const, reference, amount: eur(5_000) } };
    const [returned, ...told] = await Promise.all([house.as(anna)('POST', `/payments/${id}/attempts/${attempt}/completion`, { body: {} }), ...Array.from({ length: 4 }, () => tell([notice]))]);
    expect([[200, 202].includes(returned.statusCode), told.map(({ statusCode }) => statusCode)]).toEqual([true, [200, 200, 200, 200]]);
    expect([(await read(house.as(anna), id)).state, await types(id)]).toEqual(['captured', ['payment.captured']]);
  }
}, 30_000);

it('is heard before the answer of the request that it is about', async () => {
  const id = await intent(house.as(anna), 5_000);
  house.outside.cards.next('authorise', 'slow');
  const paying = pay(house.as(anna), id);
  const { attempt } = await waitFor(async () => (await read(house.as(anna), id)).attempts[0]);
  const { reference } = await waitFor(async () => house.outside.cards.kept.get(attempt));
  await tell([{ attempt, authorisation: { state: 'captured', reference, amount: eur(5_000) } }]);
  expect((await paying).json<PaymentView>().state).toBe('captured');
  expect(await types(id)).toEqual(['payment.captured']);
});

async function waitFor<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (let i = 0; i < 200; i++) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((again) => setTimeout(again, 10));
  }
  throw new Error('waited in vain');
}

it('changes nothing when it is old, or told again', async () => {
  const id = await paid(house, 5_000, { capture: 'manual' });
  const { attempt, reference = '' } = attemptOf(await read(house.as(operator), id));
  await house.as(operator)('POST', `/payments/${id}/voids`, { body: {} });
  const before = [await read(house.as(operator), id), await types(id)];
  for (const state of ['authorised', 'captured', 'pending', 'requires-action', 'declined', 'expired'] as const) await tell([{ attempt, authorisation: { state, reference, amount: eur(5_000) } }]);
  expect([await read(house.as(operator), id), await types(id)]).toEqual(before);
});

it('that is a hint alone is looked up', async () => {
  const { id, attempt } = await asked();
  await tell([{ attempt, certain: false, authorisation: { state: 'captured' } }]);
  expect((await read(house.as(anna), id)).state).toBe('requires-action');
  house.outside.cards.act(attempt, 'captured');
  await house.tidy();
  expect((await read(house.as(anna), id)).state).toBe('captured');
});

it.each([['automatic', 'captured', 'payment.captured'], ['manual', 'authorised', 'payment.authorised']] as const)('that leaves open whether it is taken says so by what was asked: %s', async (capture, state, type) => {
  const id = await intent(house.as(anna), 5_000, { capture });
  house.outside.cards.next('authorise', 'requires-action');
  await pay(house.as(anna), id);
  const { attempt, reference = '' } = attemptOf(await read(house.as(operator), id));
  await tell([{ attempt, takenAsAsked: true, authorisation: { state: 'authorised', reference, amount: eur(5_000) } }]);
  expect([(await read(house.as(anna), id)).state, await types(id)]).toEqual([state, [type]]);
});

it('that is about another amount is not believed, and a person is told', async () => {
  const { id, attempt, reference } = await asked();
  await tell([{ attempt, authorisation: { state: 'captured', reference, amount: eur(1) } }]);
  expect(await read(house.as(operator), id)).toMatchObject({ state: 'processing', captured: eur(0), attempts: [{ mismatch: 'the provider says 1, and 5000 was asked for' }] });
});

it('cannot pay two attempts with one payment of the provider', async () => {
  const [first, second] = [await paid(house, 5_000), await asked()];
  const { reference = '' } = attemptOf(await read(house.as(operator), first));
  await tell([{ attempt: second.attempt, authorisation: { state: 'captured', reference, amount: eur(5_000) } }]);
  expect(await read(house.as(operator), second.id)).toMatchObject({ captured: eur(0), attempts: [{ mismatch: expect.stringContaining('which is the reference of the attempt') }] });
});

it('of another route, or of nothing that we asked, is passed over', async () => {
  const { id, attempt, reference } = await asked();
  expect((await tell([{ attempt, authorisation: { state: 'captured', reference, amount: eur(5_000) } }], { route: 'paypal' })).statusCode).toBe(200);
  expect((await tell([{ attempt: randomUUID(), reference: 'unheard-of' }, { what: 'refund', operation: randomUUID() }])).statusCode).toBe(200);
  expect((await read(house.as(anna), id)).state).toBe('requires-action');
});

describe('of a refund', () => {
  it('tells later what became of it', async () => {
    const id = await paid(house, 5_000);
    house.outside.cards.next('refund', 'accepted', 'accepted');
    const refund = (amount: number) => house.as(strong(operator))('POST', `/payments/${id}/refunds`, { body: { amount: eur(amount) } });
    const [good, bad] = [await refund(2_000), await refund(1_000)];
    expect([good.statusCode, modified(good).operation.state, modified(good).payment.refunded]).toEqual([202, 'accepted', eur(0)]);
    const notice = (answer: typeof good, state: 'done' | 'refused') => ({ what: 'refund' as const, operation: modified(answer).operation.operation, modification: { state } });
    await tell([notice(good, 'done'), notice(bad, 'refused'), notice(good, 'refused')]);
    expect(await read(house.as(anna), id)).toMatchObject({ refunded: eur(2_000), operations: [{ kind: 'capture' }, { state: 'done' }, { state: 'refused' }] });
    // The provider has given back what it says alone.
    Object.assign(house.outside.cards.of(attemptOf(await read(house.as(anna), id)).attempt), { refunded: 2_000 });
    expect(modified(await refund(3_000)).payment).toMatchObject({ refunded: eur(5_000), state: 'refunded' });
  });
});

it('of a dispute is told to the merchant', async () => {
  const id = await paid(house, 5_000);
  const { attempt } = attemptOf(await read(house.as(anna), id));
  await tell([{ what: 'dispute', attempt }]);
  const { rows } = await house.database.pool.query<{ body: string }>("SELECT body FROM delivery WHERE payment = $1 AND type = 'payment.disputed'", [id]);
  expect(rows.map(({ body }) => (JSON.parse(body) as { data: object }).data)).toEqual([{ payment: id, attempt }]);
});

it('of a cancellation that nobody asked for gives back what was reserved', async () => {
  const id = await paid(house, 5_000, { capture: 'manual' });
  const { attempt, reference = '' } = attemptOf(await read(house.as(operator), id));
  await tell([{ what: 'void', reference, operation: randomUUID(), modification: { state: 'done' } }]);
  expect([(await read(house.as(anna), id)).state, attempt.length, await types(id)]).toEqual(['voided', 36, ['payment.authorised', 'payment.voided']]);
});

it('that says there never was such a payment ends what nobody knew the end of', async () => {
  const id = await intent(house.as(anna), 5_000);
  house.outside.cards.next('authorise', 'never');
  const { attempt, state } = attemptOf((await pay(house.as(anna), id)).json<PaymentView>());
  await tell([{ attempt, authorisation: { state: 'not-found' } }]);
  expect([state, (await read(house.as(anna), id)).attempts[0]?.state]).toEqual(['unknown', 'not-processed']);
});

it('that takes a capture back after it was done changes no sum, and calls a person', async () => {
  const id = await paid(house, 5_000, { capture: 'manual' });
  const { operation } = modified(await house.as(operator)('POST', `/payments/${id}/captures`, { body: {} }));
  await tell([{ what: 'capture', operation: operation.operation, modification: { state: 'refused', providerCode: 'CAPTURE_FAILED' } }]);
  const { rows } = await house.database.pool.query<{ body: string }>("SELECT body FROM delivery WHERE payment = $1 AND type = 'payment.needs-attention'", [id]);
  expect([rows.length, rows[0]?.body, (await read(house.as(anna), id)).captured]).toEqual([1, expect.stringContaining('CAPTURE_FAILED'), eur(5_000)]);
});
