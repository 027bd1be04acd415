import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Authorise, Modify } from '../../kit/provider/contract.ts';
import type { Reply } from '../../kit/provider/exchange.ts';
import { signedHeaders, verificationBody } from '../src/adapters/signature.ts';
import { amountFault, fromPaypal, toPaypal } from '../src/domain/amount.ts';
import { authorising, readAuthorization } from '../src/domain/authorisation.ts';
import { capturing, refunding, voiding } from '../src/domain/modification.ts';
import { noticeOf } from '../src/domain/webhook.ts';
import type { Said } from '../src/domain/wire.ts';

const attempt = '6f2c9a3e-1d4b-4c5a-9e8f-0a1b2c3d4e5f';
const operation = '7a3d0b4f-2e5c-4d6b-8f90-1b2c3d4e5f60';

const body: Authorise = { route: 'paypal', payment: 'p-1', attempt, amount: { amount: 1099, currency: 'EUR' }, capture: 'manual', channel: 'web', instrument: { method: 'paypal' }, authentication: { decision: 'issuer-decides' }, returnAddress: 'https://shop.example/back?of=1', begunAt: '2026-11-25T08:00:00Z' };
const asked = { body, key: 'k-1' };
const back = { body: { ...body, continues: { reference: '5O190127TN364715T', returned: {} } }, key: 'k-2' };
const gaveUp = { body: { ...body, continues: { reference: '5O190127TN364715T', returned: { cancelled: 'true' } } }, key: 'k-2' };

const answered = (status: number, said: Said): Reply<Said> => ({ kind: 'answered', status, body: said });
const refused = (issue: string, status = 422, redirect?: string): Reply<Said> => answered(status, { problem: { name: 'UNPROCESSABLE_ENTITY', issues: [issue], ...(redirect !== undefined && { redirect }) } });

describe('asking for an authorisation', () => {
  it('creates an order by our key, told by our attempt, for the payer to approve', () => {
    expect(authorising.request(asked)).toMatchObject({ call: 'create-order', key: 'k-1', body: { intent: 'AUTHORIZE', purchaseUnits: [{ customId: attempt, invoiceId: attempt, amount: { currencyCode: 'EUR', value: '10.99' } }], paymentSource: { paypal: { experienceContext: { returnUrl: 'https://shop.example/back?of=1', cancelUrl: 'https://shop.example/back?of=1&cancelled=true' } } } } });
  });

  it.each([['manual', 'authorize-order'], ['automatic', 'capture-order']] as const)('goes on, %s, by %s', (capture, call) => {
    expect(authorising.request({ ...back, body: { ...back.body, capture } })).toEqual({ call, key: 'k-2', id: '5O190127TN364715T' });
  });

  it.each<[string, Reply<Said>, object]>([
    ['nobody reached', { kind: 'not-sent', why: 'ECONNREFUSED' }, { state: 'not-processed' }],
    ['no answer', { kind: 'no-answer', why: 'timeout' }, { state: 'unknown' }],
    ['a 500', answered(500, { problem: { name: 'INTERNAL_SERVER_ERROR', issues: [] } }), { state: 'unknown' }],
    ['a 409', refused('PREVIOUS_REQUEST_IN_PROGRESS', 409), { state: 'unknown' }],
    ['an answer that is no problem of theirs', answered(502, {}), { state: 'unknown' }],
    ['too many requests', refused('RATE_LIMIT_REACHED', 429), { state: 'not-processed' }],
    ['a bad request', refused('INVALID_PARAMETER_VALUE', 400), { state: 'not-processed' }],
    ['an order that is gone', refused('INVALID_RESOURCE_ID', 404), { state: 'expired' }],
    ['the same invoice before', refused('DUPLICATE_INVOICE_ID'), { state: 'unknown' }],
    ['done before', refused('ORDER_ALREADY_AUTHORIZED'), { state: 'unknown' }],
    ['refused', refused('TRANSACTION_REFUSED'), { state: 'declined', decline: { code: 'declined', providerCode: 'TRANSACTION_REFUSED', again: 'other-instrument' } }],
    ['an issue nobody has heard of', refused('MOON_IN_THE_WAY'), { state: 'declined', decline: { code: 'other', providerCode: 'MOON_IN_THE_WAY', again: 'other-instrument' } }],
    ['another instrument is asked for', refused('INSTRUMENT_DECLINED', 422, 'https://paypal.example/again'), { state: 'requires-action', reference: '5O190127TN364715T', action: { kind: 'redirect', address: 'https://paypal.example/again' }, decline: { code: 'declined' } }],
    ['not approved', refused('ORDER_NOT_APPROVED'), { state: 'requires-action', reference: '5O190127TN364715T' }],
  ])('reads %s', (_, reply, meaning) => expect(authorising.response(reply, back)).toMatchObject(meaning));

  it('believes that the payer gave up only where they have not approved', () => {
    expect(authorising.response(refused('ORDER_NOT_APPROVED'), gaveUp)).toMatchObject({ state: 'declined', decline: { code: 'cancelled-by-payer' } });
    const done = answered(201, { order: { id: 'O', status: 'COMPLETED', purchaseUnits: [{ payments: { authorizations: [{ id: 'A', status: 'CREATED', amount: { currencyCode: 'EUR', value: '10.99' } }] } }] } });
    expect(authorising.response(done, gaveUp)).toMatchObject({ state: 'authorised', reference: 'A', amount: { amount: 1099, currency: 'EUR' } });
  });

  it.each([['CREATED', 'authorised'], ['PARTIALLY_CAPTURED', 'authorised'], ['CAPTURED', 'captured'], ['DENIED', 'declined'], ['VOIDED', 'voided'], ['PENDING', 'pending'], ['SOMETHING_NEW', 'pending']])('reads an authorization %s as %s', (status, state) => {
    expect(readAuthorization({ id: 'A', status }).state).toBe(state);
  });

  it('tells what ended with its time from what was given back', () => {
    expect(readAuthorization({ id: 'A', status: 'VOIDED', expirationTime: '2026-12-24T08:00:00Z', updateTime: '2026-12-24T08:00:00Z' }).state).toBe('expired');
    expect(readAuthorization({ id: 'A', status: 'VOIDED', expirationTime: '2026-12-24T08:00:00Z', updateTime: '2026-11-26T08:00:00Z' }).state).toBe('voided');
  });

  it.each([['COMPLETED', 'captured'], ['PENDING', 'pending'], ['DECLINED', 'declined'], ['FAILED', 'declined'], ['SOMETHING_NEW', 'pending']])('reads a capture at once %s as %s', (status, state) => {
    expect(authorising.response(answered(201, { order: { id: 'O', status: 'COMPLETED', purchaseUnits: [{ payments: { captures: [{ id: 'C', status }] } }] } }), back).state).toBe(state);
  });

  it('takes a completed order that shows no payment for pending', () => {
    expect(authorising.response(answered(200, { order: { id: 'O', status: 'COMPLETED' } }), back).state).toBe('pending');
  });
});

const modify: Modify = { route: 'paypal', payment: 'p-1', attempt, operation, amount: { amount: 400, currency: 'EUR' }, authorised: { amount: 1099, currency: 'EUR' }, final: true, begunAt: '2026-11-25T08:00:00Z' };
const change = { body: modify, reference: 'A', key: 'k-3' };

describe('captures, voids and refunds', () => {
  it('are told by our operation and sent by our key', () => {
    expect(capturing.request(change)).toEqual({ call: 'capture', key: 'k-3', id: 'A', body: { amount: { currencyCode: 'EUR', value: '4.00' }, invoiceId: operation, finalCapture: true } });
    expect(voiding.request(change)).toEqual({ call: 'void', key: 'k-3', id: 'A' });
    expect(refunding.request(change)).toEqual({ call: 'refund', key: 'k-3', id: 'A', body: { amount: { currencyCode: 'EUR', value: '4.00' }, customId: attempt, invoiceId: operation } });
  });

  it.each([['COMPLETED', 'done'], ['PENDING', 'accepted'], ['DECLINED', 'refused'], ['SOMETHING_NEW', 'accepted']])('read a capture %s as %s', (status, state) => {
    expect(capturing.response(answered(201, { capture: { id: 'C', status } }), change)).toMatchObject({ state, reference: 'C' });
  });

  it('do not take the amount of an authorization for what a void gives back, since a part may have been captured before', () => {
    const authorization = { id: 'A', status: 'VOIDED', amount: { currencyCode: 'EUR', value: '25.80' } };
    expect(voiding.response(answered(200, { authorization }), change)).toEqual({ state: 'done', reference: 'A', detail: 'VOIDED' });
  });

  it('take a void without a body, and one of before, for done', () => {
    expect(voiding.response(answered(204, {}), change)).toEqual({ state: 'done' });
    expect(voiding.response(refused('PREVIOUSLY_VOIDED'), change).state).toBe('done');
    expect(voiding.response(refused('PREVIOUSLY_CAPTURED'), change)).toMatchObject({ state: 'refused', providerCode: 'PREVIOUSLY_CAPTURED' });
  });

  it.each<[string, Reply<Said>, string]>([
    ['MAX_CAPTURE_AMOUNT_EXCEEDED', refused('MAX_CAPTURE_AMOUNT_EXCEEDED'), 'refused'],
    ['in progress', refused('PREVIOUS_REQUEST_IN_PROGRESS', 409), 'unknown'],
    ['a 503', answered(503, {}), 'unknown'],
    ['no answer', { kind: 'no-answer', why: 'reset' }, 'unknown'],
    ['nobody reached', { kind: 'not-sent', why: 'ENOTFOUND' }, 'not-processed'],
    ['forbidden', refused('PERMISSION_DENIED', 403), 'not-processed'],
  ])('read %s', (_, reply, state) => expect(capturing.response(reply, change).state).toBe(state));
});

describe('amounts', () => {
  it.each([[{ amount: 1099, currency: 'EUR' }, '10.99'], [{ amount: 500, currency: 'JPY' }, '500'], [{ amount: 120000, currency: 'HUF' }, '1200'], [{ amount: 5, currency: 'USD' }, '0.05'], [{ amount: 300, currency: 'TWD' }, '3']])('tell %j as %s', (money, value) => {
    expect(toPaypal(money)).toEqual({ currencyCode: money.currency, value });
    expect(fromPaypal({ currencyCode: money.currency, value })).toEqual(money);
  });

  it('tell no decimals of what PayPal takes without', () => {
    expect(amountFault({ amount: 1099, currency: 'HUF' })).toBe('PayPal takes HUF without decimals, and not 10.99');
    expect(amountFault({ amount: 1100, currency: 'HUF' })).toBeUndefined();
  });

  it('guess nothing', () => {
    expect(fromPaypal({ currencyCode: 'EUR', value: '10.999' })).toBeUndefined();
    expect(fromPaypal({ currencyCode: 'EUR', value: '1e3' })).toBeUndefined();
  });
});

describe('webhooks', () => {
  const now = new Date('2026-11-25T08:00:00Z');
  const headers = (time: string) => ({ 'PayPal-Auth-Algo': 'SHA256withRSA', 'PayPal-Cert-Url': 'https://api.paypal.com/v1/notifications/certs/CERT-1', 'PayPal-Transmission-Id': 'b1d2', 'PayPal-Transmission-Sig': 's', 'PayPal-Transmission-Time': time });

  it.each(['2026-11-25T07:54:59Z', '2026-11-25T08:05:01Z', 'yesterday', ''])('of the time %j are refused', (time) => expect(() => signedHeaders(headers(time), now)).toThrow('A valid access token is required'));
  it.each(['2026-11-25T07:55:00Z', '2026-11-25T08:05:00Z'])('of the time %j are not', (time) => expect(signedHeaders(headers(time), now)).toMatchObject({ transmission_id: 'b1d2', transmission_time: time }));

  it('are asked about byte for byte', () => {
    const event = '{ "id":"WH-1",  "amount":1.10 }';
    const text = verificationBody({ auth_algo: 'SHA256withRSA' }, 'W1', event);
    expect(text).toBe(`{"auth_algo":"SHA256withRSA","webhook_id":"W1","webhook_event":${event}}`);
    expect(JSON.parse(text)).toMatchObject({ webhook_id: 'W1', webhook_event: { id: 'WH-1' } });
  });

  it.each([
    ['CHECKOUT.ORDER.APPROVED', { id: 'O1', purchase_units: [{ custom_id: attempt }] }, { what: 'authorise', attempt, reference: 'O1' }],
    ['PAYMENT.AUTHORIZATION.CREATED', { id: 'A1', custom_id: attempt, invoice_id: attempt }, { what: 'authorise', attempt, reference: 'A1' }],
    ['PAYMENT.AUTHORIZATION.VOIDED', { id: 'A1', custom_id: attempt }, { what: 'void', attempt, reference: 'A1' }],
    ['PAYMENT.CAPTURE.COMPLETED', { id: 'C1', custom_id: attempt, invoice_id: operation, supplementary_data: { related_ids: { order_id: 'O1', authorization_id: 'A1' } } }, { what: 'capture', attempt, operation, reference: 'A1', operationReference: 'C1' }],
    ['PAYMENT.CAPTURE.REFUNDED', { id: 'R1', custom_id: attempt, invoice_id: operation }, { what: 'refund', attempt, operation, operationReference: 'R1' }],
    ['CUSTOMER.DISPUTE.CREATED', {}, { what: 'dispute' }],
    ['SOMETHING.NEW', {}, { what: 'other' }],
  ])('say of %s what it is about, and never more than a hint', (type, resource, meaning) => {
    const notice = noticeOf(JSON.stringify({ id: 'WH-1', event_type: type, create_time: '2026-11-25T08:00:00Z', resource }));
    expect(notice).toEqual({ id: 'WH-1', certain: false, occurredAt: '2026-11-25T08:00:00.000Z', ...meaning });
  });

  it.each(['', '[]', '{"id":"WH-1"}', 'not json'])('that are no event are refused: %j', (text) => expect(() => noticeOf(text)).toThrow('this is no event of PayPal'));
});


describe('any amount', () => {
  it('comes back from PayPal as it was told', () => {
    fc.assert(
      fc.property(fc.maxSafeNat().filter((amount) => amount > 0), fc.constantFrom('EUR', 'USD', 'JPY', 'HUF', 'TWD'), (amount, currency) => {
        const money = { amount, currency };
        const whole = currency !== 'HUF' && currency !== 'TWD' ? true : amount % 100 === 0;
        expect(amountFault(money) === undefined).toBe(whole);
        if (whole) expect(fromPaypal(toPaypal(money))).toEqual(money);
      }),
    );
  });
});
