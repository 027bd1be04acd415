/** Finding at Stripe what became of something: by reference, or by the names that we gave it. Pure halves; lists, unlike search, show what was just written. */
import type Stripe from 'stripe';
import type { Authorisation, Modification } from '../../../kit/provider/contract.ts';
import type { AuthoriseAsked, Exchange, ModifyAsked } from '../../../kit/provider/exchange.ts';
import { authorisationOf } from './intent.ts';
import { captureName, captureOf, refundOf, undone, voidOf } from './modify.ts';
import { read, type StripeFault } from './replies.ts';

/** Stripe's clock and ours may differ, and an attempt may have waited before it was sent. In seconds. */
const before = 300;
const after = 3900;

export interface Page<Item> {
  readonly data: readonly Item[];
}

const seconds = (instant: string): number => Math.floor(Date.parse(instant) / 1000);

export const retrieve: Exchange<string, string, Authorisation, Stripe.PaymentIntent | StripeFault> = {
  request: (reference) => reference,
  response: (reply) => {
    const answer = read(reply);
    if (answer.what === 'done') return authorisationOf(answer.body);
    if (reply.kind === 'answered' && reply.status === 404) return { state: 'not-found' };
    return { state: 'unknown', detail: answer.what === 'refused' ? `Stripe answered ${answer.status}` : answer.why };
  },
};

/** All of that time, of which the attempt's is picked: `not-found` where it is not among them. */
export const findIntent: Exchange<AuthoriseAsked, Stripe.PaymentIntentListParams, Authorisation, Page<Stripe.PaymentIntent> | StripeFault> = {
  request: ({ body }) => ({ created: { gte: seconds(body.begunAt) - before, lte: seconds(body.begunAt) + after }, limit: 100, expand: ['data.latest_charge'] }),
  response: (reply, { body }) => {
    const answer = read(reply);
    if (answer.what !== 'done') return { state: 'unknown', detail: answer.what === 'refused' ? `Stripe answered ${answer.status}` : answer.why };
    const found = answer.body.data.find(({ metadata }) => metadata['attempt'] === body.attempt);
    return found ? authorisationOf(found) : { state: 'not-found' };
  },
};

type Modifying = ModifyAsked & { readonly what: 'capture' | 'void' };

/** A capture has left its name in the intent; a void its state. */
export const findChange: Exchange<Modifying, string, Modification, Stripe.PaymentIntent | StripeFault> = {
  request: ({ reference }) => reference,
  response: (reply, { what, body }) => {
    const answer = read(reply);
    if (answer.what !== 'done') return unread(reply, answer);
    if (what === 'void') return answer.body.status === 'canceled' ? voidOf(answer.body) : { state: 'not-found' };
    return answer.body.metadata[captureName(body.operation)] === undefined ? { state: 'not-found' } : captureOf(answer.body, body.operation);
  },
};

export const findRefund: Exchange<ModifyAsked, Stripe.RefundListParams, Modification, Page<Stripe.Refund> | StripeFault> = {
  request: ({ reference }) => ({ ...(/^(?:ch|py)_/.test(reference) ? { charge: reference } : { payment_intent: reference }), limit: 100 }),
  response: (reply, { body }) => {
    const answer = read(reply);
    if (answer.what !== 'done') return unread(reply, answer);
    const found = answer.body.data.find(({ metadata }) => metadata?.['operation'] === body.operation);
    return found ? refundOf(found) : { state: 'not-found' };
  },
};

/** A question that was not answered leaves open what it asked about. */
function unread(...[reply, answer]: Parameters<typeof undone>): Modification {
  const { state } = undone(reply, answer);
  return state === 'not-found' ? { state } : { state: 'unknown', detail: answer.what === 'refused' ? `Stripe answered ${answer.status}` : answer.why };
}
