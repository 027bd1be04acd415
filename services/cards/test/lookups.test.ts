/** What became of what had no answer, and of payments that payers came back to (docs/decisions/0012). */
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { Authorise, Modify } from '../../kit/provider/contract.ts';
import type { Fault } from '../../sandbox/frame/faults.ts';
import { cardOf, connectorsOf, asking, openWorld } from './support.ts';

const world = await openWorld();
afterAll(() => world.close());
beforeEach(() => world.faults.set([]));

const connectors = connectorsOf(world, (outside) => world.addresses[outside] ?? '');
const anHour = 3_600_000;

type Route = keyof typeof connectors;
const outsideOf = { stripe: 'stripe', adyen: 'adyen-checkout' } as const;
const doing = { stripe: 'POST /v1/payment_intents', adyen: 'POST /v72/payments' } as const;

const fresh = (route: Route, over: Partial<Authorise> = {}) => {
  const body = asking({ route, attempt: randomUUID(), begunAt: world.clock.now().toISOString(), instrument: cardOf('4111111111111111'), ...over });
  return { body, key: `${body.attempt}-a` };
};

const done = (attempt: string) => world.happened().filter((one) => one.what === 'authorisation' && one.ours === attempt);

const goesWrong = (route: Route, fault: Fault, times = 1): void => world.faults.set([{ fault, provider: outsideOf[route], of: doing[route], times }]);

describe.each<Route>(['stripe', 'adyen'])('%s', (route) => {
  const { authorise, lookUpAuthorisation, capture, lookUpModification } = connectors[route];

  it('is asked once more by the same key while the payer may be there', async () => {
    for (const [fault, before] of [['answer-lost', 1], ['connection-lost', 0]] as const) {
      const asked = fresh(route);
      goesWrong(route, fault);
      expect((await authorise(asked)).state).toBe('unknown');
      expect(done(asked.body.attempt)).toHaveLength(before);
      expect(await lookUpAuthorisation(asked)).toMatchObject({ state: 'authorised', amount: asked.body.amount });
      expect(done(asked.body.attempt)).toHaveLength(1);
    }
  });

  it('is not asked to do anything new when the payer has gone', async () => {
    const asked = fresh(route);
    goesWrong(route, 'connection-lost');
    expect((await authorise(asked)).state).toBe('unknown');
    await world.clock.advance(anHour);
    await lookUpAuthorisation(asked);
    expect(done(asked.body.attempt)).toEqual([]);
  });

  it('is not believed to have done nothing because it cannot be reached now', async () => {
    const asked = fresh(route);
    goesWrong(route, 'answer-lost');
    await authorise(asked);
    const away = connectorsOf(world, () => 'http://127.0.0.1:4')[route];
    expect((await away.lookUpAuthorisation(asked)).state).toBe('unknown');
    expect((await away.authorise(fresh(route))).state).toBe('not-processed');
  });

  it('is not asked at all without the card', async () => {
    const gone = fresh(route, { instrument: { method: 'card', token: 'tok-unknown', merchant: 'shop' } });
    const away = fresh(route, { instrument: { method: 'card', token: 'tok-away', merchant: 'shop' } });
    expect([(await authorise(gone)).state, (await authorise(away)).state]).toEqual(['declined', 'not-processed']);
    expect([await lookUpAuthorisation(away)].map(({ state }) => state)).toEqual(['unknown']);
  });

  it('is told no amount that it cannot be told', async () => {
    const asked = fresh(route, { amount: route === 'stripe' ? { amount: 5124, currency: 'KWD' } : { amount: 501, currency: 'CVE' } });
    expect(await authorise(asked)).toMatchObject({ state: 'not-processed', detail: expect.stringMatching('finer than the acquirer takes') });
    expect(done(asked.body.attempt)).toEqual([]);
  });

  it('takes at once what is not to be captured later', async () => {
    const asked = fresh(route, { capture: 'automatic' });
    expect(await authorise(asked)).toMatchObject({ state: 'captured', amount: asked.body.amount });
    expect(world.happened().filter((one) => one.what === 'capture' && one.ours === asked.body.attempt)).toHaveLength(1);
  });

  it('refuses softly without the payer, and says to come again with a challenge', async () => {
    const asked = fresh(route, { instrument: cardOf(route === 'stripe' ? '4000002760003184' : '4871049999999910'), authentication: { decision: 'out-of-scope', because: route === 'stripe' ? 'merchant-initiated' : 'one-leg-out' } });
    expect(await authorise(asked)).toMatchObject({ state: 'declined', decline: { code: 'authentication-required', again: 'with-challenge' } });
  });

  it('is asked once more for a capture without an answer, and knows none of another payment', async () => {
    const { reference = '' } = await authorise(fresh(route));
    const body: Modify = { route, payment: 'p-1', attempt: randomUUID(), operation: randomUUID(), amount: { amount: 400, currency: 'EUR' }, authorised: { amount: 1099, currency: 'EUR' }, begunAt: world.clock.now().toISOString() };
    const asked = { body, reference, key: `${body.operation}-c` };
    world.faults.set([{ fault: 'answer-lost', provider: outsideOf[route], of: '/capture', times: 1 }]);
    expect((await capture(asked)).state).toBe('unknown');
    expect(['done', 'accepted']).toContain((await lookUpModification({ ...asked, what: 'capture' })).state);
    expect(world.happened().filter((one) => one.what === 'capture' && one.ours === body.operation)).toHaveLength(1);
    expect((await capture({ ...asked, key: randomUUID(), reference: route === 'stripe' ? 'pi_none' : 'NONE' })).state).toBe('not-found');
  });
});

describe('stripe', () => {
  const { authorise, lookUpAuthorisation, lookUpModification } = connectors.stripe;

  it('has never heard of what does not stand in its list an hour later, and finds what does', async () => {
    const [never, done_] = [fresh('stripe'), fresh('stripe')];
    await authorise(done_);
    await world.clock.advance(anHour);
    expect((await lookUpAuthorisation(never)).state).toBe('not-found');
    expect((await lookUpAuthorisation(done_)).state).toBe('authorised');
  });

  it('keeps a 500 under its key: the list tells in the end', async () => {
    const asked = fresh('stripe');
    goesWrong('stripe', 'error', 2);
    expect((await authorise(asked)).state).toBe('unknown');
    expect((await lookUpAuthorisation(asked)).state).not.toBe('not-processed');
  });

  it('finds a void by its payment', async () => {
    const { reference = '' } = await authorise(fresh('stripe'));
    const body: Modify = { route: 'stripe', payment: 'p-1', attempt: randomUUID(), operation: randomUUID(), amount: { amount: 1099, currency: 'EUR' }, authorised: { amount: 1099, currency: 'EUR' }, begunAt: '2026-01-01T00:00:00Z' };
    const asked = { body, reference, key: 'v', what: 'void' as const };
    expect((await lookUpModification(asked)).state).toBe('not-found');
    expect(await connectors.stripe.void({ ...asked, key: `${body.operation}-v` })).toMatchObject({ state: 'done', amount: body.amount });
    expect(await lookUpModification(asked)).toMatchObject({ state: 'done', amount: body.amount });
  });
});

describe('adyen', () => {
  const { authorise, lookUpAuthorisation, readWebhook } = connectors.adyen;

  it.each([['answer-lost', 'manual', 'voided'], ['answer-lost', 'automatic', 'pending'], ['connection-lost', 'manual', 'not-found']] as const)('is told to give back what nobody waits for, and its webhook says what there was: %s, %s', async (fault, capture, state) => {
    const asked = fresh('adyen', { capture });
    goesWrong('adyen', fault);
    expect((await authorise(asked)).state).toBe('unknown');
    await world.clock.advance(anHour);
    expect((await lookUpAuthorisation(asked)).state).toBe('pending');
    await world.courier.idle();
    const letter = world.courier.deliveries().findLast(({ type }) => type === 'TECHNICAL_CANCEL');
    const { notices } = await readWebhook({ route: 'adyen', headers: {}, body: Buffer.from(letter?.body ?? '').toString('base64') }, world.clock.now());
    expect(notices).toEqual([expect.objectContaining({ certain: true, what: 'authorise', attempt: asked.body.attempt, authorisation: expect.objectContaining({ state }) })]);
    expect(world.happened().filter((one) => one.what === 'void' && one.ours === asked.body.attempt)).toHaveLength(state === 'voided' ? 1 : 0);
  });

  it('is not told to give back what it has named: that may be a good payment', async () => {
    const asked = fresh('adyen');
    const { reference = '' } = await authorise(asked);
    await world.clock.advance(anHour);
    expect(await lookUpAuthorisation({ ...asked, reference })).toMatchObject({ state: 'pending', reference });
    expect(world.happened().filter((one) => one.what === 'void' && one.of === reference)).toEqual([]);
  });

  it.each(['manual', 'automatic'] as const)('does not say again that it is good, once it was said, whatever became of it since: %s', async (capture) => {
    const asked = fresh('adyen', { capture });
    const { reference = '', state } = await authorise(asked);
    const body: Modify = { route: 'adyen', payment: 'p-1', attempt: asked.body.attempt, operation: randomUUID(), amount: asked.body.amount, authorised: asked.body.amount, begunAt: asked.body.begunAt };
    expect(state).toBe(capture === 'manual' ? 'authorised' : 'captured');
    expect((await connectors.adyen.void({ body, reference, key: `${body.operation}-v` })).state).toBe('accepted');
    expect(await lookUpAuthorisation({ ...asked, reference })).toMatchObject({ state: 'pending', reference });
    // Whose answer was lost, and who knows no name of it, is told the first answer.
    expect(await lookUpAuthorisation(asked)).toMatchObject({ state, reference });
  });

  it('takes a result that nobody has heard of for pending', async () => {
    const asked = fresh('adyen');
    const { reference = '' } = await authorise(asked);
    world.part('adyen-checkout').acts['becomes']?.({ payment: reference, resultCode: 'requires_moonlight' });
    expect((await lookUpAuthorisation(asked)).state).toBe('pending');
  });

  it('keeps a payment waiting when the browser brings nonsense', async () => {
    const asked = fresh('adyen', { instrument: cardOf('4871049999999910') });
    const { reference = '' } = await authorise(asked);
    expect(await authorise({ key: `${asked.key}-1`, body: { ...asked.body, continues: { reference, returned: { redirectResult: 'made up' } } } })).toMatchObject({ state: 'pending', reference });
  });
});

it('Stripe is asked once more for a PaymentMethod, which moves no money, and not a third time', async () => {
  const { authorise } = connectors.stripe;
  for (const fault of ['answer-lost', 'connection-lost'] as const) {
    for (const [times, state] of [[1, 'authorised'], [2, 'not-processed']] as const) {
      const asked = fresh('stripe');
      world.faults.set([{ fault, provider: 'stripe', of: 'POST /v1/payment_methods', times }]);
      expect((await authorise(asked)).state).toBe(state);
      expect(done(asked.body.attempt)).toHaveLength(state === 'authorised' ? 1 : 0);
    }
  }
});
