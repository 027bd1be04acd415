/** Stripe's SDK, with what it answers and throws brought to replies. */
import Stripe from 'stripe';
import type { Page } from './find.ts';
import type { SentTo } from './modify.ts';
import type { Sent } from './pay.ts';
import { connectionFailure } from '../connection.ts';
import type { StripeFault, StripeReply } from './replies.ts';

export interface StripeSend {
  readonly makeMethod: (sent: Sent<Stripe.PaymentMethodCreateParams>) => Promise<StripeReply<Stripe.PaymentMethod>>;
  readonly pay: (sent: Sent<Stripe.PaymentIntentCreateParams>) => Promise<StripeReply<Stripe.PaymentIntent>>;
  readonly confirm: (sent: SentTo<Stripe.PaymentIntentConfirmParams>) => Promise<StripeReply<Stripe.PaymentIntent>>;
  readonly retrieve: (reference: string) => Promise<StripeReply<Stripe.PaymentIntent>>;
  readonly list: (params: Stripe.PaymentIntentListParams) => Promise<StripeReply<Page<Stripe.PaymentIntent>>>;
  readonly capture: (sent: SentTo<Stripe.PaymentIntentCaptureParams>) => Promise<StripeReply<Stripe.PaymentIntent>>;
  readonly cancel: (sent: SentTo<Stripe.PaymentIntentCancelParams>) => Promise<StripeReply<Stripe.PaymentIntent>>;
  readonly refund: (sent: Sent<Stripe.RefundCreateParams>) => Promise<StripeReply<Stripe.Refund>>;
  readonly listRefunds: (params: Stripe.RefundListParams) => Promise<StripeReply<Page<Stripe.Refund>>>;
}

/** Only what is read of an error: its message and its raw form may repeat what was sent. */
function faultOf(error: InstanceType<typeof Stripe.errors.StripeError>): StripeFault {
  const { type, code, decline_code, advice_code, network_advice_code, network_decline_code, payment_intent } = error;
  const raw = error.rawType ?? type;
  return { error: { type: raw, code, decline_code, advice_code, network_advice_code, network_decline_code, ...(payment_intent && { payment_intent }) } };
}

export function replyOf(error: unknown): StripeReply<never> {
  // An error of the connection has a kind of its own; one without a status is an answer that could not be read.
  if (error instanceof Stripe.errors.StripeConnectionError) return connectionFailure(error.detail);
  if (error instanceof Stripe.errors.StripeError && error.statusCode !== undefined) return { kind: 'answered', status: error.statusCode, body: faultOf(error) };
  // Whatever the SDK met with, the request may have gone out before.
  return { kind: 'no-answer', why: 'its answer could not be read' };
}

/** By when, as `performance.now()` counts. */
async function reply<Body extends object>(until: number, call: (timeout: number) => Promise<Body & { readonly lastResponse: { readonly statusCode: number } }>): Promise<StripeReply<Body>> {
  const left = Math.floor(until - performance.now());
  if (left < tooLate) return { kind: 'not-sent', why: 'the time was up before' };
  try {
    const body = await call(left);
    return { kind: 'answered', status: body.lastResponse.statusCode, body };
  } catch (error) {
    return replyOf(error);
  }
}

export interface StripeProps {
  /** `STRIPE_URL`. */
  readonly url: string;
  /** The key as it is now. */
  readonly apiKey: () => string;
  /** Milliseconds for all that one operation asks, of which a single request gets no more than what is left. */
  readonly timeout: number;
}

/** What is left is less than any answer takes, in milliseconds. */
const tooLate = 50;

/**
 * Over `fetch`: the SDK's other client sends once more by itself after a connection was lost, and its time limit begins anew with it, which would outlast
 * the operation. With none of its retries a lost answer is told, and looked up.
 */
function clientOf(apiKey: string, { url, timeout }: StripeProps): Stripe {
  const { hostname, port, protocol } = new URL(url);
  const secure = protocol === 'https:';
  return new Stripe(apiKey, { host: hostname, port: port || (secure ? 443 : 80), protocol: secure ? 'https' : 'http', maxNetworkRetries: 0, telemetry: false, timeout, httpClient: Stripe.createFetchHttpClient() });
}

/** A sender for each operation, since it is the operation that has a time limit. */
export function stripeSender(props: StripeProps): () => StripeSend {
  let made: { readonly key: string; readonly client: Stripe } | undefined;
  const client = (): Stripe => {
    const key = props.apiKey();
    if (made?.key !== key) made = { key, client: clientOf(key, props) };
    return made.client;
  };
  return () => sendUntil(performance.now() + props.timeout, client);
}

function sendUntil(until: number, client: () => Stripe): StripeSend {
  return {
    makeMethod: ({ params, key }) => reply(until, (timeout) => client().paymentMethods.create(params, { idempotencyKey: key, timeout })),
    pay: ({ params, key }) => reply(until, (timeout) => client().paymentIntents.create(params, { idempotencyKey: key, timeout })),
    confirm: ({ intent, params, key }) => reply(until, (timeout) => client().paymentIntents.confirm(intent, params, { idempotencyKey: key, timeout })),
    retrieve: (reference) => reply(until, (timeout) => client().paymentIntents.retrieve(reference, { expand: ['latest_charge'] }, { timeout })),
    list: (params) => reply(until, async (timeout) => all(await client().paymentIntents.list(params, { timeout }), (after) => client().paymentIntents.list({ ...params, starting_after: after }, { timeout }))),
    capture: ({ intent, params, key }) => reply(until, (timeout) => client().paymentIntents.capture(intent, params, { idempotencyKey: key, timeout })),
    cancel: ({ intent, params, key }) => reply(until, (timeout) => client().paymentIntents.cancel(intent, params, { idempotencyKey: key, timeout })),
    refund: ({ params, key }) => reply(until, (timeout) => client().refunds.create(params, { idempotencyKey: key, timeout })),
    listRefunds: (params) => reply(until, async (timeout) => all(await client().refunds.list(params, { timeout }), (after) => client().refunds.list({ ...params, starting_after: after }, { timeout }))),
  };
}

type Listed<Item> = Stripe.Response<Stripe.ApiList<Item>>;

/** All pages of a list, as one. */
async function all<Item extends { readonly id: string }>(first: Listed<Item>, next: (after: string) => Promise<Listed<Item>>): Promise<Page<Item> & Pick<Listed<Item>, 'lastResponse'>> {
  const data = [...first.data];
  for (let page = first; page.has_more && page.data.length > 0; data.push(...page.data)) page = await next(page.data.at(-1)?.id ?? '');
  return { data, lastResponse: first.lastResponse };
}
