/** Takes what a provider says of an authorisation: the one place where attempts and payments change by it, whoever heard it first. */
import { answerLate } from '../../../kit/idempotency.ts';
import type { Authorisation } from '../../../kit/provider/contract.ts';
import { attemptByReference, lookSoon, saveAttempt, type Attempt } from '../adapters/attempts.ts';
import { authenticated, instrumentOf } from '../adapters/exempted.ts';
import { savePayment, type Payment, type Trx } from '../adapters/payments.ts';
import { counted } from '../domain/comparison.ts';
import { attemptAfter, liveAttempts, paymentAfter, unansweredAttempts, type AttemptState, type PaymentEvent } from '../domain/transitions.ts';
import type { Switch } from '../switch.ts';
import { notify, say } from '../telling.ts';
import { paymentView } from '../view.ts';
import { lookAfter } from './looks.ts';
import { change as changePayment } from './states.ts';
import { release, reserve, takeAtOnce } from './sums.ts';
import { declineOf, doubt, methodOf, wordOf, type Source } from './words.ts';

/** A payment that is locked, with one of its attempts. */
export interface Held {
  readonly payment: Payment;
  readonly attempt: Attempt;
}

export interface Hearing {
  readonly source: Source;
  /** Another attempt follows at once in the same request: the payment goes on. */
  readonly goesOn?: boolean;
}

const died: readonly AttemptState[] = ['declined', 'not-processed'];

/** Money behind an attempt that had failed, as a notice or an answer tells it, is looked up before it is believed. */
const comesLate = ({ state }: Attempt, said: Authorisation): boolean => died.includes(state) && (said.state === 'authorised' || said.state === 'captured');

/** Two attempts cannot be one payment of the provider's. */
async function anothers(trx: Trx, { id, route, reference }: Attempt, said: Authorisation): Promise<string | undefined> {
  if (said.reference === undefined || said.reference === reference) return undefined;
  const other = await attemptByReference(trx, route, said.reference);
  return other && other.id !== id ? `the provider says ${said.reference}, which is the reference of the attempt ${other.id}` : undefined;
}

export async function hearAttempt(trx: Trx, sw: Switch, held: Held, said: Authorisation, hearing: Hearing): Promise<Held> {
  const now = sw.now();
  if (comesLate(held.attempt, said) && hearing.source !== 'look-up') {
    await lookSoon(trx, held.attempt.id, now);
    return held;
  }
  const clash = await anothers(trx, held.attempt, said);
  const mismatch = clash ?? doubt(held.attempt, held.payment, said);
  if (mismatch !== undefined) await complain(trx, sw, held, mismatch);
  // What is not about what was asked is no success; it is asked about again.
  const believed: Authorisation = mismatch === undefined ? said : { state: 'pending', ...(clash === undefined && said.reference !== undefined && { reference: said.reference }) };
  const word = wordOf(held.attempt, held.payment, believed, { source: hearing.source, now, notFoundAfter: sw.times.notFound });
  const from = comesLate(held.attempt, believed) ? (attemptAfter(held.attempt.state, 'late') ?? held.attempt.state) : held.attempt.state;
  const state = word && (attemptAfter(from, word) ?? (word === held.attempt.state ? word : undefined));
  const known = { ...held.attempt, mismatch: mismatch ?? held.attempt.mismatch };
  if (state === undefined) return mismatch === undefined ? held : keep(trx, sw, { ...held, attempt: known });
  return become(trx, sw, { ...held, attempt: known }, { state, said: believed, hearing });
}

async function complain(trx: Trx, sw: Switch, { payment, attempt }: Held, mismatch: string): Promise<void> {
  if (attempt.mismatch === mismatch) return;
  sw.log.error({ payment: payment.id, attempt: attempt.id, route: attempt.route }, `what a provider said is not believed: ${mismatch}`);
  sw.metrics.mismatched(attempt.route);
  await notify(trx, sw, payment.id, { type: 'payment.needs-attention', payload: { payment: payment.id, attempt: attempt.id, reason: mismatch } });
}

interface Change {
  readonly state: AttemptState;
  readonly said: Authorisation;
  readonly hearing: Hearing;
}

/** What the payer brought back is needed for as long as it is not known what came of it. */
function withoutReturned({ request: { continues: _, ...request } }: Attempt): Attempt['request'] {
  return request;
}

/** A network wallet's token is good for once: what is left of it is dropped when it was used. */
const spent = (request: Attempt['request']): Attempt['request'] =>
  request.instrument.method === 'apple-pay' || request.instrument.method === 'google-pay' ? { ...request, instrument: { method: request.instrument.method, token: 'spent' } } : request;

function told(attempt: Attempt, { state, said }: Change): Attempt {
  const waits = state === 'requires-action' || state === 'pending';
  return {
    ...attempt,
    state,
    reference: said.reference ?? attempt.reference,
    expiresAt: said.expiresAt === undefined ? attempt.expiresAt : new Date(said.expiresAt),
    action: waits ? (said.action ?? (state === attempt.state || attempt.state === 'completing' ? attempt.action : null)) : null,
    decline: state === 'declined' ? declineOf(said) : null,
    liability: said.liability ?? attempt.liability,
    ...(!unansweredAttempts.includes(state) && { request: liveAttempts.includes(state) ? withoutReturned(attempt) : spent(withoutReturned(attempt)) }),
    ...(state === 'authorised' || state === 'captured' ? { mismatch: null } : {}),
    ...(state !== attempt.state && { looks: 0 }),
  };
}

/** What the attempt's new state is for the payment. */
const eventOf = (before: AttemptState, state: AttemptState): PaymentEvent | undefined => {
  if (state === before) return undefined;
  if (state === 'authorised') return 'authorise';
  if (state === 'captured') return 'take';
  if (state === 'requires-action') return 'ask';
  if (state === 'pending' && before === 'requires-action') return 'resume';
  if (state === 'voided') return 'release';
  if (state === 'expired') return 'lapse';
  return died.includes(state) ? 'fail' : undefined;
};

/** Whether the payment is about this attempt, or about none. */
const concerns = ({ current, state }: Pick<Payment, 'current' | 'state'>, attempt: string): boolean => current === attempt || state === 'open';

function paymentThen({ payment, attempt }: Held, change: Change): { readonly payment: Payment; readonly stray: boolean } {
  const event = eventOf(attempt.state, change.state);
  const next = event && concerns(payment, attempt.id) && !(event === 'fail' && change.hearing.goesOn) ? paymentAfter(payment.state, event) : undefined;
  const money = event === 'authorise' || (event === 'take' && attempt.authorised === 0n);
  return { payment: next ? { ...payment, state: next, current: attempt.id } : payment, stray: money ? next === undefined : attempt.stray };
}

async function become(trx: Trx, sw: Switch, held: Held, change: Change): Promise<Held> {
  const { payment, stray } = paymentThen(held, change);
  const before = held.attempt;
  const attempt = { ...told(before, change), stray };
  if (change.state === before.state) return keep(trx, sw, { payment, attempt: await answered(trx, { payment, attempt }, change) });
  const summed = await withSums(trx, sw, { payment, before, attempt }, change);
  await countAuthentication(trx, sw, before, summed);
  const saved = change.state === 'voided' || change.state === 'expired' ? await after(trx, held.payment, summed, change.state) : await savedPayment(trx, held.payment, payment);
  return keep(trx, sw, { payment: saved, attempt: await answered(trx, { payment: saved, attempt: summed }, change) });
}

/** What was taken before the rest was given back may have been refunded. */
const after = (trx: Trx, payment: Payment, attempt: Attempt, state: 'voided' | 'expired'): Promise<Payment> => changePayment(trx, payment, attempt, state === 'voided' ? 'release' : 'lapse');

async function savedPayment(trx: Trx, before: Payment, after: Payment): Promise<Payment> {
  if (before.state !== after.state || before.current !== after.current) await savePayment(trx, after);
  return after;
}

interface Summing {
  readonly payment: Payment;
  readonly before: Attempt;
  readonly attempt: Attempt;
}

async function withSums(trx: Trx, sw: Switch, { payment, before, attempt }: Summing, { state, said, hearing }: Change): Promise<Attempt> {
  const amount = counted({ amount: BigInt(attempt.request.amount.amount), currency: payment.currency }, said);
  if (state === 'authorised') return reserve(trx, sw, { payment, attempt }, amount);
  if (state === 'captured') return takeAtOnce(trx, sw, { payment, attempt }, { amount, reference: said.captureReference ?? null });
  if (state === 'voided' || state === 'expired') return release(trx, sw, { payment, attempt }, state);
  if (died.includes(state) && before.state !== state && !hearing.goesOn) await say(trx, sw, { type: 'payment.failed', payload: { payment: payment.id, reason: attempt.decline?.code ?? 'not-processed' } });
  return attempt;
}

/** The counters of article 16 begin anew when the payer was asked, or the issuer took the liability for having asked. */
async function countAuthentication(trx: Trx, sw: Switch, before: Attempt, attempt: Attempt): Promise<void> {
  const success = before.authorised === 0n && attempt.authorised > 0n;
  const asked = before.state === 'requires-action' || before.state === 'completing' || attempt.liability === 'issuer';
  if (success && asked && methodOf(attempt) === 'card') await authenticated(trx, instrumentOf(before.request.instrument), sw.now());
}

/** Whoever asked and was cut off finds the answer under their key. */
async function answered(trx: Trx, { payment, attempt }: Held, { state, hearing }: Change): Promise<Attempt> {
  if (attempt.waiting === null || hearing.goesOn || unansweredAttempts.includes(state)) return attempt;
  if (hearing.source === 'answer') return { ...attempt, waiting: null };
  await saveAttempt(trx, attempt);
  await answerLate(trx, attempt.waiting, { status: 200, body: await paymentView(trx, payment) });
  return { ...attempt, waiting: null };
}

async function keep(trx: Trx, sw: Switch, { payment, attempt }: Held): Promise<Held> {
  const looked = { ...attempt, nextLookAt: lookAfter(attempt, payment, sw) };
  await saveAttempt(trx, looked);
  return { payment, attempt: looked };
}
