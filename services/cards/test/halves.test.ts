/** Both halves of what is asked, without a network. */
import { describe, expect, it } from '@jest/globals';
import type { Authentication, Modify } from '../../kit/provider/contract.ts';
import type { Reply } from '../../kit/provider/exchange.ts';
import { authenticationOf } from '../src/adyen/authentication.ts';
import { cancel as adyenCancel, refund as adyenRefund } from '../src/adyen/modify.ts';
import { pay as adyenPay, proceed } from '../src/adyen/pay.ts';
import { authorisationOf } from '../src/adyen/payment.ts';
import type { AdyenFault } from '../src/adyen/replies.ts';
import { capture as stripeCapture } from '../src/stripe/modify.ts';
import { pay as stripePay, sourceOf } from '../src/stripe/pay.ts';
import type { StripeFault } from '../src/stripe/replies.ts';
import { replyOf, stripeSender } from '../src/stripe/send.ts';
import { asking } from './support.ts';

const key = 'k-1';
const stripeAsked = { body: asking({ route: 'stripe' }), key, method: 'pm_1' };
const adyenAsked = { body: asking({ route: 'adyen' }), key, merchantAccount: 'Shop', card: { number: '4111111111111111', expiry: { month: 3, year: 2030 } } };
const operation: Modify = { route: 'stripe', payment: 'p-1', attempt: adyenAsked.body.attempt, operation: '00000000-0000-4000-8000-0000000000aa', amount: { amount: 400, currency: 'EUR' }, authorised: { amount: 1099, currency: 'EUR' }, begunAt: adyenAsked.body.begunAt };

describe('Stripe is asked', () => {
  const params = (authentication: Authentication, over: object = {}) => stripePay.request({ ...stripeAsked, body: { ...stripeAsked.body, authentication, ...over } }).params;

  it('for a challenge, for what its own rules decide, or for a payment without the payer', () => {
    expect(params({ decision: 'challenge' }).payment_method_options?.card).toMatchObject({ request_three_d_secure: 'challenge' });
    expect(params({ decision: 'exempt', exemption: 'low-value' }).payment_method_options?.card).toMatchObject({ request_three_d_secure: 'automatic' });
    expect(params({ decision: 'out-of-scope', because: 'mail-or-telephone' }).payment_method_options?.card).toMatchObject({ moto: true });
    const unattended = params({ decision: 'out-of-scope', because: 'merchant-initiated' });
    expect([unattended.off_session, unattended.return_url, unattended.error_on_requires_action]).toEqual([true, undefined, undefined]);
  });

  it('to refuse, where the payer could not come back from a challenge', () => {
    const { returnAddress, ...body } = stripeAsked.body;
    expect(stripePay.request({ ...stripeAsked, body }).params).toMatchObject({ error_on_requires_action: true });
    expect(stripePay.request({ ...stripeAsked, body: { ...body, returnAddress: returnAddress ?? '' } }).params).not.toHaveProperty('error_on_requires_action');
  });

  it('for several captures only where more is to come', () => {
    const captured = (over: Partial<Modify>) => stripeCapture.request({ body: { ...operation, ...over }, reference: 'pi_1', key }).params.final_capture;
    expect([captured({}), captured({ final: true }), captured({ final: false }), captured({ amount: operation.authorised })]).toEqual([false, undefined, false, undefined]);
  });

  it('by wallet tokens of its own libraries, and by no others', () => {
    const source = (token: string) => sourceOf({ ...stripeAsked.body, instrument: { method: 'google-pay', token } }, undefined);
    expect(source('pm_1')).toEqual({ method: 'pm_1' });
    expect(source('{\n "id": "tok_1abc", "object": "token"}')).toEqual({ create: { type: 'card', card: { token: 'tok_1abc' } } });
    expect(source('{"protocolVersion":"ECv2"}')).toHaveProperty('unreadable');
  });
});

const fault = (status: number, error: StripeFault['error']): Reply<StripeFault> => ({ kind: 'answered', status, body: { error } });

describe('what Stripe answers', () => {
  it.each<[string, Reply<StripeFault>, string]>([
    ['nobody was reached', { kind: 'not-sent', why: 'ECONNREFUSED' }, 'not-processed'],
    ['the connection was lost', { kind: 'no-answer', why: 'x' }, 'unknown'],
    ['a fault of its own', fault(500, { type: 'api_error' }), 'unknown'],
    ['the same is running', fault(409, { code: 'idempotency_key_in_use' }), 'unknown'],
    ['the key was used for something else', fault(400, { type: 'idempotency_error' }), 'unknown'],
    ['our key is not good', fault(401, { type: 'invalid_request_error' }), 'not-processed'],
    ['too many at once', fault(429, { code: 'rate_limit' }), 'not-processed'],
    ['a request that it cannot read', fault(400, { code: 'parameter_missing' }), 'not-processed'],
    ['a refusal', fault(402, { type: 'card_error', code: 'card_declined', decline_code: 'do_not_honor' }), 'declined'],
  ])('%s', (_, reply, state) => expect(stripePay.response(reply, stripeAsked).state).toBe(state));

  it('is not waited for when an operation’s time is up: nothing is sent then', async () => {
    const send = stripeSender({ url: 'http://127.0.0.1:4', apiKey: () => 'sk_test_12345678', timeout: 0 })();
    expect(await send.retrieve('pi_1')).toEqual({ kind: 'not-sent', why: 'the time was up before' });
  });

  it('as errors of the SDK: what is no answer is none', () => {
    expect(replyOf(new TypeError('4242424242424242'))).toEqual({ kind: 'no-answer', why: 'its answer could not be read' });
  });
});

describe('Adyen is asked', () => {
  it('with the card in the clear, our reference, and the way of capture', () => {
    const { body, key: sent } = adyenPay.request(adyenAsked);
    expect(sent).toBe(key);
    expect(body).toMatchObject({ reference: adyenAsked.body.attempt, amount: { value: 1099, currency: 'EUR' }, paymentMethod: { type: 'scheme', number: '4111111111111111', expiryMonth: '03', expiryYear: '2030' }, additionalData: { manualCapture: 'true' } });
    expect(adyenPay.request({ ...adyenAsked, body: { ...adyenAsked.body, capture: 'automatic' } }).body).toMatchObject({ captureDelayHours: 0, additionalData: {} });
  });

  it.each<[Authentication, object, object]>([
    [{ decision: 'challenge' }, { shopperInteraction: 'Ecommerce', authenticationData: { attemptAuthentication: 'always' } }, {}],
    [{ decision: 'issuer-decides' }, { shopperInteraction: 'Ecommerce' }, {}],
    [{ decision: 'exempt', exemption: 'transaction-risk-analysis' }, { shopperInteraction: 'Ecommerce', authenticationData: { attemptAuthentication: 'never' } }, { scaExemption: 'transactionRiskAnalysis' }],
    [{ decision: 'exempt', exemption: 'corporate' }, { shopperInteraction: 'Ecommerce', authenticationData: { attemptAuthentication: 'never' } }, { scaExemption: 'secureCorporate' }],
    [{ decision: 'exempt', exemption: 'recurring' }, { shopperInteraction: 'ContAuth', recurringProcessingModel: 'Subscription' }, {}],
    [{ decision: 'out-of-scope', because: 'merchant-initiated' }, { shopperInteraction: 'ContAuth', recurringProcessingModel: 'UnscheduledCardOnFile' }, {}],
    [{ decision: 'out-of-scope', because: 'mail-or-telephone' }, { shopperInteraction: 'Moto' }, {}],
  ])('with the decision %j', (authentication, fields, more) => expect(authenticationOf(authentication)).toEqual({ fields, more }));

  it('to go on with what the browser brought, and nothing else of it', () => {
    const body = { ...adyenAsked.body, continues: { reference: 'P1', returned: { redirectResult: 'abc', merchantAccount: 'Evil' } } };
    expect(proceed.request({ body, key }).body).toEqual({ details: { redirectResult: 'abc' } });
  });

  it('for a refund of a capture by both names, and to cancel by ours where it has given none', () => {
    expect(adyenRefund.request({ body: { ...operation, authorisation: 'P1' }, reference: 'C1', key, merchantAccount: 'Shop' })).toMatchObject({ payment: 'P1', body: { capturePspReference: 'C1', reference: operation.operation } });
    expect(adyenCancel.request({ body: operation, reference: 'P1', key, merchantAccount: 'Shop' })).toMatchObject({ payment: 'P1' });
    expect(adyenCancel.request({ body: operation, reference: operation.attempt, key, merchantAccount: 'Shop' })).toEqual({ key, body: { merchantAccount: 'Shop', reference: operation.operation, paymentReference: operation.attempt } });
  });
});

const refused = (status: number, errorCode: string, transient?: string): Reply<AdyenFault> => ({ kind: 'answered', status, body: { status, errorCode }, ...(transient !== undefined && { headers: { 'transient-error': transient } }) });

describe('what Adyen answers', () => {
  it.each<[string, Reply<AdyenFault>, string]>([
    ['nobody was reached', { kind: 'not-sent', why: 'ENOTFOUND' }, 'not-processed'],
    ['the connection was lost', { kind: 'no-answer', why: 'x' }, 'unknown'],
    ['a fault of its own', refused(500, '000'), 'unknown'],
    ['the same is running or was done', refused(422, '704'), 'unknown'],
    ['come again with the same key', refused(422, '905', 'true'), 'unknown'],
    ['a request that it cannot read', refused(422, '130', 'false'), 'not-processed'],
    ['our key is not good', refused(401, '000'), 'not-processed'],
    ['no card number', refused(422, '101'), 'declined'],
  ])('%s', (_, reply, state) => expect(adyenPay.response(reply, adyenAsked).state).toBe(state));

  const state = (resultCode: string, capture: 'manual' | 'automatic' = 'manual', more: object = {}) => authorisationOf({ resultCode, pspReference: 'P1', ...more } as never, { capture, attempt: 'a-1' });

  it('by result', () => {
    expect(['Authorised', 'Refused', 'Cancelled', 'Error', 'RedirectShopper', 'IdentifyShopper', 'ChallengeShopper', 'PresentToShopper', 'Pending', 'Received', 'AuthenticationFinished', 'OfAnotherAge'].map((one) => state(one).state)).toEqual([
      'authorised', 'declined', 'declined', 'not-processed', 'requires-action', 'requires-action', 'requires-action', 'requires-action', 'pending', 'pending', 'pending', 'pending',
    ]);
    expect(state('Authorised', 'automatic').state).toBe('captured');
    expect(state('Refused', 'manual', { refusalReasonCode: '21' }).state).toBe('not-processed');
  });

  it('sends the payer to an address, by a form, or to the component on the page', () => {
    expect(state('RedirectShopper', 'manual', { action: { type: 'redirect', method: 'GET', url: 'https://issuer.example/a' } }).action).toEqual({ kind: 'redirect', address: 'https://issuer.example/a' });
    expect(state('RedirectShopper', 'manual', { action: { type: 'redirect', method: 'POST', url: 'https://issuer.example/a', data: { MD: '1', PaReq: '2' } } }).action).toEqual({ kind: 'redirect', address: 'https://issuer.example/a', fields: { MD: '1', PaReq: '2' } });
    expect(state('IdentifyShopper', 'manual', { action: { type: 'threeDS2', subtype: 'fingerprint', token: 't', paymentData: 'd' } }).action).toEqual({ kind: 'component', data: { provider: 'adyen', action: { type: 'threeDS2', subtype: 'fingerprint', token: 't', paymentData: 'd' } } });
  });

  it('goes by our name until it has one of its own', () => expect(authorisationOf({ resultCode: 'RedirectShopper' } as never, { capture: 'manual', attempt: 'a-1' }).reference).toBe('a-1'));
});
