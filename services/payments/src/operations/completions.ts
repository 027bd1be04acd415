/** The payer comes back from what they were asked to do. */
import { inTwoSteps, scopeOf } from '../../../kit/idempotency.ts';
import { conflict, notFound } from '../../../kit/problem.ts';
import type { Authorisation } from '../../../kit/provider/contract.ts';
import type { Handlers } from '../../../kit/server.ts';
import { findAttempt, saveAttempt, type Attempt, type Waiting } from '../adapters/attempts.ts';
import { lockPayment, lockAhead, savePayment, type Payment, type Trx } from '../adapters/payments.ts';
import type { Patience } from '../adapters/providers.ts';
import type { paymentsApi } from '../api.ts';
import { authorise, lookUpAttempt } from '../asking.ts';
import { attemptAfter, liveAttempts, paymentAfter } from '../domain/transitions.ts';
import { count, end } from '../ending.ts';
import type { Held } from '../hearing/attempt.ts';
import type { Switch } from '../switch.ts';
import { paymentView } from '../view.ts';
import { paid, patiently } from './shared.ts';

export const completionOperations = (sw: Switch): Pick<Handlers<typeof paymentsApi>, 'completeAction'> => ({
  completeAction: ({ user, params, body, headers }) =>
    sw.metrics.measured('completeAction', () => patiently(sw, async (patience) => {
      let ended: Held | undefined;
      const answer = await inTwoSteps(sw.db, { scope: scopeOf('completeAction', user), key: headers['idempotency-key'], request: { params, body } }, {
        reads: (trx) => lockAhead(trx, params.payment),
        begin: (trx, { scope, key }, payment) => comeBack(trx, sw, paid(user, payment), { attempt: params.attempt, returned: body.returned ?? {}, waiting: { scope, key } }),
        outside: (held) => found(sw, held, patience),
        finish: async (trx, held, said) => {
          const { answer: first, held: after } = said ? await end(trx, sw, held, said) : { answer: { body: await paymentView(trx, paid(user, await lockPayment(trx, params.payment))) }, held: undefined };
          ended = after;
          return first;
        },
      });
      if (ended) count(sw, ended);
      return answer;
    })),
});

interface ComeBack {
  readonly attempt: string;
  /** What their browser was told on the way. */
  readonly returned: Readonly<Record<string, string>>;
  readonly waiting: Waiting;
}

/** The payer has come back: their attempt is asked about, unless a webhook was faster. */
async function comeBack(trx: Trx, sw: Switch, payment: Payment, { attempt: id, returned, waiting }: ComeBack): Promise<Held> {
  const attempt = await findAttempt(trx, id);
  if (!attempt || attempt.payment !== payment.id) throw notFound('this payment has no such attempt');
  if (attempt.state === 'sending' || attempt.state === 'completing') throw conflict('the provider is being asked about this attempt: read the payment to see what becomes of it');
  if (attempt.stray) throw conflict('this attempt was let go: begin another one');
  const state = attemptAfter(attempt.state, 'complete');
  if (!state) return { payment, attempt: await waitingFor(trx, attempt, waiting) };
  const [now, { reference }] = [sw.now(), attempt];
  const request = reference === null ? attempt.request : { ...attempt.request, continues: { reference, returned } };
  const completing: Attempt = { ...attempt, state, request, completions: attempt.completions + 1, waiting, askedAt: now, nextLookAt: new Date(now.getTime() + sw.times.crashed) };
  await saveAttempt(trx, completing);
  const resumed: Payment = payment.current === attempt.id ? { ...payment, state: paymentAfter(payment.state, 'resume') ?? payment.state } : payment;
  await savePayment(trx, resumed);
  return { payment: resumed, attempt: completing };
}

/** One that still waits, with the key of whoever asks now: the janitor answers it, where this program cannot. */
async function waitingFor(trx: Trx, attempt: Attempt, waiting: Waiting): Promise<Attempt> {
  if (!liveAttempts.includes(attempt.state) || attempt.waiting !== null) return attempt;
  const next = { ...attempt, waiting };
  await saveAttempt(trx, next);
  return next;
}

/** `undefined`: it has ended already, and nobody is asked. */
async function found(sw: Switch, { attempt }: Held, patience: Patience): Promise<Authorisation | undefined> {
  if (attempt.state === 'completing' && attempt.reference !== null) return authorise(sw, attempt, patience);
  return liveAttempts.includes(attempt.state) ? lookUpAttempt(sw, attempt, patience) : undefined;
}
