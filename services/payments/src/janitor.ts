/** Finds out what nobody has found out: lost answers, what providers tell later, what nobody came back for, and what was never wanted. */
import { findAttempt, lockWithAttempt, saveAttempt, takeDue, type Attempt } from './adapters/attempts.ts';
import { findOperation, operationsOfAttempt, saveOperation, takeDueOperations, type Operation } from './adapters/operations.ts';
import { findPayment, savePayment, takeLapsed, type Payment, type Trx } from './adapters/payments.ts';
import { lookUpAttempt, lookUpOperation, perform, type Task } from './asking.ts';
import { liveOperations, paymentAfter } from './domain/transitions.ts';
import { giveUp, hear } from './giving-up.ts';
import { deadlineOf, lookAfter, lookAtOperationAfter } from './hearing/looks.ts';
import { leftOf, refundable } from './hearing/money.ts';
import { hearOperation } from './hearing/operation.ts';
import { beginOperation, endOperation, type NewOperation } from './modifying.ts';
import type { Switch } from './switch.ts';
import { notify, say } from './telling.ts';

/** How long another process leaves alone what this one looks at. */
const lease = 60_000;

async function end(sw: Switch, task: Task): Promise<void> {
  const said = await perform(sw, task, {});
  await sw.db.transaction().execute((trx) => endOperation(trx, sw, task, said, 'look-up'));
}

/** What of a stray payment is still to be given back, and how. */
async function oweBack(sw: Switch, payment: Payment, { id }: Attempt): Promise<Task | undefined> {
  return sw.db.transaction().execute(async (trx) => {
    const [, attempt] = await lockWithAttempt(trx, payment.id, id);
    const operations = attempt ? await operationsOfAttempt(trx, id) : [];
    if (!attempt || operations.some(({ state }) => liveOperations.includes(state))) return undefined;
    const own = { byTill: false, waiting: null } as const;
    const left = leftOf(attempt);
    const capture = operations.find((one) => refundable(one) > 0n);
    const wanted: NewOperation | undefined = left > 0n ? { kind: 'void', amount: left, ...own } : capture ? { kind: 'refund', amount: refundable(capture), capture, ...own } : undefined;
    return wanted && beginOperation(trx, sw, payment, attempt, wanted);
  });
}

async function lookAt(sw: Switch, attempt: Attempt): Promise<void> {
  if (attempt.stray && attempt.authorised > 0n) {
    const payment = await findPayment(sw.db, attempt.payment);
    const task = payment && (await oweBack(sw, payment, attempt));
    if (task) await end(sw, task);
  } else if (attempt.state === 'requires-action' && deadlineOf(attempt, sw) <= sw.now()) {
    await giveUp(sw, attempt);
  } else {
    const held = await hear(sw, attempt, await lookUpAttempt(sw, attempt), 'look-up');
    // Whoever was asking has ended, and the provider does not know, or does not know yet.
    if (held?.attempt.state === 'sending' || held?.attempt.state === 'completing') await hear(sw, attempt, { state: 'unknown' }, 'look-up');
  }
  await putOff(sw, attempt);
}

/** The next look, by what is known now: a look that has changed nothing would otherwise be repeated after the lease. */
const putOff = (sw: Switch, { id, payment: paymentId }: Attempt): Promise<void> =>
  sw.db.transaction().execute(async (trx) => {
    const [payment, attempt] = await lockWithAttempt(trx, paymentId, id);
    if (!payment || !attempt) return;
    const ended = attempt.stray && attempt.authorised > 0n && (await returned(trx, sw, attempt));
    await saveAttempt(trx, { ...attempt, nextLookAt: ended ? null : lookAfter(attempt, payment, sw) });
  });

/** Whether nothing more is to be given back by us: all of it was, or the provider has refused to, and a person must. */
async function returned(trx: Trx, sw: Switch, attempt: Attempt): Promise<boolean> {
  const operations = await operationsOfAttempt(trx, attempt.id);
  if (operations.some(({ state }) => liveOperations.includes(state))) return false;
  if (leftOf(attempt) <= 0n && operations.every((one) => refundable(one) <= 0n)) return true;
  if (!operations.some(({ state }) => state === 'refused')) return false;
  sw.log.error({ payment: attempt.payment, attempt: attempt.id, route: attempt.route }, 'money that a payment has no use for cannot be given back by its provider');
  await notify(trx, sw, attempt.payment, { type: 'payment.needs-attention', payload: { payment: attempt.payment, attempt: attempt.id, reason: 'paid twice, and the provider does not give it back' } });
  return true;
}

async function lookAtOperation(sw: Switch, { id, looks }: Operation): Promise<void> {
  const operation = await findOperation(sw.db, id);
  const attempt = operation && (await findAttempt(sw.db, operation.attempt));
  const payment = attempt && (await findPayment(sw.db, attempt.payment));
  if (!operation || !payment) return;
  const capture = operation.capture === null ? undefined : await findOperation(sw.db, operation.capture);
  const task = { payment, attempt, operation, of: capture?.reference ?? null };
  const said = await lookUpOperation(sw, task);
  await sw.db.transaction().execute(async (trx) => {
    const heard = await endOperation(trx, sw, task, said, 'look-up');
    const known = heard.operation.state === 'sending' ? await hearOperation(trx, sw, heard, { state: 'unknown' }, 'look-up') : heard;
    await saveOperation(trx, { ...known.operation, nextLookAt: lookAtOperationAfter({ state: known.operation.state, looks }, sw) });
  });
}

/** Intents that nobody has paid in time. */
const lapse = (sw: Switch, batch: number): Promise<number> =>
  sw.db.transaction().execute(async (trx) => {
    const late = await takeLapsed(trx, sw.now(), batch);
    for (const payment of late) {
      const state = paymentAfter(payment.state, 'lapse');
      if (!state) continue;
      await savePayment(trx, { ...payment, state });
      await say(trx, sw, { type: 'payment.failed', payload: { payment: payment.id, reason: 'nobody has paid in time' } });
    }
    return late.length;
  });

/** Each by itself: what fails for one keeps no other from being looked at, and is thrown at the end. */
async function each<T>(things: readonly T[], look: (thing: T) => Promise<void>): Promise<void> {
  const faults = (await Promise.allSettled(things.map(look))).flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
  if (faults.length > 0) throw new AggregateError(faults, `${faults.length} of ${things.length} could not be looked at`);
}

/** Returns whether there may be more. Any number of pods may do this at once. */
export async function tidy(sw: Switch, batch = 10): Promise<boolean> {
  const now = sw.now();
  const claim = { now, until: new Date(now.getTime() + lease), limit: batch };
  const attempts = await sw.db.transaction().execute((trx) => takeDue(trx, claim));
  const operations = await sw.db.transaction().execute((trx) => takeDueOperations(trx, claim));
  await each([() => each(attempts, (one) => lookAt(sw, one)), () => each(operations, (one) => lookAtOperation(sw, one))], (work) => work());
  const lapsed = await lapse(sw, batch);
  return [attempts.length, operations.length, lapsed].includes(batch);
}
