/** Begins a refund: of which capture, by whom, and how much of it at most. */
import type { MoneyJson } from '../../../kit/money.ts';
import { conflict, forbidden, unprocessable } from '../../../kit/problem.ts';
import { attemptsAndOperations, type Waiting } from '../adapters/attempts.ts';
import type { Operation } from '../adapters/operations.ts';
import type { Payment, Trx } from '../adapters/payments.ts';
import type { Task } from '../asking.ts';
import { refunds, tillLimit } from '../domain/access.ts';
import { refundFault } from '../domain/capabilities.ts';
import { liveOperations } from '../domain/transitions.ts';
import { refundable } from '../hearing/money.ts';
import { beginOperation } from '../modifying.ts';
import type { Switch } from '../switch.ts';
import { amountOf, byTill, refuse, routeOf, type Request } from './requests.ts';
import { allowed } from './shared.ts';

/** The capture that is named, or the one that has enough left. */
function captureFor(captures: readonly Operation[], wanted: { readonly capture?: string; readonly amount?: MoneyJson }): Operation {
  const open = captures.filter((one) => refundable(one) > 0n && (wanted.capture === undefined || one.id === wanted.capture));
  if (open.length === 0) throw conflict(wanted.capture === undefined ? 'nothing is left that could be given back' : 'this payment has no such capture, or nothing is left of it');
  const { amount } = wanted;
  const enough = open.find((one) => amount === undefined || refundable(one) >= BigInt(amount.amount));
  if (!enough) throw unprocessable(`no capture has ${amount?.amount ?? 0} minor units left: ${open.map((one) => `${one.id} has ${refundable(one)}`).join(', ')}`);
  if (amount === undefined && open.length > 1) throw unprocessable(`name the capture to give back: ${open.map((one) => `${one.id} has ${refundable(one)}`).join(', ')}`);
  return enough;
}

/** What tills have refunded of a payment, and are about to. */
const byTills = (operations: readonly Operation[]): bigint => operations.filter((one) => one.kind === 'refund' && one.byTill && (one.state === 'done' || liveOperations.includes(one.state))).reduce((sum, { amount }) => sum + amount, 0n);

export async function beginRefund(trx: Trx, sw: Switch, locked: Payment | undefined, { user, body }: Request<{ readonly amount?: MoneyJson; readonly capture?: string }>, waiting: Waiting): Promise<Task> {
  const payment = allowed(locked, (one) => refunds(user, one));
  const [attempts, operations] = await attemptsAndOperations(trx, payment.id);
  amountOf(payment, body.amount, 0n);
  const capture = captureFor(operations.filter(({ attempt }) => attempts.some(({ id, stray }) => id === attempt && !stray)), body);
  const attempt = attempts.find(({ id }) => id === capture.attempt);
  if (!attempt) throw new Error(`the capture ${capture.id} has lost its attempt`);
  const left = refundable(capture);
  const amount = amountOf(payment, body.amount, left);
  refuse(refundFault(routeOf(sw, attempt), { amount, whole: capture.amount }));
  const limit = tillLimit(sw.tillRefundLimit, payment.currency);
  if (byTill(user) && byTills(operations) + amount > limit) throw forbidden(`tills give back ${limit} minor units of a payment at most: ask an operator`);
  return beginOperation(trx, sw, payment, attempt, { kind: 'refund', amount, capture, byTill: byTill(user), waiting });
}
