/** What Stripe answers, in the parts that are read. A message is not among them: it may repeat what was sent. */
import type Stripe from 'stripe';
import type { Reply } from '../../../kit/provider/exchange.ts';
import { codeWord } from '../word.ts';

type Maybe = string | null | undefined;

export interface StripeFault {
  readonly error: {
    readonly type?: Maybe;
    readonly code?: Maybe;
    readonly decline_code?: Maybe;
    readonly advice_code?: Maybe;
    readonly network_advice_code?: Maybe;
    readonly network_decline_code?: Maybe;
    readonly param?: Maybe;
    readonly payment_intent?: Stripe.PaymentIntent | null;
  };
}

export type StripeReply<Body> = Reply<Body | StripeFault>;

export const isFault = (body: object): body is StripeFault => 'error' in body;

/**
 * What a reply without the thing that was asked for comes to:
 * - `not-done`: it is known that nothing was done, for a technical reason;
 * - `refused`: so decided, by the card's issuer or by the state of the payment;
 * - `unknown`: it may have been done, or is being done.
 */
export type Failing = { readonly what: 'not-done' | 'unknown'; readonly why: string } | { readonly what: 'refused'; readonly status: number; readonly error: StripeFault['error'] };

export type Read<Body> = { readonly what: 'done'; readonly body: Body } | Failing;

/** Codes of a 400 that speak of the payment's state or of its sums, and not of how we asked. */
const decided = new Set(['payment_intent_unexpected_state', 'charge_already_captured', 'charge_already_refunded', 'charge_disputed', 'charge_expired_for_capture', 'amount_too_large', 'charge_not_refundable', 'refund_disputed_payment', 'payment_intent_invalid_parameter']);

export const codeOf = ({ code, type }: StripeFault['error']): string => codeWord(code) ?? codeWord(type) ?? 'without-a-code';

/** By status, as the SDK itself chooses; a key that was used with other parameters may have done something the first time. */
export function read<Body extends object>(reply: StripeReply<Body>): Read<Body> {
  if (reply.kind === 'not-sent') return { what: 'not-done', why: `Stripe cannot be reached (${reply.why})` };
  if (reply.kind === 'no-answer') return { what: 'unknown', why: `Stripe did not answer (${reply.why})` };
  const { status, body } = reply;
  if (!isFault(body)) return { what: 'done', body };
  const why = `Stripe answered ${status} ${codeOf(body.error)}`;
  if (status >= 500 || status === 409 || status === 408 || body.error.type === 'idempotency_error' || status < 400) return { what: 'unknown', why };
  if (status === 402 || (status === 400 && decided.has(body.error.code ?? ''))) return { what: 'refused', status, error: body.error };
  return { what: 'not-done', why };
}
