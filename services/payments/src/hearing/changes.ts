/** What an attempt and its payment are after a word of the provider's. Pure. */
import type { Authorisation } from '../../../kit/provider/contract.ts';
import type { Attempt } from '../adapters/attempts.ts';
import type { Operation } from '../adapters/operations.ts';
import type { Payment } from '../adapters/payments.ts';
import { liveAttempts, paymentAfter, unansweredAttempts, type AttemptState, type PaymentEvent } from '../domain/transitions.ts';
import { declineOf, type Source } from './words.ts';

/** A payment that is locked, with one of its attempts. */
export interface Held {
  readonly payment: Payment;
  readonly attempt: Attempt;
}

/** What was heard, with the captures and voids that it has made or ended. */
export interface HeardAttempt extends Held {
  readonly operations: readonly Operation[];
}

export interface Hearing {
  readonly source: Source;
  /** The attempt that has the reference which is said. */
  readonly named: string | undefined;
  /** Another attempt follows at once in the same request: the payment goes on. */
  readonly goesOn?: boolean;
}

export const died: readonly AttemptState[] = ['declined', 'not-processed'];

export interface Change {
  readonly state: AttemptState;
  readonly said: Authorisation;
  readonly hearing: Hearing;
}

/** What the payer brought back is needed for as long as it is not known what came of it. */
function withoutReturned({ request: { continues: _, ...request } }: Attempt): Attempt['request'] {
  return request;
}

/** A network wallet's token is good for once: what is left of it is dropped when it was used. */
const spent = (request: Attempt['request']): Attempt['request'] =>
  request.instrument.method === 'apple-pay' || request.instrument.method === 'google-pay' ? { ...request, instrument: { method: request.instrument.method, token: 'spent' } } : request;

export function told(attempt: Attempt, { state, said }: Change): Attempt {
  const waits = state === 'requires-action' || state === 'pending';
  return {
    ...attempt,
    state,
    reference: said.reference ?? attempt.reference,
    expiresAt: said.expiresAt === undefined ? attempt.expiresAt : new Date(said.expiresAt),
    action: waits ? (said.action ?? (state === attempt.state || attempt.state === 'completing' ? attempt.action : null)) : null,
    decline: state === 'declined' ? declineOf(said) : null,
    liability: said.liability ?? attempt.liability,
    ...(!unansweredAttempts.includes(state) && { request: liveAttempts.includes(state) ? withoutReturned(attempt) : spent(withoutReturned(attempt)) }),
    ...(state === 'authorised' || state === 'captured' ? { mismatch: null } : {}),
    ...(state !== attempt.state && { looks: 0 }),
  };
}

/** What the attempt's new state is for the payment. */
const eventOf = (before: AttemptState, state: AttemptState): PaymentEvent | undefined => {
  if (state === before) return undefined;
  if (state === 'authorised') return 'authorise';
  if (state === 'captured') return 'take';
  if (state === 'requires-action') return 'ask';
  if (state === 'pending' && before === 'requires-action') return 'resume';
  if (state === 'voided') return 'release';
  if (state === 'expired') return 'lapse';
  return died.includes(state) ? 'fail' : undefined;
};

/** Whether the payment is about this attempt, or about none. */
const concerns = ({ current, state }: Pick<Payment, 'current' | 'state'>, attempt: string): boolean => current === attempt || state === 'open';

export function paymentThen({ payment, attempt }: Held, change: Change): { readonly payment: Payment; readonly stray: boolean } {
  const event = eventOf(attempt.state, change.state);
  const next = event && concerns(payment, attempt.id) && !(event === 'fail' && change.hearing.goesOn) ? paymentAfter(payment.state, event) : undefined;
  const money = event === 'authorise' || (event === 'take' && attempt.authorised === 0n);
  return { payment: next ? { ...payment, state: next, current: attempt.id } : payment, stray: money ? next === undefined : attempt.stray };
}
