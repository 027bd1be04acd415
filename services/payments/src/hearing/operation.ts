/** Takes what a provider says of a capture, void or refund: the one place where they change by it, whoever heard it first. */
import { answerLate } from '../../../kit/idempotency.ts';
import type { Modification } from '../../../kit/provider/contract.ts';
import { saveAttempt, type Attempt } from '../adapters/attempts.ts';
import { findOperation, operationsOfAttempt, saveOperation, type Operation } from '../adapters/operations.ts';
import type { Payment, Trx } from '../adapters/payments.ts';
import { attemptAfter, liveOperations, operationAfter, type OperationEvent, type OperationState } from '../domain/transitions.ts';
import type { Switch } from '../switch.ts';
import { moved, notify, say } from '../telling.ts';
import { operationView, paymentView } from '../view.ts';
import { lookAfter, lookAtOperationAfter } from './looks.ts';
import { change } from './states.ts';
import { doubtOfModification, neverArrived, type Source } from './words.ts';

export interface HeldOperation {
  readonly payment: Payment;
  readonly attempt: Attempt;
  readonly operation: Operation;
}

function wordOf({ state, begunAt }: Operation, said: Modification, heard: Parameters<typeof neverArrived>[1]): OperationEvent | undefined {
  if (said.state === 'not-found') return (state === 'sending' || state === 'unknown') && neverArrived(begunAt, heard) ? 'not-processed' : undefined;
  return said.state;
}

export async function hearOperation(trx: Trx, sw: Switch, held: HeldOperation, said: Modification, source: Source): Promise<HeldOperation> {
  const { payment, attempt, operation } = held;
  const mismatch = doubtOfModification(operation.amount, payment.currency, said);
  if (mismatch !== undefined) await complain(trx, sw, held, mismatch);
  const believed: Modification = mismatch === undefined ? said : { state: 'accepted', ...(said.reference !== undefined && { reference: said.reference }) };
  const word = wordOf(operation, believed, { source, now: sw.now(), notFoundAfter: sw.times.notFound });
  const state = word && (operationAfter(operation.state, word) ?? (word === operation.state ? word : undefined));
  if (state === undefined) {
    // Days after it was done, such as a capture that the scheme would not take: the books learn of it from settlement files.
    if (operation.state === 'done' && said.state === 'refused') await complain(trx, sw, held, `the provider takes back what it had done (${said.providerCode ?? 'without a code'})`);
    return held;
  }
  const known: Operation = { ...operation, state, reference: believed.reference ?? operation.reference, providerCode: said.providerCode ?? operation.providerCode, action: said.action ?? operation.action, mismatch: mismatch ?? operation.mismatch, looks: state === operation.state ? operation.looks : 0 };
  const next = state === operation.state ? { payment, attempt } : await settle(trx, sw, { payment, attempt, operation: known }, state);
  return keep(trx, sw, { ...next, operation: known }, source);
}

async function complain(trx: Trx, sw: Switch, { payment, attempt, operation }: HeldOperation, mismatch: string): Promise<void> {
  if (operation.mismatch === mismatch) return;
  sw.log.error({ payment: payment.id, operation: operation.id, route: attempt.route }, `what a provider said is not believed: ${mismatch}`);
  sw.metrics.mismatched(attempt.route);
  await notify(trx, sw, payment.id, { type: 'payment.needs-attention', payload: { payment: payment.id, operation: operation.id, reason: mismatch } });
}

async function keep(trx: Trx, sw: Switch, held: HeldOperation, source: Source): Promise<HeldOperation> {
  const { state, waiting } = held.operation;
  const heard = state !== 'sending' && state !== 'unknown';
  const operation = { ...held.operation, nextLookAt: lookAtOperationAfter(held.operation, sw), ...(heard && { waiting: null }) };
  await saveOperation(trx, operation);
  if (heard && waiting && source !== 'answer') {
    const payment = await paymentView(trx, held.payment);
    // A void is answered by the payment as it is then.
    if (operation.kind === 'void') await answerLate(trx, waiting, { status: 200, body: payment });
    else await answerLate(trx, waiting, { status: 201, body: { operation: operationView(operation, held.payment.currency), payment } });
  }
  return { ...held, operation };
}

type Settled = Pick<HeldOperation, 'payment' | 'attempt'>;

/** Ends what the operation held, and moves it where it was done. */
async function settle(trx: Trx, sw: Switch, held: HeldOperation, state: OperationState): Promise<Settled> {
  if (liveOperations.includes(state)) return held;
  if (held.operation.kind === 'capture') return captured(trx, sw, held, state === 'done');
  if (held.operation.kind === 'void') return voided(trx, sw, held, state === 'done');
  return refunded(trx, sw, held, state === 'done');
}

/** All of it was taken or given back. */
const exhausted = ({ authorised, captured, released }: Attempt): boolean => captured + released === authorised;

async function saveSums(trx: Trx, sw: Switch, payment: Payment, attempt: Attempt): Promise<Attempt> {
  const ended = exhausted(attempt) ? attemptAfter(attempt.state, attempt.captured > 0n ? 'captured' : 'voided') : undefined;
  const next = { ...attempt, state: ended ?? attempt.state };
  const looked = { ...next, nextLookAt: lookAfter(next, payment, sw) };
  await saveAttempt(trx, looked);
  return looked;
}

async function captured(trx: Trx, sw: Switch, { payment, attempt, operation }: HeldOperation, done: boolean): Promise<Settled> {
  const { amount, rest } = operation;
  const freed = { ...attempt, capturing: attempt.capturing - amount, releasing: attempt.releasing - rest };
  if (!done) return { payment, attempt: await saveSums(trx, sw, payment, freed) };
  const next = await saveSums(trx, sw, payment, { ...freed, captured: freed.captured + amount, released: freed.released + rest });
  await say(trx, sw, { type: 'payment.captured', payload: { ...moved(payment, attempt, amount, operation.reference), capture: operation.id, authorisation: attempt.id } });
  if (rest > 0n) await say(trx, sw, { type: 'payment.voided', payload: { ...moved(payment, attempt, rest, attempt.reference), authorisation: attempt.id } });
  return { attempt: next, payment: await change(trx, payment, next, exhausted(next) ? 'take' : 'takePart') };
}

async function voided(trx: Trx, sw: Switch, { payment, attempt, operation }: HeldOperation, done: boolean): Promise<Settled> {
  const freed = { ...attempt, releasing: attempt.releasing - operation.amount };
  if (!done) return { payment, attempt: await saveSums(trx, sw, payment, freed) };
  const next = await saveSums(trx, sw, payment, { ...freed, released: freed.released + operation.amount });
  await say(trx, sw, { type: 'payment.voided', payload: { ...moved(payment, attempt, operation.amount, attempt.reference), authorisation: attempt.id } });
  return { attempt: next, payment: exhausted(next) ? await change(trx, payment, next, 'release') : payment };
}

async function refunded(trx: Trx, sw: Switch, { payment, attempt, operation }: HeldOperation, done: boolean): Promise<Settled> {
  const capture = await findOperation(trx, operation.capture ?? '');
  if (!capture) throw new Error(`the refund ${operation.id} is of no capture`);
  await saveOperation(trx, { ...capture, refunding: capture.refunding - operation.amount, refunded: capture.refunded + (done ? operation.amount : 0n) });
  if (!done) return { payment, attempt };
  await say(trx, sw, { type: 'payment.refunded', payload: { ...moved(payment, attempt, operation.amount, operation.reference), refund: operation.id, capture: capture.id } });
  const given = (await operationsOfAttempt(trx, attempt.id)).reduce((sum, one) => sum + one.refunded, 0n);
  return { attempt, payment: await change(trx, payment, attempt, given === attempt.captured ? 'refund' : 'refundPart') };
}
