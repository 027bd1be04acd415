/** Takes what a provider says of an authorisation: the one place where attempts and payments change by it, whoever heard it first. */
import { answerLate } from '../../../kit/idempotency.ts';
import type { Authorisation } from '../../../kit/provider/contract.ts';
import { lookSoon, saveAttempt, type Attempt } from '../adapters/attempts.ts';
import { authenticated, instrumentOf } from '../adapters/exempted.ts';
import { savePayment, type Payment, type Trx } from '../adapters/payments.ts';
import { counted } from '../domain/comparison.ts';
import { attemptAfter, unansweredAttempts } from '../domain/transitions.ts';
import type { Switch } from '../switch.ts';
import { notify, say } from '../telling.ts';
import { paymentView } from '../view.ts';
import { died, paymentThen, told, type Change, type HeardAttempt, type Held, type Hearing } from './changes.ts';
import { lookAfter } from './looks.ts';
import { change as changePayment } from './states.ts';
import { release, reserve, takeAtOnce, type Summed } from './sums.ts';
import { doubt, methodOf, wordOf } from './words.ts';

export type { Held, Hearing } from './changes.ts';

/** Money behind an attempt that had failed, as a notice or an answer tells it, is looked up before it is believed. */
const comesLate = ({ state }: Attempt, said: Authorisation): boolean => died.includes(state) && (said.state === 'authorised' || said.state === 'captured');

/** Two attempts cannot be one payment of the provider's. */
const anothers = ({ id }: Attempt, { reference }: Authorisation, { named }: Hearing): string | undefined =>
  reference !== undefined && named !== undefined && named !== id ? `the provider says ${reference}, which is the reference of the attempt ${named}` : undefined;

export async function hearAttempt(trx: Trx, sw: Switch, held: Held, said: Authorisation, hearing: Hearing): Promise<HeardAttempt> {
  const now = sw.now();
  if (comesLate(held.attempt, said) && hearing.source !== 'look-up') {
    await lookSoon(trx, held.attempt.id, now);
    return nothing(held);
  }
  const clash = anothers(held.attempt, said, hearing);
  const mismatch = clash ?? doubt(held.attempt, held.payment, said);
  if (mismatch !== undefined) await complain(trx, sw, held, mismatch);
  // What is not about what was asked is no success; it is asked about again.
  const believed: Authorisation = mismatch === undefined ? said : { state: 'pending', ...(clash === undefined && said.reference !== undefined && { reference: said.reference }) };
  const word = wordOf(held.attempt, held.payment, believed, { source: hearing.source, now, notFoundAfter: sw.times.notFound });
  const from = comesLate(held.attempt, believed) ? (attemptAfter(held.attempt.state, 'late') ?? held.attempt.state) : held.attempt.state;
  const state = word && (attemptAfter(from, word) ?? (word === held.attempt.state ? word : undefined));
  const known = { ...held.attempt, mismatch: mismatch ?? held.attempt.mismatch };
  if (state === undefined) return nothing(mismatch === undefined ? held : await keep(trx, sw, { ...held, attempt: known }));
  return become(trx, sw, { ...held, attempt: known }, { state, said: believed, hearing });
}

/** No money has moved. */
const nothing = (held: Held): HeardAttempt => ({ ...held, operations: [] });

async function complain(trx: Trx, sw: Switch, { payment, attempt }: Held, mismatch: string): Promise<void> {
  if (attempt.mismatch === mismatch) return;
  sw.log.error({ payment: payment.id, attempt: attempt.id, route: attempt.route }, `what a provider said is not believed: ${mismatch}`);
  sw.metrics.mismatched(attempt.route);
  await notify(trx, sw, payment.id, { type: 'payment.needs-attention', payload: { payment: payment.id, attempt: attempt.id, reason: mismatch } });
}

async function become(trx: Trx, sw: Switch, held: Held, change: Change): Promise<HeardAttempt> {
  const { payment, stray } = paymentThen(held, change);
  const before = held.attempt;
  const attempt = { ...told(before, change), stray };
  if (change.state === before.state) return nothing(await keep(trx, sw, { payment, attempt: await answered(trx, { payment, attempt }, change) }));
  const { attempt: summed, operations } = await withSums(trx, sw, { payment, before, attempt }, change);
  await countAuthentication(trx, sw, before, summed);
  const saved = change.state === 'voided' || change.state === 'expired' ? await after(trx, held.payment, summed, change.state) : await savedPayment(trx, held.payment, payment);
  return { ...(await keep(trx, sw, { payment: saved, attempt: await answered(trx, { payment: saved, attempt: summed }, change) })), operations };
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

async function withSums(trx: Trx, sw: Switch, { payment, before, attempt }: Summing, { state, said, hearing }: Change): Promise<Summed> {
  const amount = counted({ amount: BigInt(attempt.request.amount.amount), currency: payment.currency }, said);
  if (state === 'authorised') return reserve(trx, sw, { payment, attempt }, amount);
  if (state === 'captured') return takeAtOnce(trx, sw, { payment, attempt }, { amount, reference: said.captureReference ?? null });
  if (state === 'voided' || state === 'expired') return release(trx, sw, { payment, attempt }, state);
  if (died.includes(state) && before.state !== state && !hearing.goesOn) await say(trx, sw, { type: 'payment.failed', payload: { payment: payment.id, reason: attempt.decline?.code ?? 'not-processed' } });
  return { attempt, operations: [] };
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
