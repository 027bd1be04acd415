/** Attempts: a payer pays, at one provider at a time. */
import { inTwoSteps } from '../../../kit/idempotency.ts';
import { conflict, forbidden, notFound } from '../../../kit/problem.ts';
import type { Authorisation } from '../../../kit/provider/contract.ts';
import type { Answer, Handlers } from '../../../kit/server.ts';
import type { User } from '../../../kit/user.ts';
import { findAttempt, saveAttempt, type Attempt, type Waiting } from '../adapters/attempts.ts';
import { lockPayment, savePayment, type Payment, type Trx } from '../adapters/payments.ts';
import type { Patience } from '../adapters/providers.ts';
import type { paymentsApi, PaymentView } from '../api.ts';
import { authorise, lookUpAttempt } from '../asking.ts';
import { beginOn, noWay, type Wish } from '../beginning.ts';
import { storeOf } from '../domain/access.ts';
import { attemptAfter, liveAttempts, paymentAfter, unansweredAttempts } from '../domain/transitions.ts';
import { hearAttempt, type Held } from '../hearing/attempt.ts';
import type { Switch } from '../switch.ts';
import { paymentView } from '../view.ts';
import { giveUp } from '../giving-up.ts';
import { lockPaid, ownOrigin, patienceOf, PayerAsked } from './shared.ts';

type Some = Pick<Handlers<typeof paymentsApi>, 'attempt' | 'completeAction'>;
type Wanted = Parameters<Some['attempt']>[0]['body'];

function wishOf(sw: Switch, user: User, payment: Payment, { instrument, order, returnAddress, payer }: Wanted): Wish {
  const store = storeOf(user);
  if (store === undefined && instrument.method === 'terminal') throw forbidden('only a till pays on a terminal');
  if (store === undefined && order !== undefined) throw forbidden('only a till takes orders by mail or telephone');
  if (returnAddress !== undefined) ownOrigin(sw, returnAddress, 'returnAddress');
  const { country, ...device } = payer ?? {};
  return {
    instrument,
    channel: store === undefined ? payment.channel : 'store',
    ...(store !== undefined && { store }),
    ...(country !== undefined && { country }),
    ...(order !== undefined && { order }),
    ...(returnAddress !== undefined && { returnAddress }),
    ...(Object.keys(device).length > 0 && { payer: device }),
  };
}

interface Begun extends Held {
  readonly wish: Wish;
}

async function begin(trx: Trx, sw: Switch, { user, id, body, waiting }: { readonly user: User; readonly id: string; readonly body: Wanted; readonly waiting: Waiting }): Promise<Begun> {
  const payment = await lockPaid(trx, user, id);
  if (payment.state === 'requires-action') {
    const asked = await findAttempt(trx, payment.current ?? '');
    if (asked) throw new PayerAsked(asked);
  }
  if (payment.state === 'processing') throw conflict('an attempt of this payment is under way: read the payment to see what becomes of it');
  if (payment.state !== 'open' || payment.expiresAt <= sw.now()) throw conflict(`the payment is ${payment.state === 'open' ? 'expired' : payment.state}: create a new one`);
  const wish = wishOf(sw, user, payment, body);
  const begun = await beginOn(trx, sw, payment, { wish, waiting, tried: [] });
  if (!begun) throw noWay(wish, payment);
  return { ...begun, wish };
}

/** Whether another attempt follows at once: only after one of which it is known that nothing came, never after one that nobody knows the end of. */
const goesOn = (attempt: Attempt, { state, decline }: Authorisation): 'elsewhere' | 'with-challenge' | undefined => {
  if (state === 'not-processed') return 'elsewhere';
  const soft = state === 'declined' && (decline?.again === 'with-challenge' || decline?.code === 'authentication-required');
  return soft && attempt.request.instrument.method === 'card' && attempt.request.authentication.decision !== 'challenge' ? 'with-challenge' : undefined;
};

/** Writes down how the attempt ended and begins the next one, in one transaction; `undefined` where there is none. */
async function nextAttempt(sw: Switch, { payment: { id }, attempt, wish }: Begun, said: Authorisation, tried: readonly string[]): Promise<Begun | undefined> {
  const how = goesOn(attempt, said);
  if (how === undefined) return undefined;
  return sw.db.transaction().execute(async (trx) => {
    const [payment, before] = [await lockPayment(trx, id), await findAttempt(trx, attempt.id)];
    // A webhook or the janitor knows better by now.
    if (!payment || before?.state !== 'sending' || payment.current !== attempt.id) return undefined;
    const { waiting } = before;
    const heard = await hearAttempt(trx, sw, { payment, attempt: before }, said, { source: 'answer', goesOn: true });
    const next = await beginOn(trx, sw, heard.payment, { wish, waiting, tried, ...(how === 'with-challenge' && { softDeclined: attempt.route }) });
    if (!next) throw new NoFurther();
    await saveAttempt(trx, { ...heard.attempt, waiting: null });
    return { ...next, wish };
  }).catch((error: unknown) => {
    if (error instanceof NoFurther) return undefined;
    throw error;
  });
}

/** Undoes what was written for an attempt that there is no way for. */
class NoFurther extends Error {}

const mostAttempts = 3;

async function pursue(sw: Switch, first: Begun, patience: Required<Patience>): Promise<{ readonly begun: Begun; readonly said: Authorisation }> {
  let begun = first;
  const tried: string[] = [];
  for (;;) {
    tried.push(begun.attempt.route);
    const said = await authorise(sw, begun.attempt, patience);
    const next = tried.length < mostAttempts && !patience.signal.aborted ? await nextAttempt(sw, begun, said, tried) : undefined;
    if (!next) return { begun, said };
    begun = next;
  }
}

/** What the request itself found out, unless somebody else heard it first. */
async function end(trx: Trx, sw: Switch, { payment: { id }, attempt: { id: attemptId } }: Held, said: Authorisation): Promise<{ readonly answer: Answer<PaymentView>; readonly held: Held }> {
  const [payment, attempt] = [await lockPayment(trx, id), await findAttempt(trx, attemptId)];
  if (!payment || !attempt) throw new Error(`the payment ${id} has lost its attempt`);
  const held = await hearAttempt(trx, sw, { payment, attempt }, said, { source: 'answer' });
  const status = liveAttempts.includes(held.attempt.state) && held.attempt.state !== 'requires-action' ? 202 : 200;
  return { held, answer: { status, body: await paymentView(trx, held.payment) } };
}

/** Nobody could be asked, or nobody knows: not a journey that went well. A decline is an answer; the payer has not arrived yet while they are asked. */
function count({ metrics }: Switch, { payment, attempt }: Held): void {
  if (attempt.state === 'not-processed' || unansweredAttempts.includes(attempt.state)) metrics.journeyEnded('payment', 'failure', payment.channel);
  else if (attempt.state !== 'requires-action' && attempt.state !== 'pending') metrics.journeyEnded('payment', 'success', payment.channel);
}

export const attemptOperations = (sw: Switch): Some => ({
  attempt: ({ user, params, body, headers }) =>
    sw.metrics.measured('attempt', async () => {
      const patience = patienceOf(sw);
      let ended: Held | undefined;
      const run = () =>
        inTwoSteps(sw.db, { scope: `attempt:${user.subject}`, key: headers['idempotency-key'], request: { params, body } }, {
          begin: (trx, waiting) => begin(trx, sw, { user, id: params.payment, body, waiting: { scope: waiting.scope, key: waiting.key } }),
          outside: (begun) => pursue(sw, begun, patience),
          finish: async (trx, _, { begun, said }) => {
            const { answer, held } = await end(trx, sw, begun, said);
            ended = held;
            return answer;
          },
        });
      const answer = await run().catch(async (error: unknown) => {
        if (!(error instanceof PayerAsked)) throw error;
        await giveUp(sw, error.attempt, patience);
        return run();
      });
      if (ended) count(sw, ended);
      return answer;
    }),

  completeAction: ({ user, params, body, headers }) =>
    sw.metrics.measured('completeAction', async () => {
      const patience = patienceOf(sw);
      let ended: Held | undefined;
      const answer = await inTwoSteps(sw.db, { scope: `completeAction:${user.subject}`, key: headers['idempotency-key'], request: { params, body } }, {
        begin: (trx, { scope, key }) => comeBack(trx, sw, { user, params, returned: body.returned ?? {}, waiting: { scope, key } }),
        outside: (held) => found(sw, held, patience),
        finish: async (trx, held, said) => {
          const { answer: first, held: after } = said ? await end(trx, sw, held, said) : { answer: { body: await paymentView(trx, await lockPaid(trx, user, params.payment)) }, held: undefined };
          ended = after;
          return first;
        },
      });
      if (ended) count(sw, ended);
      return answer;
    }),
});

interface ComeBack {
  readonly user: User;
  readonly params: { readonly payment: string; readonly attempt: string };
  /** What their browser was told on the way. */
  readonly returned: Readonly<Record<string, string>>;
  readonly waiting: Waiting;
}

/** The payer has come back: their attempt is asked about, unless a webhook was faster. */
async function comeBack(trx: Trx, sw: Switch, { user, params, returned, waiting }: ComeBack): Promise<Held> {
  const payment = await lockPaid(trx, user, params.payment);
  const attempt = await findAttempt(trx, params.attempt);
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
