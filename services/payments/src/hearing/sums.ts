/** Moves an attempt's sums, and tells what moved. The attempt is saved by whoever calls. */
import type { Attempt } from '../adapters/attempts.ts';
import { begunOperation, insertOperation, operationsOfAttempt, saveOperation, type Operation } from '../adapters/operations.ts';
import type { Payment, Trx } from '../adapters/payments.ts';
import { liveOperations } from '../domain/transitions.ts';
import type { Switch } from '../switch.ts';
import { moved, say } from '../telling.ts';
import { leftOf } from './money.ts';

interface Held {
  readonly payment: Payment;
  readonly attempt: Attempt;
}

/** The attempt with its new sums, and the operations that moved them. */
export interface Summed {
  readonly attempt: Attempt;
  readonly operations: readonly Operation[];
}

/** Where a provider does not say until when it reserves: as short as schemes have it. */
const usualReservation = 7 * 86_400_000;

export async function reserve(trx: Trx, sw: Switch, { payment, attempt }: Held, amount: bigint): Promise<Summed> {
  const expiresAt = attempt.expiresAt ?? new Date(sw.now().getTime() + usualReservation);
  await say(trx, sw, { type: 'payment.authorised', payload: { ...moved(payment, attempt, amount, attempt.reference), authorisation: attempt.id, expiresAt: expiresAt.toISOString() } });
  // Ours is a guess: only the provider's own word is a reason to ask again.
  return { attempt: { ...attempt, authorised: amount }, operations: [] };
}

/** Taken without our asking for a capture: by an automatic one, of an authorisation that was told before or not. */
export async function takeAtOnce(trx: Trx, sw: Switch, { payment, attempt }: Held, { amount, reference }: { readonly amount: bigint; readonly reference: string | null }): Promise<Summed> {
  const reserved = attempt.authorised > 0n;
  const taken = reserved ? leftOf(attempt) : amount;
  const id = sw.newId();
  const begun = begunOperation({ id, kind: 'capture', attempt: attempt.id, capture: null, amount: taken, rest: 0n, final: true, byTill: false, waiting: null, begunAt: sw.now(), nextLookAt: null });
  const capture: Operation = { ...begun, state: 'done', reference: reference ?? attempt.reference };
  await insertOperation(trx, capture);
  await say(trx, sw, { type: 'payment.captured', payload: { ...moved(payment, attempt, taken, reference), capture: id, ...(reserved && { authorisation: attempt.id }) } });
  return { attempt: { ...attempt, authorised: reserved ? attempt.authorised : taken, captured: attempt.captured + taken }, operations: [capture] };
}

/** Given back by the provider's word: what is left, and what voids have held for it. */
export async function release(trx: Trx, sw: Switch, { payment, attempt }: Held, why: 'voided' | 'expired'): Promise<Summed> {
  const waiting = (await operationsOfAttempt(trx, attempt.id)).filter(({ kind, state }) => kind === 'void' && liveOperations.includes(state));
  const voids = waiting.map((one): Operation => ({ ...one, state: 'done', nextLookAt: null }));
  for (const one of voids) await saveOperation(trx, one);
  const held = voids.reduce((sum, { amount }) => sum + amount, 0n);
  const amount = leftOf(attempt) + held;
  if (amount > 0n) await say(trx, sw, { type: `payment.${why}`, payload: { ...moved(payment, attempt, amount, attempt.reference), authorisation: attempt.id } });
  return { attempt: { ...attempt, released: attempt.released + amount, releasing: attempt.releasing - held }, operations: voids };
}
