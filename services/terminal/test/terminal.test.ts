import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Connector } from '../../kit/provider/exchange.ts';
import { readLines } from '../../ledger/src/files/lines.ts';
import { testAmounts } from '../../sandbox/terminal/test-amounts.ts';
import { paymentServiceId } from '../src/domain/pay.ts';
import { authorising, categoryOf, connectorTo, modifying, openOutside, poi, type Outside } from './support.ts';

let outside: Outside;
let terminal: Connector;
beforeEach(async () => {
  outside = await openOutside();
  terminal = connectorTo(outside.sandbox, outside.address);
  outside.act('attend', { customer: 'waits' });
});
afterEach(() => outside.sandbox.close());

const asked = (body = authorising()) => ({ body, key: `${body.attempt}-a` });
type Asked = ReturnType<typeof asked>;
const stateOf = async (one: Asked) => (await terminal.lookUpAuthorisation(one)).state;
const categories = () => outside.seen.map(categoryOf);
const taken = () => outside.sandbox.happened().filter(({ what, effective }) => what === 'authorisation' && effective);

async function paid(): Promise<Asked & { readonly reference: string; readonly captureReference: string }> {
  const one = asked();
  await terminal.authorise(one);
  outside.act('pay');
  const { reference = '', captureReference = '' } = await terminal.lookUpAuthorisation(one);
  return { ...one, reference, captureReference };
}

describe('a customer', () => {
  it('inserts a card and enters the PIN', async () => {
    const one = asked();
    expect(await terminal.authorise(one)).toEqual({ state: 'pending', reference: `${poi}:till-7:${paymentServiceId(one.body.attempt)}`, action: { kind: 'wait', message: 'The customer pays at the terminal' } });
    expect([outside.act('shows'), await stateOf(one)]).toEqual(['present your card', 'pending']);
    outside.act('insert');
    expect([outside.act('shows'), await stateOf(one)]).toEqual(['enter your PIN', 'pending']);
    outside.act('pin', { pin: '1234' });
    expect(await terminal.lookUpAuthorisation(one)).toMatchObject({ state: 'captured', amount: one.body.amount, captureReference: taken()[0]?.reference });
  });

  it('enters a wrong PIN three times', async () => {
    const one = asked();
    await terminal.authorise(one);
    outside.act('insert');
    expect(['1', '2', '3'].map((pin) => outside.act('pin', { pin }))).toEqual(['asked again', 'asked again', 'over']);
    expect(await terminal.lookUpAuthorisation(one)).toMatchObject({ state: 'declined', decline: { code: 'authentication-failed', providerCode: 'WrongPIN: PIN_TRIES_EXCEEDED' } });
  });

  it('cancels, or never comes', async () => {
    const [first, second] = [asked(), asked()];
    await terminal.authorise(first);
    outside.act('cancel');
    expect(await terminal.lookUpAuthorisation(first)).toMatchObject({ state: 'declined', decline: { code: 'cancelled-by-payer' } });
    await terminal.authorise(second);
    await outside.sandbox.clock.advance(60_000);
    expect(await stateOf(second)).toBe('declined');
  });

  it('who needs nobody comes by themselves', async () => {
    outside.act('attend', { customer: 'pays' });
    const one = asked();
    await terminal.authorise(one);
    await outside.sandbox.clock.advance(2_000);
    expect(await stateOf(one)).toBe('captured');
  });

  it.each(Object.entries(testAmounts))('with an amount that ends in %s is refused', async (digits, { reason }) => {
    const one = asked(authorising({ amount: { amount: 1000 + Number(digits), currency: 'EUR' } }));
    await terminal.authorise(one);
    outside.act('pay');
    const { state, decline } = await terminal.lookUpAuthorisation(one);
    expect([state, decline?.providerCode]).toEqual(['declined', expect.stringContaining(digits === '121' ? 'Cancel' : reason)]);
  });
});

describe('a terminal', () => {
  it('that is offline is known to have done nothing, before any payment was sent', async () => {
    outside.act('offline');
    expect(await terminal.authorise(asked())).toMatchObject({ state: 'not-processed', detail: `the terminal ${poi} is not there: Reject: Did not receive a response from the POI.` });
    expect(categories()).toEqual(['Login']);
  });

  it('that goes offline with a payment on it is unknown until it is back', async () => {
    const one = asked();
    await terminal.authorise(one);
    outside.act('offline');
    expect(await stateOf(one)).toBe('unknown');
    await outside.sandbox.clock.advance(30_000);
    expect((await terminal.authorise(one)).state).toBe('unknown');
    outside.act('pay');
    outside.act('online');
    expect([await stateOf(one), taken().length]).toEqual(['captured', 1]);
  });

  it('that is busy with another payment takes no other, and knows its own', async () => {
    const [first, second] = [asked(), asked()];
    await terminal.authorise(first);
    expect(await terminal.authorise(second)).toMatchObject({ state: 'not-processed', detail: `the terminal ${poi} takes no login: Busy` });
    expect((await terminal.authorise(first)).state).toBe('pending');
  });

  it('that logs the till out before the payment comes takes none, and the next one begins a session again', async () => {
    const logsOut = { once: true };
    const other = await openOutside((one, act) => {
      if (categoryOf(one) === 'Login' && logsOut.once) act('log-out');
    });
    try {
      const connector = connectorTo(other.sandbox, other.address);
      const one = asked();
      expect((await connector.authorise(one)).state).toBe('pending');
      expect(await connector.lookUpAuthorisation(one)).toMatchObject({ state: 'not-processed', detail: 'the terminal says LoggedOut' });
      logsOut.once = false;
      const next = asked();
      await connector.authorise(next);
      expect((await connector.lookUpAuthorisation(next)).state).toBe('pending');
    } finally {
      await other.sandbox.close();
    }
  });

  it('is told the same once, however often it is sent', async () => {
    const one = asked();
    for (const _ of [1, 2, 3]) await terminal.authorise(one);
    outside.act('pay');
    expect((await terminal.authorise(one)).state).toBe('captured');
    expect(taken()).toHaveLength(1);
  });

  it.each(['answer-lost', 'answer-cut', 'connection-lost'] as const)('whose answer is gone (%s) is asked what became of it', async (fault) => {
    const one = asked();
    outside.sandbox.faults.set([{ fault, provider: 'adyen-terminal', of: '/async', times: 1 }]);
    expect((await terminal.authorise(one)).state).toBe('unknown');
    expect(await stateOf(one)).toBe(fault === 'connection-lost' ? 'not-found' : 'pending');
  });

  it('that knows nothing of a payment of days ago may have forgotten it', async () => {
    const one = asked(authorising({ begunAt: '2026-11-23T08:00:00Z' }));
    expect(await terminal.lookUpAuthorisation(one)).toMatchObject({ state: 'unknown', detail: expect.stringContaining('remembers nothing') });
    expect((await terminal.authorise(one)).state).toBe('unknown');
    expect(categories()).not.toContain('Payment');
  });

  it('whose answers somebody else has sealed is not believed', async () => {
    const stranger = connectorTo(outside.sandbox, outside.address, { apiKey: 'sandbox-terminal-api-key', merchant: 'GuichetPOS', key: { KeyIdentifier: 'sandbox', KeyVersion: 1, AdyenCryptoVersion: 1, Passphrase: 'guessed' } });
    expect((await stranger.authorise(asked())).state).toBe('not-processed');
    expect(await stranger.lookUpAuthorisation(asked())).toMatchObject({ state: 'unknown', detail: 'Reject: the message cannot be read' });
  });

  it('is asked by our API key alone', async () => {
    const other = connectorTo(outside.sandbox, outside.address, { apiKey: 'x', merchant: 'GuichetPOS', key: { KeyIdentifier: 'sandbox', KeyVersion: 1, AdyenCryptoVersion: 1, Passphrase: 'x' } });
    expect(await other.authorise(asked())).toMatchObject({ state: 'not-processed', detail: 'the terminal service answered 401' });
  });

  it('cannot take more than the protocol can say', async () => {
    expect(await terminal.authorise(asked(authorising({ amount: { amount: 10_000_000_000, currency: 'EUR' } })))).toMatchObject({ state: 'declined', decline: { code: 'limit-exceeded' } });
    expect(categories()).toEqual([]);
  });
});

describe('a void', () => {
  it('before the customer has paid is an abort', async () => {
    const one = asked();
    const { reference = '' } = await terminal.authorise(one);
    const step = { body: modifying(one.body), reference, key: 'v' };
    expect(await terminal.void(step)).toMatchObject({ state: 'done' });
    expect([await stateOf(one), taken().length, categories().includes('Abort'), categories().includes('Reversal')]).toEqual(['voided', 0, true, false]);
    expect((await terminal.lookUpModification({ ...step, what: 'void' })).state).toBe('done');
  });

  it('needs no more than the reference, as who withdraws what was left unfinished has it', async () => {
    const one = asked();
    const { reference = '' } = await terminal.authorise(one);
    const { instrument: _, ...body } = modifying(one.body);
    expect((await terminal.void({ body, reference, key: 'v' })).state).toBe('done');
    expect(await stateOf(one)).toBe('voided');
  });

  it('after that is a reversal of the whole, by whichever reference', async () => {
    for (const by of ['asked', 'approved'] as const) {
      const one = await paid();
      const step = { body: modifying(one.body), reference: by === 'asked' ? `${poi}:till-7:${paymentServiceId(one.body.attempt)}` : one.reference, key: 'v' };
      expect(await terminal.void(step)).toMatchObject({ state: 'done', amount: one.body.amount });
      expect((await terminal.lookUpModification({ ...step, what: 'void' })).state).toBe('done');
      expect(outside.sandbox.happened().filter(({ what, of }) => what === 'refund' && of === one.captureReference)).toHaveLength(1);
    }
  });

  it('of what never reached the terminal finds nothing', async () => {
    expect(await terminal.void({ body: modifying(authorising()), reference: 'aB3dE6gH9k', key: 'v' })).toMatchObject({ state: 'refused', providerCode: 'NotFound' });
  });
});

describe('a refund', () => {
  it('needs no card, and may be asked at another terminal', async () => {
    const one = await paid();
    const elsewhere = { method: 'terminal', terminal: 'P400Plus-275102806', till: 'till-9' } as const;
    const step = { body: modifying(one.body, { amount: { amount: 400, currency: 'EUR' }, instrument: elsewhere, authorisation: one.reference }), reference: one.captureReference, key: 'r' };
    expect(await terminal.refund(step)).toMatchObject({ state: 'done', amount: { amount: 400, currency: 'EUR' } });
  });

  it('of what was not taken is refused', async () => {
    const one = asked();
    const { reference = '' } = await terminal.authorise(one);
    outside.act('cancel');
    expect((await terminal.refund({ body: modifying(one.body), reference, key: 'r' })).state).toBe('refused');
  });
});

it('settles what was taken and given back, by the names that our books have', async () => {
  const one = await paid();
  const { reference = '' } = await terminal.refund({ body: modifying(one.body, { amount: { amount: 99, currency: 'EUR' }, authorisation: one.reference }), reference: one.captureReference, key: 'r' });
  expect(readLines(outside.sandbox.part('adyen-terminal').settle?.().content ?? '')).toEqual([
    { number: 1, kind: 'capture', references: [one.captureReference], gross: 1099n, fee: 10n, currency: 'EUR' },
    { number: 2, kind: 'refund', references: [reference], gross: 99n, fee: 0n, currency: 'EUR' },
  ]);
});

