/** Capture, void and refund: what is reserved is taken or given back, what was taken is given back. */
import { inTwoSteps } from '../../../kit/idempotency.ts';
import type { MoneyJson } from '../../../kit/money.ts';
import { conflict, forbidden, unprocessable } from '../../../kit/problem.ts';
import type { Modification } from '../../../kit/provider/contract.ts';
import type { Answer, Handlers } from '../../../kit/server.ts';
import type { User } from '../../../kit/user.ts';
import type { Route } from '../../../provider.ts';
import { attemptsOf, type Attempt, type Waiting } from '../adapters/attempts.ts';
import { operationsOf, operationsOfAttempt, type Operation } from '../adapters/operations.ts';
import { savePayment, type Payment, type Trx } from '../adapters/payments.ts';
import type { ModifiedView, paymentsApi } from '../api.ts';
import { perform, type Task } from '../asking.ts';
import { operates, refunds, tillLimit } from '../domain/access.ts';
import { captureFault, isFinal, refundFault, voidFault } from '../domain/capabilities.ts';
import { liveOperations, paymentAfter } from '../domain/transitions.ts';
import { leftOf, refundable } from '../hearing/money.ts';
import type { HeldOperation } from '../hearing/operation.ts';
import { beginOperation, endOperation } from '../modifying.ts';
import type { Switch } from '../switch.ts';
import { operationView, paymentView } from '../view.ts';
import { lockFor, lockSeen, patienceOf, type Headers } from './shared.ts';

type Some = Pick<Handlers<typeof paymentsApi>, 'capture' | 'void' | 'refund'>;

interface Request<Body> {
  readonly user: User;
  readonly params: { readonly payment: string };
  readonly body: Body;
  readonly headers: Headers;
}

const byTill = (user: User): boolean => !operates(user);

function routeOf({ providers }: Switch, attempt: Attempt): Route {
  const way = providers.ways.find(({ route }) => route.name === attempt.route);
  if (!way) throw conflict(`the route ${attempt.route} is not served any more: nothing can be asked of it`);
  return way.route;
}

function amountOf({ currency }: Payment, amount: MoneyJson | undefined, all: bigint): bigint {
  if (!amount) return all;
  if (amount.currency !== currency) throw unprocessable(`the payment is in ${currency}, not in ${amount.currency}`);
  return BigInt(amount.amount);
}

const refuse = (fault: string | undefined): void => {
  if (fault !== undefined) throw unprocessable(fault);
};

/** The attempt that the payment is about, with money still reserved. */
async function reserved(trx: Trx, payment: Payment): Promise<Attempt> {
  const attempt = (await attemptsOf(trx, payment.id)).find(({ id, state }) => id === payment.current && state === 'authorised');
  if (!attempt || (payment.state !== 'authorised' && payment.state !== 'partly-captured')) throw conflict(`the payment is ${payment.state}: nothing is reserved`);
  if (leftOf(attempt) <= 0n) throw conflict('all that is reserved is taken or given back, or about to be');
  return attempt;
}

/** It is not known yet what became of another capture or void. */
const undecided = ({ capturing, releasing }: Attempt): boolean => capturing + releasing > 0n;

/** What gives the rest back, at the provider gives back all: also what a capture that nobody knows the end of has not taken. */
function decidedAlone(attempt: Attempt): void {
  if (undecided(attempt)) throw conflict('it is not known yet what became of an earlier capture: send this again when the payment tells');
}

async function beginCapture(trx: Trx, sw: Switch, { user, params, body }: Request<{ readonly amount?: MoneyJson; readonly final?: boolean }>, waiting: Waiting): Promise<Task> {
  const payment = await lockSeen(trx, user, params.payment);
  if (payment.capture === 'automatic') throw conflict('this payment is taken by the provider by itself: create one with capture "manual" to take it later');
  const attempt = await reserved(trx, payment);
  const [route, left] = [routeOf(sw, attempt), leftOf(attempt)];
  const amount = amountOf(payment, body.amount, left);
  if (amount > left) throw unprocessable(`${amount} minor units are more than the ${left} that are left of the authorisation`);
  const earlier = (await operationsOfAttempt(trx, attempt.id)).filter(({ kind, state }) => kind === 'capture' && (state === 'done' || liveOperations.includes(state))).length;
  refuse(captureFault(route, { amount, left, earlier }));
  const final = isFinal(route, body.final ?? false) || (amount === left && !undecided(attempt));
  if (final) decidedAlone(attempt);
  return beginOperation(trx, sw, payment, attempt, { kind: 'capture', amount, rest: final ? left - amount : 0n, final, byTill: byTill(user), waiting });
}

/** A payment that nobody has paid is cancelled without asking anybody. */
async function beginVoid(trx: Trx, sw: Switch, { user, params }: Request<object>, waiting: Waiting): Promise<Task | undefined> {
  const payment = await lockSeen(trx, user, params.payment);
  const cancelled = paymentAfter(payment.state, 'cancel');
  if (cancelled) {
    await savePayment(trx, { ...payment, state: cancelled });
    return undefined;
  }
  const attempt = await reserved(trx, payment);
  refuse(voidFault(routeOf(sw, attempt)));
  decidedAlone(attempt);
  return beginOperation(trx, sw, payment, attempt, { kind: 'void', amount: leftOf(attempt), byTill: byTill(user), waiting });
}

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

async function beginRefund(trx: Trx, sw: Switch, { user, params, body }: Request<{ readonly amount?: MoneyJson; readonly capture?: string }>, waiting: Waiting): Promise<Task> {
  const payment = await lockFor(trx, params.payment, (one) => refunds(user, one));
  const [attempts, operations] = [await attemptsOf(trx, payment.id), await operationsOf(trx, payment.id)];
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

const modifiedAnswer = async (trx: Trx, { payment, operation }: HeldOperation): Promise<Answer<ModifiedView>> => ({
  status: liveOperations.includes(operation.state) ? 202 : 201,
  body: { operation: operationView(operation, payment.currency), payment: await paymentView(trx, payment) },
});

/** A refusal is an answer; nobody asked, or nobody knows, is not. */
const countRefund = ({ metrics }: Switch, { payment, operation: { state } }: HeldOperation): void => metrics.journeyEnded('refund', state === 'not-processed' || state === 'unknown' ? 'failure' : 'success', payment.channel);

export const modificationOperations = (sw: Switch): Some => {
  const protect = <Body>(operation: keyof Some, { user, params, body, headers }: Request<Body>) => ({ scope: `${operation}:${user.subject}`, key: headers['idempotency-key'], request: { params, body } });
  const modify = async <Body>(name: 'capture' | 'refund', request: Request<Body>, begin: (trx: Trx, sw: Switch, request: Request<Body>, waiting: Waiting) => Promise<Task>): Promise<Answer<ModifiedView>> => {
    let ended: HeldOperation | undefined;
    const answer = await inTwoSteps(sw.db, protect(name, request), {
      begin: (trx, { scope, key }) => begin(trx, sw, request, { scope, key }),
      outside: (task) => perform(sw, task, patienceOf(sw)),
      finish: async (trx, task, said: Modification) => modifiedAnswer(trx, (ended = await endOperation(trx, sw, task, said, 'answer'))),
    });
    if (ended && name === 'refund') countRefund(sw, ended);
    return answer;
  };
  return {
    capture: (request) => sw.metrics.measured('capture', () => modify('capture', request, beginCapture)),
    refund: (request) => sw.metrics.measured('refund', () => modify('refund', request, beginRefund)),
    void: (request) =>
      sw.metrics.measured('void', () =>
        inTwoSteps(sw.db, protect('void', request), {
          begin: (trx, { scope, key }) => beginVoid(trx, sw, request, { scope, key }),
          outside: async (task) => (task ? perform(sw, task, patienceOf(sw)) : undefined),
          finish: async (trx, task, said) => {
            const held = task && said ? await endOperation(trx, sw, task, said, 'answer') : undefined;
            const payment = held?.payment ?? (await lockSeen(trx, request.user, request.params.payment));
            return { status: held && liveOperations.includes(held.operation.state) ? 202 : 200, body: await paymentView(trx, payment) };
          },
        }),
      ),
  };
};
