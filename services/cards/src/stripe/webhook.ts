/** Stripe's webhooks. What they say is a hint: the intent can be asked for. */
import Stripe from 'stripe';
import type { Modification, Notice, Webhook } from '../../../kit/provider/contract.ts';
import { unauthenticated } from '../../../kit/problem.ts';
import { authorisationOf } from './intent.ts';
import { refundOf } from './modify.ts';

/** Seconds that a webhook may be old; Stripe signs each repetition anew. */
const tolerance = 300;
/** Seconds that Stripe's clock may be ahead of ours: the SDK takes any time to come. */
const ahead = 60;

const timeOf = (header: string): number => Number(/(?:^|,)\s*t=(\d{1,12})(?:,|$)/.exec(header)?.[1] ?? Number.NaN);

/** By any of the signing secrets, since an old one stays in use while it is rolled. Throws a 401 that repeats nothing. */
export function verifiedEvent(body: Buffer, header: string, { secrets, now }: { readonly secrets: readonly string[]; readonly now: Date }): Stripe.Event {
  if (timeOf(header) > now.getTime() / 1000 + ahead) throw unauthenticated('the webhook’s time is still to come');
  for (const secret of secrets) {
    try {
      return Stripe.webhooks.constructEvent(body, header, secret, tolerance, undefined, now.getTime());
    } catch (error) {
      if (!(error instanceof Stripe.errors.StripeSignatureVerificationError)) throw unauthenticated('the webhook’s body is no event');
    }
  }
  throw unauthenticated('the webhook’s signature or time is not good');
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

const named = (name: 'attempt' | 'operation', metadata: Stripe.Metadata | null) => (metadata && uuid.test(metadata[name] ?? '') ? { [name]: metadata[name] } : {});

const idOf = (thing: string | { readonly id: string } | null | undefined): { readonly reference?: string } => (thing ? { reference: typeof thing === 'string' ? thing : thing.id } : {});

function refundNotice(refund: Stripe.Refund): Partial<Notice> & Pick<Notice, 'what'> {
  const modification: Modification = refundOf(refund);
  return { what: 'refund', ...named('attempt', refund.metadata), ...named('operation', refund.metadata), ...idOf(refund.payment_intent), operationReference: refund.id, modification };
}

function told(event: Stripe.Event): Partial<Notice> & Pick<Notice, 'what'> {
  switch (event.type) {
    case 'payment_intent.created':
    case 'payment_intent.processing':
    case 'payment_intent.requires_action':
    case 'payment_intent.amount_capturable_updated':
    case 'payment_intent.succeeded':
    case 'payment_intent.payment_failed':
    case 'payment_intent.canceled':
      return { what: 'authorise', ...named('attempt', event.data.object.metadata), reference: event.data.object.id, authorisation: authorisationOf(event.data.object) };
    case 'charge.captured':
      return { what: 'capture', ...idOf(event.data.object.payment_intent) };
    case 'charge.refund.updated':
    case 'refund.created':
    case 'refund.updated':
    case 'refund.failed':
      return refundNotice(event.data.object);
    case 'charge.dispute.created':
    case 'charge.dispute.updated':
    case 'charge.dispute.closed':
    case 'charge.dispute.funds_withdrawn':
    case 'charge.dispute.funds_reinstated':
      return { what: 'dispute', ...idOf(event.data.object.payment_intent), operationReference: event.data.object.id };
    default:
      return { what: 'other' };
  }
}

export const noticeOf = (event: Stripe.Event): Notice => ({ id: event.id, certain: false, occurredAt: new Date(event.created * 1000).toISOString(), ...told(event) });

export const readStripeWebhook = ({ headers, body }: Pick<Webhook, 'headers' | 'body'>, secrets: readonly string[], now: Date): Notice =>
  noticeOf(verifiedEvent(Buffer.from(body, 'base64'), headers['stripe-signature'] ?? '', { secrets, now }));
