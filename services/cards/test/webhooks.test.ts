import { describe, expect, it } from '@jest/globals';
import { hmacValidator } from '@adyen/api-library';
import Stripe from 'stripe';
import { ProblemError } from '../../kit/problem.ts';
import { signed as adyenSigned, type Item } from '../../sandbox/adyen/notifications.ts';
import { readAdyenWebhook } from '../src/adyen/webhook.ts';
import { readStripeWebhook } from '../src/stripe/webhook.ts';

const statusOf = (read: () => unknown): number => {
  try {
    read();
    return 200;
  } catch (error) {
    if (error instanceof ProblemError) return error.problem.status;
    throw error;
  }
};

const base64 = (text: string): string => Buffer.from(text).toString('base64');

describe('Stripe’s webhooks', () => {
  const payload = JSON.stringify({ id: 'evt_1', object: 'event', created: 1_764_000_000, type: 'charge.captured', data: { object: { id: 'ch_1', object: 'charge', payment_intent: 'pi_1' } } });
  const at = 1_764_000_000;
  const read = (header: string, { now = at, secrets = ['whsec_new', 'whsec_old'], body = payload } = {}) => statusOf(() => readStripeWebhook({ headers: { 'stripe-signature': header }, body: base64(body) }, secrets, new Date(now * 1000)));
  const header = (secret: string, timestamp = at) => Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp });

  it('are taken by each secret in force, and by no other', () => {
    expect([read(header('whsec_new')), read(header('whsec_old')), read(header('whsec_stranger')), read(''), read('t=,v1=')]).toEqual([200, 200, 401, 401, 401]);
  });

  it('are refused when they are old, changed, or still to come', () => {
    expect([read(header('whsec_new'), { now: at + 300 }), read(header('whsec_new'), { now: at + 301 }), read(header('whsec_new'), { now: at - 60 }), read(header('whsec_new'), { now: at - 61 }), read(header('whsec_new'), { body: `${payload} ` })]).toEqual([200, 401, 200, 401, 401]);
  });

  it('tell of a payment by its intent, as a hint', () => {
    expect(readStripeWebhook({ headers: { 'stripe-signature': header('whsec_new') }, body: base64(payload) }, ['whsec_new'], new Date(at * 1000))).toEqual({ id: 'evt_1', certain: false, what: 'capture', reference: 'pi_1', occurredAt: '2025-11-24T16:00:00.000Z' });
  });
});

describe('Adyen’s webhooks', () => {
  const keys = { merchantAccount: 'Shop', hmacKeys: ['AB'.repeat(32), 'CD'.repeat(32)] };
  const attempt = '00000000-0000-4000-8000-000000000001';
  const item = (over: Partial<Item> = {}): Item => ({ amount: { value: 1099, currency: 'EUR' }, eventCode: 'AUTHORISATION', eventDate: '2026-11-25T09:00:00+01:00', merchantAccountCode: 'Shop', merchantReference: attempt, pspReference: 'P1', success: 'true', reason: '', ...over });
  const batch = (items: readonly Item[], key = keys.hmacKeys[0] ?? '') => ({ body: base64(JSON.stringify({ live: 'false', notificationItems: items.map((one) => ({ NotificationRequestItem: { ...one, additionalData: { hmacSignature: adyenSigned(key, one) } } })) })) });
  const status = (webhook: { readonly body: string }) => statusOf(() => readAdyenWebhook(webhook, keys));
  const notice = (over: Partial<Item>) => readAdyenWebhook(batch([item(over)]), keys).notices[0];

  it('are taken by each key in force, and by no other', () => {
    expect([status(batch([item()])), status(batch([item()], keys.hmacKeys[1])), status(batch([item()], 'EF'.repeat(32))), status({ body: base64('{}') }), status({ body: base64('no json') })]).toEqual([200, 200, 401, 401, 401]);
  });

  it('are worth nothing when one of a batch is not signed, or of another account', () => {
    const [good, bad] = [batch([item()]), batch([item()], 'EF'.repeat(32))].map(({ body }) => JSON.parse(Buffer.from(body, 'base64').toString()).notificationItems[0]);
    expect(status({ body: base64(JSON.stringify({ live: 'false', notificationItems: [good, bad] })) })).toBe(401);
    expect(status(batch([item({ merchantAccountCode: 'Another' })]))).toBe(401);
  });

  it('are signed as Adyen’s own library has it', () => {
    const signature = adyenSigned(keys.hmacKeys[0] ?? '', item({ originalReference: 'O:\\1' }));
    expect(new hmacValidator().calculateHmac({ ...item({ originalReference: 'O:\\1' }) } as never, keys.hmacKeys[0] ?? '')).toBe(signature);
  });

  it('tell for certain what became of something', () => {
    const operation = '00000000-0000-4000-8000-0000000000aa';
    const of = { merchantReference: operation, originalReference: 'P1', pspReference: 'M1' };
    expect(notice({})).toMatchObject({ certain: true, what: 'authorise', attempt, reference: 'P1', authorisation: { state: 'authorised', amount: { amount: 1099, currency: 'EUR' } }, occurredAt: '2026-11-25T08:00:00.000Z' });
    expect(notice({ success: 'false', reason: 'Refused' })).toMatchObject({ authorisation: { state: 'declined', decline: { providerCode: 'Refused' } } });
    expect(notice({ ...of, eventCode: 'CAPTURE' })).toMatchObject({ what: 'capture', operation, reference: 'P1', operationReference: 'M1', modification: { state: 'done' } });
    expect(notice({ ...of, eventCode: 'CAPTURE', success: 'false', reason: 'Insufficient balance on payment' })).toMatchObject({ modification: { state: 'refused', providerCode: 'Insufficient balance on payment' } });
    expect(notice({ ...of, eventCode: 'CAPTURE_FAILED' })).toMatchObject({ what: 'capture', modification: { state: 'refused', providerCode: 'CAPTURE_FAILED' } });
    expect(notice({ ...of, eventCode: 'CANCELLATION' })).toMatchObject({ what: 'void', modification: { state: 'done' } });
    // The amount is the whole authorisation's, of which a part may have been captured.
    expect(notice({ ...of, eventCode: 'CANCELLATION' })?.modification).not.toHaveProperty('amount');
    expect(notice({ ...of, eventCode: 'REFUND_FAILED' })).toMatchObject({ what: 'refund', modification: { state: 'refused' } });
    expect(notice({ ...of, eventCode: 'TECHNICAL_CANCEL', merchantReference: attempt })).toMatchObject({ what: 'authorise', attempt, authorisation: { state: 'voided' } });
    expect(notice({ eventCode: 'TECHNICAL_CANCEL', success: 'false' })).toMatchObject({ what: 'authorise', attempt, authorisation: { state: 'not-found' } });
    // There, and not to be cancelled: nothing says that it is not taken.
    expect(notice({ ...of, eventCode: 'TECHNICAL_CANCEL', merchantReference: attempt, success: 'false' })).toMatchObject({ what: 'authorise', attempt, authorisation: { state: 'pending', reference: 'P1' } });
    expect(notice({ ...of, eventCode: 'EXPIRE', merchantReference: attempt })).toMatchObject({ what: 'authorise', reference: 'P1', authorisation: { state: 'expired' } });
    expect(notice({ ...of, eventCode: 'CHARGEBACK' })).toMatchObject({ what: 'dispute', reference: 'P1' });
    expect(notice({ eventCode: 'REPORT_AVAILABLE' })).toMatchObject({ what: 'other' });
  });

  it('say nothing of money by what their signature does not cover', () => {
    const altered = (over: Partial<Item>, more: Readonly<Record<string, string>> = {}) => {
      const { notificationItems } = JSON.parse(Buffer.from(batch([item(over)]).body, 'base64').toString());
      Object.assign(notificationItems[0].NotificationRequestItem, { operations: ['REFUND'], paymentMethod: 'amex', reason: '2' });
      Object.assign(notificationItems[0].NotificationRequestItem.additionalData, more);
      return readAdyenWebhook({ body: base64(JSON.stringify({ live: 'false', notificationItems })) }, keys).notices[0];
    };
    // Which operations are left would say that it was taken at once.
    expect(altered({ operations: ['CANCEL', 'CAPTURE', 'REFUND'] })).toEqual(notice({}));
    expect(notice({})).toMatchObject({ authorisation: { state: 'authorised' }, takenAsAsked: true });
    // Of a decline, a reason that lets the card be tried again, or asks for a challenge.
    expect(altered({ success: 'false' }, { refusalReasonRaw: '1A : soft' })?.authorisation).toMatchObject({ state: 'declined', decline: { again: 'other-instrument' } });
    expect(altered({ success: 'false' }, { refusalReasonRaw: '04 : pick up card' })?.authorisation).toMatchObject({ state: 'declined', decline: { again: 'never' } });
    // Which of both it was.
    for (const action of ['refund', 'cancel']) expect(altered({ eventCode: 'CANCEL_OR_REFUND', originalReference: 'P1', pspReference: 'M1' }, { 'modification.action': action })).toMatchObject({ certain: false });
    expect(altered({ eventCode: 'CANCELLATION', originalReference: 'P1', pspReference: 'M1' })).toEqual(notice({ eventCode: 'CANCELLATION', originalReference: 'P1', pspReference: 'M1' }));
  });
});
