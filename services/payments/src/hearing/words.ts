/** What a provider's word means for what we know. Pure. */
import type { Authorisation, Decline, Modification } from '../../../kit/provider/contract.ts';
import type { Method } from '../../../provider.ts';
import type { Attempt } from '../adapters/attempts.ts';
import type { Payment } from '../adapters/payments.ts';
import { mismatchOf } from '../domain/comparison.ts';
import { unansweredAttempts, type AttemptEvent, type AttemptState } from '../domain/transitions.ts';

/** `answer`: of whoever was asked, for whoever asks; `look-up`: found out later; `notice`: told unasked, perhaps long ago. */
export type Source = 'answer' | 'look-up' | 'notice';

export interface Heard {
  readonly source: Source;
  readonly now: Date;
  readonly notFoundAfter: number;
}

/** Whether a provider's "never heard of it" is believed: what is on its way may still arrive. What it tells unasked, it has waited for. */
export const neverArrived = (askedAt: Date, { source, now, notFoundAfter }: Heard): boolean => source === 'notice' || (source === 'look-up' && now.getTime() - askedAt.getTime() >= notFoundAfter);

const mayNeverArrive: readonly AttemptState[] = [...unansweredAttempts, 'pending'];

/** `undefined`: it says nothing new. */
export function wordOf(attempt: Attempt, payment: Pick<Payment, 'capture'>, { state }: Authorisation, heard: Heard): Exclude<AttemptEvent, 'late' | 'complete'> | undefined {
  if (state === 'not-found') return mayNeverArrive.includes(attempt.state) && neverArrived(attempt.askedAt, heard) ? 'not-processed' : undefined;
  // Of an authorisation that waits for captures, they tell what was taken.
  if (state === 'captured' && attempt.state === 'authorised' && payment.capture === 'manual') return undefined;
  return state;
}

export const methodOf = ({ request }: Attempt): Method => request.instrument.method;

/** Compared before anything is believed: `undefined` where it is about what was asked. */
export function doubt(attempt: Attempt, payment: Pick<Payment, 'currency'>, said: Authorisation): string | undefined {
  if (said.state !== 'authorised' && said.state !== 'captured') return undefined;
  const reference = attempt.authorised > 0n ? attempt.reference : null;
  const mismatch = mismatchOf({ amount: BigInt(attempt.request.amount.amount), currency: payment.currency, method: methodOf(attempt), reference }, said);
  if (mismatch !== undefined) return mismatch;
  return (said.reference ?? attempt.reference) === null ? 'the provider names no reference' : undefined;
}

const ended: Readonly<Partial<Record<Authorisation['state'], Decline>>> = {
  voided: { code: 'cancelled-by-payer', providerCode: '', again: 'later' },
  expired: { code: 'timed-out', providerCode: '', again: 'later' },
};

export const declineOf = ({ state, decline }: Authorisation): Decline => decline ?? ended[state] ?? { code: 'other', providerCode: '', again: 'other-instrument' };

export const doubtOfModification = (amount: bigint, currency: string, said: Modification): string | undefined => (said.state === 'done' ? mismatchOf({ amount, currency }, { amount: said.amount }) : undefined);
