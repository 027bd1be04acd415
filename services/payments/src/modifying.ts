/** Begins and ends captures, voids and refunds. What they hold is written down before anybody is asked: the constraints of the tables refuse more than there is. */
import type { Modification } from '../../kit/provider/contract.ts';
import { lockWithAttempt, saveAttempt, type Attempt, type Waiting } from './adapters/attempts.ts';
import { begunOperation, findOperation, insertOperation, saveOperation, type Operation } from './adapters/operations.ts';
import type { Payment, Trx } from './adapters/payments.ts';
import type { Task } from './asking.ts';
import type { OperationKind } from './domain/transitions.ts';
import { hearOperation, type HeldOperation } from './hearing/operation.ts';
import type { Source } from './hearing/words.ts';
import type { Switch } from './switch.ts';

export interface NewOperation {
  readonly kind: OperationKind;
  readonly amount: bigint;
  /** Of a final capture: what it gives back. */
  readonly rest?: bigint;
  /** Of a capture: none follows. */
  readonly final?: boolean;
  /** Of a refund. */
  readonly capture?: Operation;
  readonly byTill: boolean;
  readonly waiting: Waiting | null;
}

/** The attempt, or the capture, with what the operation holds of it. */
async function hold(trx: Trx, attempt: Attempt, { kind, amount, rest = 0n, capture }: NewOperation): Promise<Attempt> {
  if (capture) await saveOperation(trx, { ...capture, refunding: capture.refunding + amount });
  if (kind === 'refund') return attempt;
  const held = kind === 'capture' ? { ...attempt, capturing: attempt.capturing + amount, releasing: attempt.releasing + rest } : { ...attempt, releasing: attempt.releasing + amount };
  await saveAttempt(trx, held);
  return held;
}

export async function beginOperation(trx: Trx, sw: Switch, payment: Payment, attempt: Attempt, wanted: NewOperation): Promise<Task> {
  const now = sw.now();
  const { kind, amount, rest = 0n, final = false, capture, byTill, waiting } = wanted;
  const held = await hold(trx, attempt, wanted);
  const operation = begunOperation({ id: sw.newId(), kind, attempt: attempt.id, capture: capture?.id ?? null, amount, rest, final, byTill, waiting, begunAt: now, nextLookAt: new Date(now.getTime() + sw.times.crashed) });
  await insertOperation(trx, operation);
  return { payment, attempt: held, operation, of: capture?.reference ?? null };
}

/** Read anew under the lock of the payment, since others may have heard of it first. */
export async function endOperation(trx: Trx, sw: Switch, task: Pick<Task, 'payment' | 'attempt' | 'operation'>, said: Modification, source: Source): Promise<HeldOperation> {
  const [payment, attempt] = await lockWithAttempt(trx, task.payment.id, task.attempt.id);
  const operation = await findOperation(trx, task.operation.id);
  if (!payment || !attempt || !operation) throw new Error(`the operation ${task.operation.id} has lost its payment`);
  return hearOperation(trx, sw, { payment, attempt, operation }, said, source);
}
