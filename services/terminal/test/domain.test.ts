import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { toMajor, fromJson } from '../../kit/money.ts';
import { fromNexo, toNexo } from '../src/domain/amounts.ts';
import { inquirePayment, paidOf, reversedOf } from '../src/domain/inquire.ts';
import { login } from '../src/domain/login.ts';
import { readNexoKey } from '../src/domain/key.ts';
import { poiTransactionOf, pspReferenceOf, referenceOf, serviceIdOf } from '../src/domain/names.ts';
import { outcomeOf } from '../src/domain/outcomes.ts';
import { pay, paymentServiceId } from '../src/domain/pay.ts';
import { reverse } from '../src/domain/undo.ts';
import { authorising, modifying, poi, till } from './support.ts';

const ends = { sale: till, poi };
const body = authorising();
const answered = (text: unknown, status = 200) => ({ kind: 'answered', status, body: text }) as const;

describe('amounts', () => {
  it.each([['EUR', 9_999_999_999], ['JPY', 99_999_999], ['KWD', 99_999_999_999], ['CLF', 999_999_999_999]] as const)('of %s go and come back to the last digit', (currency, max) => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max }), (amount) => {
        const text = JSON.stringify(toNexo({ amount, currency }));
        expect(Number(text)).toBe(Number(toMajor(fromJson({ amount, currency }))));
        expect(text).toMatch(/^[0-9]{1,8}(\.[0-9]{1,4})?$/);
        expect(fromNexo(Number(text), currency)).toEqual({ amount, currency });
      }),
    );
  });

  it('are written without the errors of floating point', () => {
    expect([toNexo({ amount: 110, currency: 'EUR' }), toNexo({ amount: 1099, currency: 'EUR' }), toNexo({ amount: 5123, currency: 'KWD' }), toNexo({ amount: 500, currency: 'JPY' })]).toEqual([1.1, 10.99, 5.123, 500]);
    expect([fromNexo(0.1 + 0.2, 'EUR'), fromNexo(10.999, 'EUR'), fromNexo(1.5, 'JPY'), fromNexo(1, 'XXQ')]).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('beyond the protocol are refused', () => expect(() => toNexo({ amount: 10_000_000_000, currency: 'EUR' })).toThrow('100000000.00 EUR is more than a terminal takes'));
});

describe('names', () => {
  it('are ten letters and digits, the same each time, and never two the same', () => {
    const ids = new Set<string>();
    fc.assert(fc.property(fc.uuid(), (of) => { ids.add(serviceIdOf(of, 'payment')); return serviceIdOf(of, 'payment') === serviceIdOf(of, 'payment') && /^[0-9A-Za-z]{10}$/.test(serviceIdOf(of, 'reversal')); }), { numRuns: 1_000 });
    expect(ids.size).toBe(1_000);
    expect(serviceIdOf('a', 'payment')).not.toBe(serviceIdOf('a', 'reversal'));
  });

  it('of approved payments hold all that a reversal needs', () => {
    const transaction = { id: 'BV0q001643892070000.VK9DRSLLRCQ2WN82', at: '2026-11-25T08:00:01.000Z' };
    expect(poiTransactionOf(referenceOf(transaction))).toEqual(transaction);
    expect(pspReferenceOf(transaction)).toBe('VK9DRSLLRCQ2WN82');
    for (const other of [undefined, 'aB3dE6gH9k', 'VK9DRSLLRCQ2WN82', 'x@yesterday']) expect(poiTransactionOf(other)).toBeUndefined();
  });
});

describe('outcomes', () => {
  const failed = (ErrorCondition: string, AdditionalResponse?: string) => outcomeOf({ Result: 'Failure', ErrorCondition, ...(AdditionalResponse !== undefined && { AdditionalResponse }) });

  it.each([
    ['Refusal', 'declined'], ['InvalidCard', 'declined'], ['WrongPIN', 'declined'], ['PaymentRestriction', 'declined'], ['Cancel', 'declined'], ['Aborted', 'voided'], ['Busy', 'not-processed'], ['DeviceOut', 'not-processed'],
    ['UnavailableDevice', 'not-processed'], ['UnavailableService', 'not-processed'], ['LoggedOut', 'not-processed'], ['InsertedCard', 'not-processed'], ['MessageFormat', 'not-processed'], ['NotAllowed', 'not-processed'],
    ['UnreachableHost', 'unknown'], ['InProgress', 'pending'], ['NotFound', 'pending'], ['Sleepy', 'pending'],
  ])('%s is %s', (condition, state) => expect(failed(condition).state).toBe(state));

  it.each([
    ['refusalReason=NOT_ENOUGH_BALANCE&pspReference=X', 'insufficient-funds', 'later'], ['refusalReason=210+Not+enough+balance', 'insufficient-funds', 'later'], ['refusalReason=BLOCKED_CARD', 'blocked-instrument', 'never'],
    [Buffer.from('{"additionalData":{"refusalReason":"EXPIRED_CARD","cardBin":"411111"}}').toString('base64'), 'expired', 'never'], [Buffer.from('{"refusalReason":"ACQUIRER_FRAUD"}').toString('base64'), 'fraud-suspected', 'never'],
    ['refusalReason=NEVER_HEARD_OF', 'declined', 'later'], ['nonsense', 'declined', 'later'],
  ])('a refusal for %s is %s', (additional, code, again) => expect(failed('Refusal', additional)).toMatchObject({ state: 'declined', decline: { code, again } }));

  it('tell the reason and nothing of the card', () => expect(JSON.stringify(failed('Refusal', 'refusalReason=BLOCKED_CARD&cardBin=411111&cardSummary=1111'))).not.toMatch(/1111/));

  it('that nobody knows are pending', () => {
    fc.assert(fc.property(fc.string({ minLength: 1 }).filter((text) => !['Success', 'Partial', 'Failure'].includes(text)), (Result) => outcomeOf({ Result }).state === 'pending'));
  });
});

describe('a payment', () => {
  it('is handed on under a name that follows from the attempt, for the amount in major units', () => {
    const { how, message } = pay.request({ body, key: 'k', ends });
    expect(how).toBe('async');
    expect(message).toMatchObject({ MessageHeader: { MessageCategory: 'Payment', ServiceID: paymentServiceId(body.attempt), SaleID: till, POIID: poi }, PaymentRequest: { SaleData: { SaleTransactionID: { TransactionID: body.attempt } }, PaymentTransaction: { AmountsReq: { Currency: 'EUR', RequestedAmount: 10.99 } } } });
    expect(pay.request({ body, key: 'another', ends })).toEqual(pay.request({ body, key: 'k', ends }));
  });

  it.each([
    [{ kind: 'not-sent', why: 'x' } as const, 'not-processed'], [{ kind: 'no-answer', why: 'x' } as const, 'unknown'], [answered('', 401), 'not-processed'], [answered('', 408), 'unknown'], [answered('', 500), 'unknown'], [answered('', 302), 'unknown'],
    [answered({ Result: 'ok' }), 'pending'], [answered({ SaleToPOIRequest: { EventNotification: { EventToNotify: 'Reject' } } }), 'rejected'], [answered('?'), 'rejected'],
  ])('answered by %j is %s', (reply, state) => expect(pay.response(reply, { body, key: 'k', ends }).state).toBe(state));

  const approved = { Response: { Result: 'Success' }, SaleData: { SaleTransactionID: { TransactionID: body.attempt } }, POIData: { POITransactionID: { TransactionID: 't.P', TimeStamp: '2026-11-25T08:00:01.000Z' } }, PaymentResult: { AmountsResp: { Currency: 'EUR', AuthorizedAmount: 10.99 } } };

  it('is what its own answer says, and never another’s', () => {
    expect(paidOf(approved, { attempt: body.attempt, currency: 'EUR', ends })).toEqual({ state: 'captured', reference: 't.P@2026-11-25T08:00:01.000Z', captureReference: 'P', amount: { amount: 1099, currency: 'EUR' } });
    expect(paidOf(approved, { attempt: authorising().attempt, currency: 'EUR', ends }).state).toBe('unknown');
  });

  const statusOf = (response: object, repeated?: object) => inquirePayment.response(answered({ SaleToPOIResponse: { MessageHeader: { MessageCategory: 'TransactionStatus', SaleID: till, POIID: poi }, TransactionStatusResponse: { Response: response, ...repeated } } }), { ends, serviceId: 'x', attempt: body.attempt, currency: 'EUR' }).state;

  it('is asked about by the name of the lost request, and the inner result counts', () => {
    const RepeatedMessageResponse = (inner: object) => ({ RepeatedMessageResponse: { MessageHeader: { MessageCategory: 'Payment', SaleID: till, POIID: poi }, RepeatedResponseMessageBody: { PaymentResponse: inner } } });
    expect(inquirePayment.request({ ends, serviceId: 'x', attempt: body.attempt, currency: 'EUR' }).message.TransactionStatusRequest).toEqual({ ReceiptReprintFlag: false, MessageReference: { MessageCategory: 'Payment', SaleID: till, ServiceID: paymentServiceId(body.attempt) } });
    expect(statusOf({ Result: 'Success' }, RepeatedMessageResponse({ Response: { Result: 'Failure', ErrorCondition: 'Refusal' } }))).toBe('declined');
    expect(statusOf({ Result: 'Success' }, RepeatedMessageResponse(approved))).toBe('captured');
    expect([statusOf({ Result: 'Failure', ErrorCondition: 'InProgress' }), statusOf({ Result: 'Failure', ErrorCondition: 'NotFound' }), statusOf({ Result: 'Failure', ErrorCondition: 'Busy' }), statusOf({ Result: 'Success' })]).toEqual(['pending', 'not-found', 'unknown', 'unknown']);
  });
});

describe('a reversal', () => {
  const original = { id: 't.P', at: '2026-11-25T08:00:01.000Z' };
  it('names its part and currency, and no amount for the whole', () => {
    const part = modifying(body, { amount: { amount: 300, currency: 'EUR' } });
    expect(reverse.request({ ends, body: part, original }).message.ReversalRequest).toMatchObject({ ReversedAmount: 3, SaleData: { SaleTransactionID: { TransactionID: part.operation }, SaleToAcquirerData: 'currency=EUR' }, OriginalPOITransaction: { POITransactionID: { TransactionID: 't.P', TimeStamp: new Date(original.at) } } });
    expect(reverse.request({ ends, body: modifying(body), original }).message.ReversalRequest).not.toHaveProperty('ReversedAmount');
  });

  it.each([['Refusal', 'refused'], ['NotAllowed', 'refused'], ['NotFound', 'refused'], ['Busy', 'not-processed'], ['LoggedOut', 'not-processed'], ['UnreachableHost', 'unknown'], ['InProgress', 'unknown']])('failed for %s is %s', (ErrorCondition, state) => {
    expect(reversedOf({ Response: { Result: 'Failure', ErrorCondition } }, { amount: body.amount }).state).toBe(state);
  });
});

it('a login that did not come about sent no payment, whatever the reason', () => {
  const asked = { ends, serviceId: 'x', now: new Date(), language: 'en' };
  for (const reply of [{ kind: 'no-answer', why: 'x' } as const, answered('', 500), answered({ SaleToPOIRequest: { EventNotification: { EventToNotify: 'Reject', EventDetails: 'message=Did+not+receive' } } })]) expect(login.response(reply, asked)).toMatchObject({ state: 'not-processed', busy: false });
});

it('nexo-key.json is read whole or not at all, and is not repeated', () => {
  expect(() => readNexoKey('{"Passphrase":"very secret"}')).toThrow(/^nexo-key\.json: .*required/);
  expect(() => readNexoKey('{"Passphrase":"very secret"}')).not.toThrow(/very secret/);
});
