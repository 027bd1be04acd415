import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readCreditor } from '../src/domain/creditor.ts';
import { initiate } from '../src/domain/initiate.ts';
import { amountOf, inquirePayment, inquireStatus } from '../src/domain/inquire.ts';
import { endToEndIdentificationOf, requestIdOf } from '../src/domain/names.ts';
import { notCancelled, notInitiated } from '../src/domain/refusals.ts';
import { searchStatement } from '../src/domain/statement.ts';
import { states, stateOf } from '../src/domain/states.ts';
import { account, authorising, payer } from './support.ts';

const creditor = account.creditor;
const body = authorising();
const asked = { body, key: 'k-1', product: 'sepa-credit-transfers', creditor, iban: payer, address: 'http://xs2a.example' } as const;
const inquiring = { product: 'sepa-credit-transfers', paymentId: 'p1', address: 'http://xs2a.example', attempt: body.attempt, requestId: 'r' } as const;
const answered = (status: number, text: unknown) => ({ kind: 'answered', status, body: text }) as const;

describe('amounts', () => {
  it('are written and read to the cent, whatever they are', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 99_999_999_999_999 }), (amount) => {
        const { body: sent } = initiate.request({ ...asked, body: { ...body, amount: { amount, currency: 'EUR' } } });
        const { instructedAmount } = sent as { readonly instructedAmount: { readonly currency: string; readonly amount: string } };
        expect(instructedAmount.amount).toMatch(/^[0-9]{1,14}\.[0-9]{2}$/);
        expect(amountOf(instructedAmount)).toEqual({ amount, currency: 'EUR' });
      }),
    );
  });

  it.each(['1.005', '1,00', '', 'NaN', '1e2', '0x10'])('that the bank writes as "%s" are none', (amount) => expect(amountOf({ currency: 'EUR', amount })).toBeUndefined());
});

describe('the request', () => {
  it('is the same whenever it is sent again, and another for another key', () => {
    expect(initiate.request(asked)).toEqual(initiate.request(asked));
    expect(initiate.request(asked).headers?.['x-request-id']).not.toBe(initiate.request({ ...asked, key: 'k-2' }).headers?.['x-request-id']);
    expect(requestIdOf('k', 'cancel')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(endToEndIdentificationOf(body.attempt)).toMatch(/^[0-9a-f]{32}$/);
  });

  it('says where the payer comes back to, or asks for their app', () => {
    expect(initiate.request(asked).headers).toMatchObject({ 'tpp-redirect-preferred': 'true', 'tpp-redirect-uri': 'https://shop.example/return' });
    const { returnAddress: _, ...without } = body;
    expect(initiate.request({ ...asked, body: without }).headers).toMatchObject({ 'tpp-redirect-preferred': 'false', 'tpp-decoupled-preferred': 'true' });
  });

  it('tells an IPv4 address, and ours where the payer has another or none', () => {
    const addressOf = (address?: string) => initiate.request({ ...asked, body: { ...body, payer: address === undefined ? {} : { address } } }).headers?.['psu-ip-address'];
    expect([addressOf('203.0.113.9'), addressOf('2001:db8::1'), addressOf()]).toEqual(['203.0.113.9', creditor.address, creditor.address]);
  });

  it('puts nothing into a header that ends it', () => {
    expect(initiate.request({ ...asked, body: { ...body, payer: { userAgent: 'a\r\nx-evil: 1', language: 'dé' } } }).headers).toMatchObject({ 'psu-user-agent': 'a??x-evil: 1', 'psu-accept-language': 'd?' });
  });
});

describe('states', () => {
  it('are those of the standard, and only the paid ones are captured', () => {
    const by = (state: string): string[] => Object.keys(states).filter((code) => states[code]?.state === state).sort();
    expect([by('captured'), by('declined'), by('voided')]).toEqual([['ACCC', 'ACSC'], ['RJCT'], ['CANC']]);
    expect(by('pending')).toEqual(['ACCP', 'ACFC', 'ACSP', 'ACTC', 'ACWC', 'ACWP', 'PART', 'PATC', 'PDNG', 'RCVD']);
  });

  it('that nobody knows are pending', () => {
    fc.assert(fc.property(fc.string().filter((code) => !(code in states)), (code) => stateOf(code).state === 'pending'));
  });

  it('of which the answer does not fit are unknown, and of a payment that was made above all', () => {
    expect(initiate.response(answered(201, { transactionStatus: 'RCVD' }), asked)).toMatchObject({ authorisation: { state: 'unknown' } });
    expect(initiate.response(answered(201, { transactionStatus: 'RCVD', paymentId: '../../x', _links: {} }), asked)).toMatchObject({ authorisation: { state: 'unknown' } });
    expect(inquireStatus.response(answered(200, 'gone'), inquiring).state).toBe('unknown');
  });

  it('of another’s payment are not ours', () => {
    const answer = (endToEndIdentification: string) => answered(200, { transactionStatus: 'ACSC', instructedAmount: { currency: 'EUR', amount: '10.99' }, creditorAccount: { iban: creditor.iban }, endToEndIdentification });
    expect(inquirePayment.response(answer('another'), inquiring).state).toBe('pending');
    expect(inquirePayment.response(answer(endToEndIdentificationOf(body.attempt)), inquiring)).toEqual({ state: 'captured', reference: 'p1', captureReference: endToEndIdentificationOf(body.attempt), amount: { amount: 1099, currency: 'EUR' } });
  });

  it('of a payer who is still asked tell where', () => {
    expect(inquireStatus.response(answered(200, { transactionStatus: 'RCVD', _links: { scaRedirect: { href: '/sca/1' } } }), inquiring)).toMatchObject({ state: 'requires-action', action: { kind: 'redirect', address: 'http://xs2a.example/sca/1' } });
    expect(inquireStatus.response(answered(200, { transactionStatus: 'RCVD', _links: { scaRedirect: { href: 'javascript:alert(1)' } } }), inquiring)).toEqual({ state: 'pending', reference: 'p1', detail: expect.any(String) });
  });
});

describe('refusals', () => {
  const error = (code: string) => ({ tppMessages: [{ category: 'ERROR', code }] });
  it.each([
    [400, 'PAYMENT_FAILED', 'declined'], [401, 'PSU_CREDENTIALS_INVALID', 'declined'], [400, 'FORMAT_ERROR', 'not-processed'], [401, 'CERTIFICATE_EXPIRED', 'not-processed'],
    [404, 'PRODUCT_UNKNOWN', 'not-processed'], [429, 'ACCESS_EXCEEDED', 'not-processed'], [408, 'x', 'unknown'], [500, 'PAYMENT_FAILED', 'unknown'], [503, 'x', 'unknown'], [302, 'x', 'unknown'],
  ])('%i %s is %s', (status, code, state) => expect(notInitiated(answered(status, error(code))).state).toBe(state));

  it.each([[405, 'refused'], [404, 'refused'], [401, 'not-processed'], [500, 'unknown']])('a cancellation answered %i is %s', (status, state) => expect(notCancelled(answered(status, error('X'))).state).toBe(state));
});

describe('the statement', () => {
  const search = (transactions: object) => searchStatement.response(answered(200, { transactions: { _links: {}, ...transactions } }), { creditor, attempt: body.attempt, begunAt: body.begunAt, requestId: 'r' });
  const ours = { endToEndId: endToEndIdentificationOf(body.attempt), transactionAmount: { currency: 'EUR', amount: '10.99' } };

  it('shows what was booked and what is announced, and not what is another’s', () => {
    expect(search({ booked: [{ ...ours, endToEndId: 'x' }, ours] })).toMatchObject({ authorisation: { state: 'captured', amount: body.amount, reference: `statement:${ours.endToEndId}` } });
    expect(search({ pending: [ours] })).toMatchObject({ authorisation: { state: 'pending' } });
    expect(search({ booked: [{ ...ours, endToEndId: 'x' }] })).toMatchObject({ authorisation: { state: 'not-found' } });
    expect(search({ booked: [], _links: { next: { href: 'https://evil.example/x?pageIndex=1' } } })).toEqual({ next: 'pageIndex=1' });
  });

  it('that cannot be read says nothing', () => {
    for (const reply of [answered(404, {}), answered(401, {}), answered(200, {}), { kind: 'not-sent', why: 'x' } as const]) expect(searchStatement.response(reply, { creditor, attempt: body.attempt, begunAt: body.begunAt, requestId: 'r' })).toMatchObject({ authorisation: { state: 'unknown' } });
  });
});

it('creditor.json is read whole or not at all, and is not repeated', () => {
  expect(() => readCreditor('{"name":"secret name"}')).toThrow(/^creditor\.json: .*required/);
  expect(() => readCreditor('{"name":"secret name"}')).not.toThrow(/secret/);
  expect(() => readCreditor('x')).toThrow('creditor.json is no JSON');
});
