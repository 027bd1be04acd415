/** Capture, void and refund: what is reserved is taken or given back, what was taken is given back. */
import { inTwoSteps, scopeOf } from '../../../kit/idempotency.ts';
import type { MoneyJson } from '../../../kit/money.ts';
import { conflict, unprocessable } from '../../../kit/problem.ts';
import type { Modification } from '../../../kit/provider/contract.ts';
import type { Answer, Handlers } from '../../../kit/server.ts';
import { attemptsOf, findAttempt, type Attempt, type Waiting } from '../adapters/attempts.ts';
import { operationsOfAttempt } from '../adapters/operations.ts';
import { lockPayment, lockAhead, savePayment, type Payment, type Trx } from '../adapters/payments.ts';
import type { ModifiedView, paymentsApi } from '../api.ts';
import { perform, type Task } from '../asking.ts';
import { captureFault, isFinal, voidFault } from '../domain/capabilities.ts';
import { liveOperations, paymentAfter } from '../domain/transitions.ts';
import { giveUp } from '../giving-up.ts';
import { leftOf } from '../hearing/money.ts';
import type { HeldOperation } from '../hearing/operation.ts';
import { beginOperation, endOperation } from '../modifying.ts';
import type { Switch } from '../switch.ts';
import { operationView, paymentView } from '../view.ts';
import { beginRefund } from './refunding.ts';
import { amountOf, byTill, refuse, routeOf, type Request } from './requests.ts';
import { patiently, seen } from './shared.ts';

type Some = Pick<Handlers<typeof paymentsApi>, 'capture' | 'void' | 'refund'>;

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

async function beginCapture(trx: Trx, sw: Switch, locked: Payment | undefined, { user, body }: Request<{ readonly amount?: MoneyJson; readonly final?: boolean }>, waiting: Waiting): Promise<Task> {
  const payment = seen(user, locked);
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
async function cancelled(trx: Trx, payment: Payment): Promise<Payment | undefined> {
  const state = paymentAfter(payment.state, 'cancel');
  if (state === undefined) return undefined;
  await savePayment(trx, { ...payment, state });
  return { ...payment, state };
}

/** What a void is of: nothing, an attempt that was begun and not paid, or what is reserved. */
type Voiding = { readonly of: 'nothing' } | { readonly of: 'attempt'; readonly attempt: Attempt } | { readonly of: 'reserved'; readonly task: Task };

async function beginVoid(trx: Trx, sw: Switch, locked: Payment | undefined, { user }: Request<object>, waiting: Waiting): Promise<Voiding> {
  const payment = seen(user, locked);
  if (await cancelled(trx, payment)) return { of: 'nothing' };
  const begun = await findAttempt(trx, payment.current ?? '');
  if (begun?.state === 'requires-action' || begun?.state === 'pending') return { of: 'attempt', attempt: begun };
  const attempt = await reserved(trx, payment);
  refuse(voidFault(routeOf(sw, attempt)));
  decidedAlone(attempt);
  return { of: 'reserved', task: await beginOperation(trx, sw, payment, attempt, { kind: 'void', amount: leftOf(attempt), byTill: byTill(user), waiting }) };
}

const modifiedAnswer = async (trx: Trx, { payment, operation }: HeldOperation): Promise<Answer<ModifiedView>> => ({
  status: liveOperations.includes(operation.state) ? 202 : 201,
  body: { operation: operationView(operation, payment.currency), payment: await paymentView(trx, payment) },
});

/** A refusal is an answer; nobody asked, or nobody knows, is not. */
const countRefund = ({ metrics }: Switch, { payment, operation: { state } }: HeldOperation): void => metrics.journeyEnded('refund', state === 'not-processed' || state === 'unknown' ? 'failure' : 'success', payment.channel);

export const modificationOperations = (sw: Switch): Some => {
  const protect = <Body>(operation: keyof Some, { user, params, body, headers }: Request<Body>) => ({ scope: scopeOf(operation, user), key: headers['idempotency-key'], request: { params, body } });
  const modify = async <Body>(name: 'capture' | 'refund', request: Request<Body>, begin: (trx: Trx, sw: Switch, locked: Payment | undefined, request: Request<Body>, waiting: Waiting) => Promise<Task>): Promise<Answer<ModifiedView>> => {
    let ended: HeldOperation | undefined;
    const answer = await inTwoSteps(sw.db, protect(name, request), {
      reads: (trx) => lockAhead(trx, request.params.payment),
      begin: (trx, { scope, key }, locked) => begin(trx, sw, locked, request, { scope, key }),
      outside: (task) => patiently(sw, (patience) => perform(sw, task, patience)),
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
          reads: (trx) => lockAhead(trx, request.params.payment),
          begin: (trx, { scope, key }, locked) => beginVoid(trx, sw, locked, request, { scope, key }),
          outside: (voiding) =>
            patiently(sw, async (patience) => {
              if (voiding.of === 'attempt') await giveUp(sw, voiding.attempt, patience);
              return voiding.of === 'reserved' ? perform(sw, voiding.task, patience) : undefined;
            }),
          finish: async (trx, voiding, said) => {
            const held = voiding.of === 'reserved' && said ? await endOperation(trx, sw, voiding.task, said, 'answer') : undefined;
            const locked = held?.payment ?? seen(request.user, await lockPayment(trx, request.params.payment));
            const payment = (await cancelled(trx, locked)) ?? locked;
            return { status: held && liveOperations.includes(held.operation.state) ? 202 : 200, body: await paymentView(trx, payment) };
          },
        }),
      ),
  };
};
