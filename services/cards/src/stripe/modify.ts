/** Capturing, voiding and refunding at Stripe. Pure halves. */
import type Stripe from 'stripe';
import type { Modification } from '../../../kit/provider/contract.ts';
import type { Exchange, ModifyAsked } from '../../../kit/provider/exchange.ts';
import { fromUnits, toUnits } from '../units.ts';
import { codeOf, read, type Read, type StripeFault, type StripeReply } from './replies.ts';
import { codeWord } from '../word.ts';
import type { Sent } from './pay.ts';
import { stripeUnits } from './units.ts';

export interface SentTo<Params> extends Sent<Params> {
  /** The PaymentIntent. */
  readonly intent: string;
}

/** Stripe keeps no object of a capture: each one leaves its amount in the intent's metadata under its own name (at most 40 characters). */
export const captureName = (operation: string): string => `capture_${operation.replaceAll('-', '')}`;

const captures = (intent: Stripe.PaymentIntent): string[] => Object.keys(intent.metadata).filter((name) => name.startsWith('capture_'));

/** What one capture took: all that was received where it is the only one, and otherwise what Stripe noted with it. */
function capturedBy(intent: Stripe.PaymentIntent, operation: string) {
  const noted = Number(intent.metadata[captureName(operation)]);
  return fromUnits(stripeUnits, captures(intent).length > 1 ? noted : intent.amount_received, intent.currency);
}

export function captureOf(intent: Stripe.PaymentIntent, operation: string): Modification {
  const amount = capturedBy(intent, operation);
  return { state: 'done', reference: intent.id, ...(amount && { amount }) };
}

export function voidOf(intent: Stripe.PaymentIntent): Modification {
  const amount = fromUnits(stripeUnits, intent.amount - intent.amount_received, intent.currency);
  return { state: 'done', reference: intent.id, ...(amount && { amount }), ...(intent.canceled_at && { at: new Date(intent.canceled_at * 1000).toISOString() }) };
}

const refundStates: Readonly<Record<string, Modification['state']>> = { succeeded: 'done', pending: 'accepted', requires_action: 'accepted', failed: 'refused', canceled: 'refused' };

export function refundOf(refund: Stripe.Refund): Modification {
  const amount = fromUnits(stripeUnits, refund.amount, refund.currency);
  const state = refundStates[refund.status ?? ''] ?? 'accepted';
  return { state, reference: refund.id, ...(amount && { amount }), ...(state === 'refused' && { providerCode: codeWord(refund.failure_reason) ?? codeWord(refund.status) ?? 'failed' }), at: new Date(refund.created * 1000).toISOString() };
}

/** What is not done. A missing resource is the payment that was to be changed. */
export function undone(reply: StripeReply<object>, answer: Exclude<Read<object>, { readonly what: 'done' }>): Modification {
  if (answer.what === 'unknown') return { state: 'unknown', detail: answer.why };
  if (reply.kind === 'answered' && reply.status === 404) return { state: 'not-found' };
  if (answer.what === 'refused') return { state: 'refused', providerCode: codeOf(answer.error) };
  return { state: 'not-processed', detail: answer.why };
}

const responding = <Body extends object>(of: (body: Body, asked: ModifyAsked) => Modification) => (reply: StripeReply<Body>, asked: ModifyAsked): Modification => {
  const answer = read(reply);
  return answer.what === 'done' ? of(answer.body, asked) : undone(reply, answer);
};

type IntentExchange<Params> = Exchange<ModifyAsked, SentTo<Params>, Modification, Stripe.PaymentIntent | StripeFault>;

export const capture: IntentExchange<Stripe.PaymentIntentCaptureParams> = {
  request: ({ body, reference, key }) => {
    const amount = toUnits(stripeUnits, body.amount);
    const final = body.final ?? amount >= toUnits(stripeUnits, body.authorised);
    // Left out where it is final: only a card that allows several captures may be told that more is to come.
    return { key, intent: reference, params: { amount_to_capture: amount, ...(!final && { final_capture: false }), metadata: { [captureName(body.operation)]: String(amount) } } };
  },
  response: responding((intent, { body }) => captureOf(intent, body.operation)),
};

export const cancel: IntentExchange<Stripe.PaymentIntentCancelParams> = {
  request: ({ reference, key }) => ({ key, intent: reference, params: {} }),
  response: responding((intent) => (intent.status === 'canceled' ? voidOf(intent) : { state: 'accepted', reference: intent.id })),
};

/** Of a charge, where a capture has that name; otherwise of the whole intent. */
const refunded = (reference: string) => (/^(?:ch|py)_/.test(reference) ? { charge: reference } : { payment_intent: reference });

export const refund: Exchange<ModifyAsked, Sent<Stripe.RefundCreateParams>, Modification, Stripe.Refund | StripeFault> = {
  request: ({ body, reference, key }) => ({ key, params: { ...refunded(reference), amount: toUnits(stripeUnits, body.amount), metadata: { payment: body.payment, attempt: body.attempt, operation: body.operation } } }),
  response: responding((found) => refundOf(found)),
};
