import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createHmac, randomUUID } from 'node:crypto';
import { Compile } from 'typebox/compile';
import { ProblemError } from '../../kit/problem.ts';
import { Notice, type Authorisation, type Authorise, type Modify } from '../../kit/provider/contract.ts';
import type { Connector } from '../../kit/provider/exchange.ts';
import { minorUnits, readState, theOne, type Invoice } from '../src/domain/invoice.ts';
import { noticeOf, verify } from '../src/domain/webhook.ts';
import { failedAuthorisation, failedModification } from '../src/reply.ts';
import { startOutside, type Outside } from './support.ts';

const notice = Compile(Notice);

let outside: Outside;
let btcpay: Connector;
beforeAll(async () => {
  outside = await startOutside();
  const connector = outside.fixture.connect(outside.sandbox.addresses['btcpay'] ?? '')['btcpay'];
  if (!connector) throw new Error('there is no connector');
  btcpay = connector;
});
afterAll(() => outside.sandbox.close());
beforeEach(() => outside.sandbox.faults.set([]));

const asked = (over: Partial<Authorise> = {}) => {
  const attempt = randomUUID();
  const body: Authorise = { route: 'btcpay', payment: 'p-1', attempt, amount: { amount: 1099, currency: 'EUR' }, capture: 'automatic', channel: 'web', instrument: { method: 'crypto' }, authentication: { decision: 'issuer-decides' }, begunAt: '2026-11-25T08:00:00Z', ...over };
  return { body, key: `${attempt}-a` };
};

type Ask = ReturnType<typeof asked>;

async function begun(ask: Ask = asked()): Promise<{ readonly ask: Ask; readonly invoice: string; readonly first: Authorisation; readonly now: () => Promise<Authorisation> }> {
  const first = await btcpay.authorise(ask);
  const invoice = first.reference ?? '';
  return { ask, invoice, first, now: () => btcpay.lookUpAuthorisation({ ...ask, reference: invoice }) };
}

const modify = ({ body }: Ask, amount = body.amount.amount): Modify => ({ route: 'btcpay', payment: 'p-1', attempt: body.attempt, operation: randomUUID(), amount: { amount, currency: 'EUR' }, authorised: body.amount, begunAt: '2026-11-25T08:00:00Z' });
const minutes = (n: number): number => n * 60_000;

describe('an invoice', () => {
  it('is shown by its address and amount, as BIP 21 has it', async () => {
    const { first } = await begun();
    expect(first).toMatchObject({ state: 'requires-action', amount: { amount: 1099, currency: 'EUR' }, action: { kind: 'show', text: expect.stringMatching(/^bitcoin:bcrt1q[a-z0-9]{38}\?amount=0\.000170\d\d$/) } });
    expect(first.action).not.toHaveProperty('received');
  });

  it('says what is left when too little was paid, and is topped up', async () => {
    const { invoice, now } = await begun();
    await outside.act('pay', invoice, { amount: '6.00' });
    expect(await now()).toMatchObject({ state: 'requires-action', action: { kind: 'show', received: { amount: 600, currency: 'EUR' }, left: { amount: 499, currency: 'EUR' } } });
    await outside.act('pay', invoice, { amount: '4.99' });
    expect((await now()).state).toBe('pending');
    await outside.act('confirm', invoice);
    expect(await now()).toMatchObject({ state: 'captured', amount: { amount: 1099, currency: 'EUR' } });
  });

  it('falls back when what was seen is replaced', async () => {
    const { invoice, now } = await begun();
    await outside.act('pay', invoice);
    expect((await now()).state).toBe('pending');
    await outside.act('replace', invoice);
    expect((await now()).state).toBe('requires-action');
    await outside.act('pay', invoice);
    await outside.sandbox.clock.advance(minutes(10));
    expect((await now()).state).toBe('captured');
  });

  it('tells that more was paid', async () => {
    const { invoice, now } = await begun();
    await outside.act('pay', invoice, { amount: '12.00' });
    await outside.act('confirm', invoice);
    expect(await now()).toMatchObject({ state: 'captured', amount: { amount: 1099, currency: 'EUR' }, detail: 'invoice Settled PaidOver: more was paid: offer the difference back (paid 12.00 EUR)' });
  });

  it('expires, and waits for a person where the whole sum came late', async () => {
    const { invoice, now } = await begun();
    await outside.sandbox.clock.advance(minutes(16));
    expect((await now()).state).toBe('expired');
    await outside.act('pay', invoice, { amount: '6.00' });
    expect(await now()).toMatchObject({ state: 'expired', detail: expect.stringContaining('a part was paid') });
    await outside.act('pay', invoice, { amount: '4.99' });
    expect(await now()).toMatchObject({ state: 'pending', detail: expect.stringContaining('after its time') });
    await outside.act('mark', invoice, { status: 'Settled' });
    expect((await now()).state).toBe('captured');
  });

  it.each(['answer-lost', 'connection-lost'] as const)('is made once, also when it went wrong by %s', async (fault) => {
    outside.sandbox.faults.set([{ fault, of: 'POST /api/v1/stores/', times: 1 }]);
    const ask = asked();
    expect((await btcpay.authorise(ask)).state).toBe('unknown');
    expect((await btcpay.lookUpAuthorisation(ask)).state).toBe(fault === 'answer-lost' ? 'requires-action' : 'not-found');
    await btcpay.authorise(ask);
    expect(outside.sandbox.happened().filter(({ ours, what }) => ours === ask.body.attempt && what === 'authorisation')).toHaveLength(1);
  });
});

describe('a void', () => {
  it('marks what nobody has paid as invalid, and is done once', async () => {
    const { ask, invoice, now } = await begun();
    const step = { body: modify(ask), reference: invoice, key: 'v' };
    expect((await btcpay.lookUpModification({ ...step, what: 'void' })).state).toBe('not-found');
    outside.sandbox.faults.set([{ fault: 'answer-lost', of: '/status', times: 1 }]);
    expect((await btcpay.void(step)).state).toBe('unknown');
    expect((await btcpay.lookUpModification({ ...step, what: 'void' })).state).toBe('done');
    expect((await btcpay.void(step)).state).toBe('done');
    expect((await now()).state).toBe('voided');
  });

  it.each([['6.00', 'New PaidPartial'], ['10.99', 'Processing None']])('is refused where somebody has paid %s', async (amount, providerCode) => {
    const { ask, invoice } = await begun();
    await outside.act('pay', invoice, { amount });
    expect(await btcpay.void({ body: modify(ask), reference: invoice, key: 'v' })).toMatchObject({ state: 'refused', providerCode });
  });
});

describe('a refund', () => {
  const settled = async () => {
    const one = await begun();
    await outside.act('pay', one.invoice);
    await outside.act('confirm', one.invoice);
    return one;
  };

  it('is promised by a link where the payer claims it, and done when it is paid out', async () => {
    const { ask, invoice } = await settled();
    const step = { body: modify(ask, 300), reference: invoice, key: 'r' };
    const promised = await btcpay.refund(step);
    expect(promised).toMatchObject({ state: 'accepted', amount: { amount: 300, currency: 'EUR' }, action: { kind: 'redirect', address: expect.stringContaining('/pull-payments/') } });
    expect((await btcpay.lookUpModification({ ...step, what: 'refund' })).state).toBe('accepted');
    await outside.sandbox.part('btcpay').acts['claim']?.({ refund: promised.reference ?? '' });
    expect((await btcpay.lookUpModification({ ...step, what: 'refund' })).state).toBe('done');
  });

  it('is not made of what is not settled', async () => {
    const { ask, invoice } = await begun();
    expect(await btcpay.refund({ body: modify(ask, 300), reference: invoice, key: 'r' })).toMatchObject({ state: 'refused', providerCode: 'invalid status' });
  });
});

const invoice = (status: string, additionalStatus = 'None', more: Partial<Invoice> = {}): Invoice => ({ id: 'I1', status, additionalStatus, amount: '10.99', currency: 'EUR', ...more });

describe('the halves', () => {
  it.each([
    ['New', 'None', 'requires-action'], ['New', 'PaidPartial', 'requires-action'], ['Processing', 'None', 'pending'], ['Processing', 'PaidOver', 'pending'], ['Settled', 'None', 'captured'], ['Settled', 'PaidOver', 'captured'], ['Settled', 'Marked', 'captured'],
    ['Expired', 'None', 'expired'], ['Expired', 'PaidPartial', 'expired'], ['Expired', 'PaidLate', 'pending'], ['Invalid', 'None', 'declined'], ['Invalid', 'PaidOver', 'declined'], ['Invalid', 'Marked', 'voided'], ['SomethingNew', 'None', 'pending'],
  ])('read %s %s as %s', (status, additional, state) => expect(readState(invoice(status, additional)).state).toBe(state));

  it('take of several invoices the one that somebody has paid', () => {
    const all = [invoice('New', 'None', { id: 'a', createdTime: 1 }), invoice('New', 'PaidPartial', { id: 'b', createdTime: 2 }), invoice('New', 'None', { id: 'c', createdTime: 0 })];
    expect(theOne(all)?.id).toBe('b');
    expect(theOne(all.filter(({ id }) => id !== 'b'))?.id).toBe('c');
  });

  it.each([['10.99', 'EUR', 1099n], ['10.999', 'EUR', 1099n], ['500.7', 'JPY', 500n], ['5.12', 'KWD', 5120n], ['0.00001', 'EUR', 0n], ['a', 'EUR', undefined], [undefined, 'EUR', undefined]])('count whole minor units of %s %s', (value, currency, minor) => expect(minorUnits(value, currency)).toBe(minor));

  it.each([
    [{ kind: 'answered', status: 500, body: {} }, 'unknown', 'unknown'],
    [{ kind: 'answered', status: 200, body: 'half an ans' }, 'unknown', 'unknown'],
    [{ kind: 'answered', status: 429, body: {} }, 'not-processed', 'not-processed'],
    [{ kind: 'answered', status: 403, body: { code: 'missing-permission', message: '' } }, 'not-processed', 'not-processed'],
    [{ kind: 'answered', status: 400, body: [{ path: 'amount', message: '' }] }, 'not-processed', 'refused'],
    [{ kind: 'no-answer', why: 'reset' }, 'unknown', 'unknown'],
    [{ kind: 'not-sent', why: 'ECONNREFUSED' }, 'not-processed', 'not-processed'],
  ] as const)('read %j', (reply, authorisation, modification) => {
    expect([failedAuthorisation(reply).state, failedModification(reply).state]).toEqual([authorisation, modification]);
  });
});

describe('webhooks', () => {
  const body = Buffer.from(JSON.stringify({ deliveryId: 'd2', originalDeliveryId: 'd1', isRedelivery: true, type: 'InvoiceSettled', timestamp: 1764057600, invoiceId: 'I1', metadata: { orderId: '6f2c9a3e-1d4b-4c5a-9e8f-0a1b2c3d4e5f' } }));
  const signed = (secret: string) => ({ 'BTCPay-Sig': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}` });

  it('are known by any of the secrets, and by no other', () => {
    expect(() => verify(signed('new'), body, ['old', 'new'])).not.toThrow();
    expect(() => verify(signed('old'), body, ['old', 'new'])).not.toThrow();
    expect(() => verify(signed('stolen'), body, ['old', 'new'])).toThrow('A valid access token is required');
    expect(() => verify(signed('old'), Buffer.concat([body, Buffer.from(' ')]), ['old'])).toThrow();
    expect(() => verify({}, body, ['old'])).toThrow();
    expect(() => verify({ 'btcpay-sig': 'sha256=abc' }, body, ['old'])).toThrow();
  });

  it('are told apart by the first delivery, and are a hint alone', () => {
    expect(noticeOf(body)).toEqual({ id: 'd1', what: 'authorise', certain: false, attempt: '6f2c9a3e-1d4b-4c5a-9e8f-0a1b2c3d4e5f', reference: 'I1', occurredAt: '2025-11-25T08:00:00.000Z' });
  });

  it('say of a payout that it is about a refund', () => {
    expect(noticeOf(Buffer.from(JSON.stringify({ deliveryId: 'd', type: 'PayoutUpdated' })))).toEqual({ id: 'd', what: 'refund', certain: false });
  });

  it('may have signed anything: it is read, or refused as what it is', () => {
    const read = (value: unknown): unknown => {
      try {
        return noticeOf(Buffer.from(JSON.stringify(value)));
      } catch (error) {
        return error instanceof ProblemError ? error.problem.status : error;
      }
    };
    const odd = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.double(), fc.maxSafeInteger(), fc.string({ unit: 'binary' }));
    const event = fc.record({ deliveryId: fc.oneof(fc.string({ minLength: 1 }), odd), type: fc.oneof(fc.constant('InvoiceSettled'), odd), timestamp: odd, invoiceId: odd, metadata: fc.oneof(fc.record({ orderId: odd }), odd) }, { requiredKeys: [] });
    fc.assert(fc.property(event, (value) => {
      const said = read(value);
      expect(said === 400 || notice.Check(said)).toBe(true);
    }));
  });
});
