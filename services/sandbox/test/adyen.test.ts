/** Adyen's own SDK is the client. Its own transport speaks HTTPS to Adyen's hosts alone, so that the connectors' carries what it says. */
import { afterAll, describe, expect, it } from '@jest/globals';
import { CheckoutAPI, Client, EnvironmentEnum, hmacValidator, Types } from '@adyen/api-library';
import { AdyenAnswer, adyenHttp } from '../../cards/src/adyen/http.ts';
import { formats } from '../../ledger/src/files/formats.ts';
import { openSandbox } from '../frame/sandbox.ts';
import { adyenCheckout as play } from '../adyen/play.ts';

const world = await openSandbox({ plays: [play], clock: { start: new Date('2026-11-25T08:00:00Z'), running: false } });
afterAll(() => world.close());

const secrets = play.secrets['adyen'] ?? {};
const sdkOf = (apiKey: string) => new CheckoutAPI(new Client({ environment: EnvironmentEnum.TEST, apiKey }, adyenHttp({ url: world.addresses['adyen-checkout'] ?? '', apiKey: () => apiKey, timeout: 2_000 })));
const { PaymentsApi: payments, ModificationsApi: modifications } = sdkOf(secrets['api-key'] ?? '');
const act = (name: string, detail: Readonly<Record<string, string>>) => world.part('adyen-checkout').acts[name]?.(detail);
const merchantAccount = secrets['merchant-account'] ?? '';

let count = 0;
const paying = (over: Partial<Types.checkout.PaymentRequest> = {}): Types.checkout.PaymentRequest => ({ merchantAccount, reference: `r-${(count += 1)}`, amount: { value: 1099, currency: 'EUR' }, returnUrl: 'https://shop.example/back', additionalData: { manualCapture: 'true' }, paymentMethod: { type: Types.checkout.CardDetails.TypeEnum.Scheme, encryptedCardNumber: 'test_4111111111111111', encryptedExpiryMonth: 'test_03', encryptedExpiryYear: 'test_2030' }, ...over });

const failing = async (work: Promise<unknown>) => {
  const error: unknown = await work.then(() => new Error('it went well'), (reason: unknown) => reason);
  if (error instanceof AdyenAnswer && error.reply.kind === 'answered') return error.reply;
  throw error;
};

describe('its idempotency', () => {
  it('answers the same again, and 704 to what is another or still running', async () => {
    const asked = paying();
    const [first, second] = [await payments.payments(asked, { idempotencyKey: 'same' }), await payments.payments(asked, { idempotencyKey: 'same' })];
    expect(second.pspReference).toBe(first.pspReference);
    expect(await failing(payments.payments(paying(), { idempotencyKey: 'same' }))).toMatchObject({ status: 422, body: { errorCode: '704' }, headers: { 'transient-error': 'false' } });
    await act('hold', { key: 'busy' });
    expect(await failing(payments.payments(asked, { idempotencyKey: 'busy' }))).toMatchObject({ body: { errorCode: '704' }, headers: { 'transient-error': 'true' } });
  });

  it('takes keys of 64 characters and no longer', async () => {
    expect((await payments.payments(paying(), { idempotencyKey: 'k'.repeat(64) })).resultCode).toBe('Authorised');
    expect(await failing(payments.payments(paying(), { idempotencyKey: 'k'.repeat(65) }))).toMatchObject({ status: 422 });
  });
});

describe('its payments', () => {
  it.each([['DECLINED', 'Refused', '2'], ['CARD_EXPIRED', 'Refused', '6'], ['NOT_ENOUGH_BALANCE', 'Refused', '12'], ['ERROR', 'Error', '4'], ['CANCELLED', 'Cancelled', '15']])('are refused by the cardholder’s name %s', async (holderName, resultCode, refusalReasonCode) => {
    const { paymentMethod } = paying();
    expect(await payments.payments(paying({ paymentMethod: { ...paymentMethod, holderName } as Types.checkout.CardDetails }))).toMatchObject({ resultCode, refusalReasonCode });
  });

  it('are refused by the code that is asked for', async () => {
    expect(await payments.payments(paying({ additionalData: { RequestedTestAcquirerResponseCode: '9' } }))).toMatchObject({ resultCode: 'Refused', refusalReasonCode: '9' });
  });

  it('send the payer to the issuer, whose password decides', async () => {
    for (const [password, resultCode] of [['password', 'Authorised'], ['1234', 'Refused']] as const) {
      const { action } = await payments.payments(paying({ paymentMethod: { type: Types.checkout.CardDetails.TypeEnum.Scheme, number: '4871049999999910', expiryMonth: '03', expiryYear: '2030' } }));
      if (action?.type !== 'redirect' || !('url' in action)) throw new Error('nobody is redirected');
      expect(await (await fetch(action.url ?? '')).text()).toMatch('type="password"');
      const back = await fetch(action.url ?? '', { method: 'POST', body: new URLSearchParams({ password }), redirect: 'manual' });
      const redirectResult = new URL(back.headers.get('location') ?? '').searchParams.get('redirectResult') ?? '';
      expect((await payments.paymentsDetails({ details: { redirectResult } })).resultCode).toBe(resultCode);
    }
    expect(await failing(payments.paymentsDetails({ details: { redirectResult: 'made up' } }))).toMatchObject({ status: 422 });
  });

  it('go on in the page’s own component where that was asked for', async () => {
    const answer = await payments.payments(paying({ authenticationData: { attemptAuthentication: Types.checkout.AuthenticationData.AttemptAuthenticationEnum.Always, threeDSRequestData: { nativeThreeDS: Types.checkout.ThreeDSRequestData.NativeThreeDSEnum.Preferred } } }));
    expect(answer).toMatchObject({ resultCode: 'ChallengeShopper', action: { type: 'threeDS2', subtype: 'challenge' } });
    const ended = await act('approve', { payment: answer.pspReference ?? '' });
    const threeDSResult = typeof ended === 'object' && ended !== null && 'result' in ended ? String(ended.result) : '';
    expect(await payments.paymentsDetails({ details: { threeDSResult } })).toMatchObject({ resultCode: 'Authorised', additionalData: { liabilityShift: 'true' } });
  });

  it('need the right key and account, and are read closely', async () => {
    expect(await failing(sdkOf('another').PaymentsApi.payments(paying()))).toMatchObject({ status: 401 });
    expect(await failing(payments.payments(paying({ merchantAccount: 'Another' })))).toMatchObject({ status: 403, body: { errorCode: '901' } });
    expect(await failing(payments.payments(paying({ reference: '' })))).toMatchObject({ status: 422, body: { errorCode: '130' } });
  });
});

describe('its modifications', () => {
  const told = async (psp: string) => {
    await world.courier.idle();
    const items = world.courier.deliveries().map(({ body }): { readonly pspReference: string; readonly eventCode: string; readonly success: string; readonly reason: string; readonly merchantReference: string } => JSON.parse(body).notificationItems[0].NotificationRequestItem);
    return items.filter(({ pspReference }) => pspReference === psp).map(({ eventCode, success, reason, merchantReference }) => [eventCode, success, reason, merchantReference]);
  };

  it('are received, and told of by a webhook: what fits, and what does not', async () => {
    const { pspReference = '' } = await payments.payments(paying());
    const capture = (value: number) => modifications.captureAuthorisedPayment(pspReference, { merchantAccount, amount: { value, currency: 'EUR' }, reference: `c-${value}` });
    const [part, more] = [await capture(600), await capture(500)];
    expect([part.status, more.status, part.paymentPspReference]).toEqual(['received', 'received', pspReference]);
    expect([await told(part.pspReference), await told(more.pspReference)]).toEqual([[['CAPTURE', 'true', '', 'c-600']], [['CAPTURE', 'false', 'Insufficient balance on payment', 'c-500']]]);
    const refund = await modifications.refundCapturedPayment(pspReference, { merchantAccount, amount: { value: 601, currency: 'EUR' }, reference: 'f-1' });
    expect(await told(refund.pspReference)).toEqual([['REFUND', 'false', 'Insufficient balance on payment', 'f-1']]);
    await act('failLater', { reference: part.pspReference });
    expect((await told(part.pspReference)).map(([code]) => code)).toEqual(['CAPTURE', 'CAPTURE_FAILED']);
  });

  it('cancel by the merchant’s own name, and say whether there was such a payment', async () => {
    const asked = paying();
    await payments.payments(asked);
    const cancel = (paymentReference: string) => modifications.cancelAuthorisedPayment({ merchantAccount, paymentReference, reference: 'x' });
    expect((await told((await cancel(asked.reference)).pspReference))[0]).toEqual(['TECHNICAL_CANCEL', 'true', '', asked.reference]);
    expect((await told((await cancel('never heard of')).pspReference))[0]?.slice(0, 2)).toEqual(['TECHNICAL_CANCEL', 'false']);
  });

  it('expire after four weeks', async () => {
    const { pspReference = '' } = await payments.payments(paying());
    await world.clock.advance(28 * 86_400_000);
    await act('expire', {});
    expect(world.happened().filter(({ of, state }) => of === pspReference && state === 'Expired')).toHaveLength(1);
  });
});

it('its webhooks are signed as the SDK has it', async () => {
  await world.courier.idle();
  const [key = ''] = (secrets['webhook-hmac-keys'] ?? '').split('\n');
  const deliveries = world.courier.deliveries();
  expect(deliveries.length).toBeGreaterThan(10);
  for (const { body } of deliveries) expect(new hmacValidator().validateHMAC(JSON.parse(body).notificationItems[0].NotificationRequestItem, key)).toBe(true);
});

it('its settlement file has the real columns, and is what the ledger reads, once', async () => {
  const { pspReference = '' } = await payments.payments(paying({ additionalData: {}, captureDelayHours: 0 }));
  await modifications.refundCapturedPayment(pspReference, { merchantAccount, amount: { value: 99, currency: 'EUR' }, reference: 'f-2' });
  const content = world.part('adyen-checkout').settle?.().content ?? '';
  expect(content.split('\n')[0]).toMatch(/^Company Account,Merchant Account,Psp Reference,Merchant Reference,Payment Method,Creation Date,TimeZone,Type,Modification Reference,Gross Currency,.*,Batch Number,Reserved4,/);
  const lines = formats['adyen-settlement-details'](content);
  const happened = (what: string) => world.happened().filter((one) => one.what === what && one.effective).reduce((sum, { amount }) => sum + BigInt(amount), 0n);
  const sum = (kind: string) => lines.filter((one) => one.kind === kind).reduce((total, { gross }) => total + gross, 0n);
  expect([sum('capture'), sum('refund')]).toEqual([happened('capture'), happened('refund')]);
  expect(lines.find(({ kind }) => kind === 'capture')?.references).toContain(pspReference);
  const net = lines.reduce((total, { kind, gross, fee }) => total + (kind === 'capture' ? gross - fee : kind === 'refund' ? -gross : kind === 'fee' ? -fee : 0n), 0n);
  expect(sum('payout')).toBe(net < 0n ? -net : net);
  expect(formats['adyen-settlement-details'](world.part('adyen-checkout').settle?.().content ?? '')).toEqual([]);
});
