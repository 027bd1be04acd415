/** Stripe's events and their signatures: `t=<seconds>,v1=<hex>` over `<t>.<body>`, by the secret as it is (docs.stripe.com/webhooks). */
import { createHmac } from 'node:crypto';
import type Stripe from 'stripe';
import type { Letter } from '../frame/courier.ts';

const version = '2026-10-28.endive';

export const signed = (secret: string, seconds: number, body: string): string => createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');

const minutes = 60_000;

/** As it does in a test account: three times again, over a few hours. */
const retries = [5 * minutes, 55 * minutes, 120 * minutes] as const;

/** Of any type: what it tells of is written as Stripe's document has it, and typed where it is made. */
export interface ToldEvent extends Pick<Stripe.Event, 'id' | 'object' | 'api_version' | 'created' | 'livemode' | 'pending_webhooks' | 'request' | 'type'> {
  readonly data: { readonly object: object };
}

interface EventProps {
  readonly id: string;
  readonly created: number;
  readonly type: Stripe.Event['type'];
  readonly object: object;
}

/** Signed by every secret that is in force, as while one is rolled. */
export function eventLetter({ id, created, type, object }: EventProps, secrets: readonly string[]): Letter & { readonly event: ToldEvent } {
  const event: ToldEvent = { id, object: 'event', api_version: version, created, data: { object }, livemode: false, pending_webhooks: 1, request: { id: `req_${id.slice(4, 18)}`, idempotency_key: null }, type };
  const body = JSON.stringify(event, undefined, 2);
  return {
    event, provider: 'stripe', route: 'stripe', id, type, retries,
    final: (status) => status !== undefined && status >= 200 && status < 300,
    seal: ({ at, forged }) => {
      const seconds = Math.floor(at.getTime() / 1000);
      const by = forged ? ['whsec_of_a_stranger'] : secrets;
      return { body, headers: { 'content-type': 'application/json; charset=utf-8', 'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)', 'stripe-signature': [`t=${seconds}`, ...by.map((secret) => `v1=${signed(secret, seconds, body)}`)].join(',') } };
    },
  };
}
