import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Connector } from '../../kit/provider/exchange.ts';
import { readLines } from '../../ledger/src/files/lines.ts';
import { endToEndIdentificationOf } from '../src/domain/names.ts';
import { approves, authorising, connectorsTo, openOutside, poor, trusted, voiding, type Outside } from './support.ts';

let outside: Outside;
let bank: Connector;
beforeEach(async () => {
  outside = await openOutside();
  bank = connectorsTo(outside.sandbox, outside.sandbox.addresses['xs2a'] ?? '').xs2a;
});
afterEach(() => outside.sandbox.close());

const executed = () => outside.sandbox.happened().filter(({ what, effective }) => what === 'authorisation' && effective);
const asked = (body = authorising()) => ({ body, key: `${body.attempt}-a` });
const loses = (fault: 'answer-lost' | 'connection-lost') => outside.sandbox.faults.set([{ fault, provider: 'xs2a', of: 'POST /v1/payments/', times: 1 }]);
const posts = () => outside.seen.filter(({ request: { method, path } }) => method === 'POST' && path.startsWith('/v1/payments/')).length;

describe('a payer with a browser', () => {
  it('is sent to the bank’s page, approves, and comes back saying nothing', async () => {
    const first = asked();
    const begun = await bank.authorise(first);
    expect(begun).toMatchObject({ state: 'requires-action', action: { kind: 'redirect' } });
    const address = begun.action?.kind === 'redirect' ? begun.action.address : '';
    expect(await (await fetch(address)).text()).toContain('Pay 10.99 EUR');
    const back = await fetch(`${address}/approve`, { method: 'POST', redirect: 'manual' });
    expect([back.status, back.headers.get('location')]).toEqual([303, 'https://shop.example/return']);
    const continued = { ...first, body: { ...first.body, continues: { reference: begun.reference ?? '', returned: { state: 'paid' } } } };
    expect((await bank.authorise(continued)).state).toBe('pending');
    await outside.executes();
    expect(await bank.authorise(continued)).toMatchObject({ state: 'captured', amount: first.body.amount, captureReference: endToEndIdentificationOf(first.body.attempt) });
  });

  it('who is asked again goes to the same page, and who lets it pass is declined', async () => {
    const first = asked();
    const { reference = '', action } = await bank.authorise(first);
    expect((await bank.lookUpAuthorisation({ ...first, reference })).action).toEqual(action);
    await outside.sandbox.clock.advance(16 * 60_000);
    expect(await bank.lookUpAuthorisation({ ...first, reference })).toMatchObject({ state: 'declined', decline: { providerCode: 'RJCT' } });
  });

  it('without enough money is declined at once', async () => {
    expect(await bank.authorise(asked(authorising({ instrument: { method: 'bank-transfer', iban: poor } })))).toMatchObject({ state: 'declined', decline: { code: 'declined', providerCode: 'PAYMENT_FAILED' } });
  });

  it('must say from which account', async () => {
    expect(await bank.authorise(asked(authorising({ instrument: { method: 'bank-transfer' } })))).toMatchObject({ state: 'declined', decline: { code: 'invalid-instrument' } });
    expect(await bank.authorise(asked(authorising({ instrument: { method: 'bank-transfer', iban: 'DE03120300000000202051' } })))).toMatchObject({ state: 'declined', detail: 'the check digits of the IBAN are wrong: it is mistyped' });
    expect(posts()).toBe(0);
  });
});

describe('a lost answer', () => {
  it('to a payment that nobody approved is begun anew, and nobody is sent to the lost one', async () => {
    outside.act('rules', { forgetful: 'true' });
    const first = asked();
    loses('answer-lost');
    expect((await bank.authorise(first)).state).toBe('unknown');
    expect((await bank.lookUpAuthorisation(first)).state).toBe('not-found');
    const again = await bank.authorise(first);
    expect(outside.sandbox.happened()).toHaveLength(2);
    await approves(outside)(again);
    expect(await bank.lookUpAuthorisation({ ...first, ...(again.reference !== undefined && { reference: again.reference }) })).toMatchObject({ state: 'captured' });
    await outside.sandbox.clock.advance(3_600_000);
    expect(executed()).toHaveLength(1);
  });

  it('to a payment that the bank exempted is found on the statement, announced first and then booked', async () => {
    outside.act('rules', { forgetful: 'true' });
    const first = asked(authorising({ instrument: { method: 'bank-transfer', iban: trusted } }));
    loses('answer-lost');
    expect((await bank.authorise(first)).state).toBe('unknown');
    const announced = await bank.lookUpAuthorisation(first);
    expect(announced.state).toBe('pending');
    await outside.executes();
    expect(await bank.lookUpAuthorisation({ ...first, ...(announced.reference !== undefined && { reference: announced.reference }) })).toMatchObject({ state: 'captured', amount: first.body.amount });
    // A restart that sends again, later than a first try would be.
    expect((await bank.authorise(first)).state).toBe('captured');
    expect([posts(), executed()]).toEqual([1, [expect.objectContaining({ ours: first.body.attempt })]]);
  });

  it('is not taken for nothing while the statement cannot be read', async () => {
    const first = asked();
    outside.sandbox.faults.set([{ fault: 'error', provider: 'xs2a', of: '/transactions' }]);
    expect((await bank.lookUpAuthorisation(first)).state).toBe('unknown');
    await outside.sandbox.clock.advance(60_000);
    expect((await bank.authorise(first)).state).toBe('unknown');
    expect(posts()).toBe(0);
  });

  it('is found on any page of the statement', async () => {
    outside.act('rules', { exempting: 'true' });
    const all = Array.from({ length: 203 }, () => asked());
    for (const one of all) await bank.authorise(one);
    await outside.executes();
    const last = all.at(-1);
    expect(last && (await bank.lookUpAuthorisation(last)).state).toBe('captured');
  });
});

describe('banks differ', () => {
  it('one lets the authorisation be started by itself', async () => {
    outside.act('rules', { explicit: 'true' });
    expect(await bank.authorise(asked())).toMatchObject({ state: 'requires-action', action: { kind: 'redirect' } });
    expect(posts()).toBe(2);
  });

  it.each(['POST /v1/payments/sepa-credit-transfers', '/authorisations'])('where nothing is executed by a lost answer that we could not find again (%s)', async (of) => {
    outside.act('rules', { explicit: 'true', exempting: 'true', forgetful: 'true' });
    const first = asked();
    outside.sandbox.faults.set([{ fault: 'answer-lost', provider: 'xs2a', of, times: 1 }]);
    const { state, reference } = await bank.authorise(first);
    expect([state, reference === undefined]).toEqual(['unknown', of !== '/authorisations']);
    await outside.executes();
    const found = await bank.lookUpAuthorisation({ ...first, ...(reference !== undefined && { reference }) });
    expect(found.state).toBe(of === '/authorisations' ? 'captured' : 'not-found');
    if (found.state === 'not-found') await bank.authorise(first);
    await outside.executes();
    expect(executed()).toHaveLength(1);
  });

  it('one asks in its app', async () => {
    outside.act('rules', { decoupling: 'true' });
    const first = asked();
    const begun = await bank.authorise(first);
    expect(begun).toMatchObject({ state: 'requires-action', action: { kind: 'wait', message: 'Please approve the payment in your banking app.' } });
    await approves(outside)(begun);
    expect((await bank.lookUpAuthorisation({ ...first, reference: begun.reference ?? '' })).state).toBe('captured');
  });

  it('one exempts, and asks nobody', async () => {
    const begun = await bank.authorise(asked(authorising({ instrument: { method: 'bank-transfer', iban: trusted } })));
    expect([begun.state, begun.action]).toEqual(['pending', undefined]);
  });

  it('an instant transfer is there at once', async () => {
    const instant = connectorsTo(outside.sandbox, outside.sandbox.addresses['xs2a'] ?? '')['xs2a-instant'];
    const first = asked(authorising({ route: 'xs2a-instant' }));
    const { reference = '' } = await instant.authorise(first);
    outside.act('approve', { attempt: first.body.attempt });
    expect((await instant.lookUpAuthorisation({ ...first, reference })).state).toBe('captured');
    expect(outside.seen.some(({ request: { path } }) => path === '/v1/payments/instant-sepa-credit-transfers')).toBe(true);
  });
});

describe('a void', () => {
  async function begun() {
    const first = asked();
    const { reference = '' } = await bank.authorise(first);
    return { first, reference, step: { body: voiding(first.body), reference, key: 'v' } };
  }

  it('cancels what is not executed, as often as it is asked', async () => {
    const { first, reference, step } = await begun();
    expect((await bank.lookUpModification({ ...step, what: 'void' })).state).toBe('not-found');
    for (const _ of [1, 2]) expect((await bank.void(step)).state).toBe('done');
    expect((await bank.lookUpModification({ ...step, what: 'void' })).state).toBe('done');
    expect((await bank.lookUpAuthorisation({ ...first, reference })).state).toBe('voided');
  });

  it('comes too late for what is executed', async () => {
    const { reference, step } = await begun();
    await approves(outside)({ state: 'requires-action', reference });
    expect(await bank.void(step)).toMatchObject({ state: 'refused', providerCode: 'CANCELLATION_INVALID' });
    expect(await bank.lookUpModification({ ...step, what: 'void' })).toMatchObject({ state: 'refused', providerCode: 'ACSC' });
  });

  it('may be asked of the payer, and is done when they approve', async () => {
    outside.act('rules', { asksToCancel: 'true' });
    const { reference, step } = await begun();
    outside.act('approve', { payment: reference });
    const asking = await bank.void(step);
    expect(asking).toMatchObject({ state: 'accepted', action: { kind: 'redirect' } });
    expect((await bank.lookUpModification({ ...step, what: 'void' })).state).toBe('accepted');
    outside.act('approve-cancellation', { payment: reference });
    expect((await bank.lookUpModification({ ...step, what: 'void' })).state).toBe('done');
  });

  it('whose answer was lost is looked up', async () => {
    const { step } = await begun();
    outside.sandbox.faults.set([{ fault: 'answer-lost', of: 'DELETE', times: 1 }]);
    expect((await bank.void(step)).state).toBe('unknown');
    expect((await bank.lookUpModification({ ...step, what: 'void' })).state).toBe('done');
  });
});

it('refuses all webhooks: there are none', async () => {
  await expect(bank.readWebhook({ route: 'xs2a', headers: {}, body: '' }, new Date())).rejects.toMatchObject({ problem: { status: 401 } });
});

it('settles what was executed, by the name that our books have', async () => {
  const first = asked();
  await approves(outside)(await bank.authorise(first));
  await bank.authorise(asked());
  const file = outside.sandbox.part('xs2a').settle?.();
  expect(readLines(file?.content ?? '')).toEqual([{ number: 1, kind: 'capture', references: [endToEndIdentificationOf(first.body.attempt)], gross: 1099n, fee: 20n, currency: 'EUR' }]);
});
