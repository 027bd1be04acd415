/** What must hold of every attempt, between provider, payments and ledger. Each answers what is wrong, in words. Pure. */
import type { Happened } from '../../../services/sandbox/frame/part.ts';
import type { AttemptSaid, OperationSaid } from '../books.ts';
import type { Story, Told } from './story.ts';
import { doneOf, happenedOf, refundedOf, sumOf, total } from './sums.ts';

type Check = (told: Told, story: Story) => readonly string[];

const unless = (holds: boolean, what: string): readonly string[] => (holds ? [] : [what]);

const unanswered = new Set(['sending', 'unknown', 'pending', 'completing', 'requires-action', 'accepted']);

/** Left by its payer, and its provider cannot take it back, such as a PayPal order: the payment has gone on without it. */
const letGo = ({ stray, state, authorised }: AttemptSaid): boolean => stray && state === 'requires-action' && authorised === 0n;

const resolved: Check = ({ attempt, operations }) => [
  ...unless(letGo(attempt) || !unanswered.has(attempt.state), `the attempt ${attempt.id} is still ${attempt.state}`),
  ...operations.flatMap(({ id, kind, state }) => unless(!unanswered.has(state), `the ${kind} ${id} is still ${state}`)),
  ...unless(attempt.capturing === 0n && attempt.releasing === 0n, `the attempt ${attempt.id} still holds ${attempt.capturing + attempt.releasing} for captures and voids`),
  ...operations.flatMap(({ id, refunding }) => unless(refunding === 0n, `the capture ${id} still holds ${refunding} for refunds`)),
];

const bounded: Check = ({ attempt, operations }) => [
  ...unless(attempt.captured + attempt.released <= attempt.authorised, `more is captured and released than was authorised by ${attempt.id}`),
  ...operations.filter(({ kind }) => kind === 'capture').flatMap(({ id, amount, refunded }) => unless(refunded <= amount, `more is refunded than was captured by ${id}`)),
];

/** Once at the provider, and for as much. What was reserved there without our knowing has been given back. */
const authorised: Check = (told) => {
  const { attempt } = told;
  const there = happenedOf(told, 'authorisation');
  if (there.length > 1) return [`duplicated: ${attempt.id} is authorised ${there.length} times at the provider`];
  const sum = sumOf(told, 'authorisation');
  if (attempt.authorised > 0n) return unless(sum === attempt.authorised, sum === 0n ? `lost: ${attempt.id} is authorised in payments alone` : `${attempt.id} is authorised for ${sum} at the provider, for ${attempt.authorised} in payments`);
  const left = sum > 0n && happenedOf(told, 'void').length === 0 && sumOf(told, 'capture') === 0n;
  return unless(!left, `orphaned: ${attempt.id} is authorised at the provider alone`);
};

/** Which of ours it is: by our reference, and by theirs where they were told none of ours. */
const isThat = ({ operations }: Told, { id, reference: theirs }: OperationSaid, { ours, reference }: Happened): boolean => ours === id || (theirs !== null && reference === theirs && operations.every((one) => one.id !== ours));

const capturesMatch: Check = (told, { payment }) => {
  const [there, done] = [happenedOf(told, 'capture'), doneOf(told, 'capture')];
  // Whatever was taken behind the back of an attempt that had ended was given back whole.
  if (done.length === 0) return unless(sumOf(told, 'capture') === sumOf(told, 'refund'), `orphaned: ${sumOf(told, 'capture')} is captured at the provider alone for ${told.attempt.id}`);
  return done.flatMap((operation) => {
    const own = there.filter((one) => isThat(told, operation, one) || (payment.capture === 'automatic' && done.length === 1));
    if (own.length > 1) return [`duplicated: ${operation.id} is captured ${own.length} times at the provider`];
    return unless(own[0] !== undefined && BigInt(own[0].amount) === operation.amount, own[0] ? `${operation.id} has captured ${own[0].amount} at the provider, ${operation.amount} in payments` : `lost: ${operation.id} is captured in payments alone`);
  }).concat(unless(there.length <= done.length, `orphaned: ${there.length} captures at the provider, ${done.length} in payments for ${told.attempt.id}`));
};

const refundsMatch: Check = (told) => {
  const [there, done] = [happenedOf(told, 'refund'), doneOf(told, 'refund')];
  const reversed = told.attempt.captured === 0n;
  return [
    ...done.flatMap((operation) => {
      const own = there.filter((one) => isThat(told, operation, one));
      if (own.length > 1) return [`duplicated: ${operation.id} is refunded ${own.length} times at the provider`];
      return unless(own[0] !== undefined && BigInt(own[0].amount) === operation.amount, own[0] ? `${operation.id} has refunded ${own[0].amount} at the provider, ${operation.amount} in payments` : `lost: ${operation.id} is refunded in payments alone`);
    }),
    ...unless(reversed || there.length === done.length, `orphaned: ${there.length} refunds at the provider, ${done.length} in payments for ${told.attempt.id}`),
  ];
};

/** A void is a refund where a terminal had approved. Some providers say the whole authorisation, and not what was left of it: whether, not how much. */
const voidsMatch: Check = (told) => {
  const { attempt } = told;
  const there = happenedOf(told, 'void').length > 0 || (attempt.captured === 0n && happenedOf(told, 'refund').length > 0);
  return [
    ...unless(there || doneOf(told, 'void').length === 0, `lost: ${attempt.id} is voided in payments alone`),
    ...unless(!there || attempt.authorised === 0n || attempt.captured + attempt.released === attempt.authorised, `orphaned: ${attempt.id} is voided at the provider alone`),
  ];
};

const bookedOnce = (told: Told, operation: OperationSaid): readonly string[] => {
  const entries = told.entries.filter(({ id, state }) => id === operation.id && state === 'posted');
  const [entry] = entries;
  if (entries.length > 1) return [`duplicated: ${operation.id} is booked ${entries.length} times`];
  if (!entry) return [`lost: ${operation.kind} ${operation.id} is not booked`];
  return unless(entry.amount === operation.amount && entry.kind === operation.kind, `${operation.id} is a ${operation.kind} of ${operation.amount} in payments, a ${entry.kind} of ${entry.amount} in the ledger`);
};

const booked: Check = (told, { payment }) => {
  const { attempt, entries } = told;
  const done = [...doneOf(told, 'capture'), ...doneOf(told, 'refund')];
  const posted = entries.filter(({ state }) => state === 'posted');
  const reserved = total(entries.filter(({ state }) => state === 'pending').map(({ amount }) => amount));
  const released = total(entries.filter(({ state }) => state === 'released').map(({ amount }) => amount));
  const told_ = reserved > 0n || (payment.capture === 'manual' && attempt.authorised > 0n);
  return [
    ...done.flatMap((operation) => bookedOnce(told, operation)),
    ...posted.flatMap(({ id }) => unless(done.some((one) => one.id === id), `orphaned: ${id} is booked and not done`)),
    ...entries.flatMap(({ id, currency }) => unless(currency === payment.currency, `${id} is booked in ${currency}`)),
    ...unless(!told_ || reserved === attempt.authorised, `${attempt.id} reserves ${reserved} in the ledger, ${attempt.authorised} in payments`),
    ...unless(!told_ || released === attempt.captured + attempt.released, `${released} of ${attempt.id} is released in the ledger, ${attempt.captured + attempt.released} in payments`),
  ];
};

const added: Check = (told) => {
  const { attempt } = told;
  const captured = total(doneOf(told, 'capture').map(({ amount }) => amount));
  const refunded = total(told.operations.filter(({ kind }) => kind === 'capture').map((one) => one.refunded));
  return [
    ...unless(captured === attempt.captured, `the captures of ${attempt.id} sum to ${captured}, not ${attempt.captured}`),
    ...unless(refunded === refundedOf(told), `the refunds of ${attempt.id} sum to ${refundedOf(told)}, not ${refunded}`),
  ];
};

/** What a payment has no use for is given back. A bank transfer cannot be: that it is there was told to a person. */
const strayReturned: Check = (told) => {
  const { attempt } = told;
  const kept = attempt.authorised - attempt.released - refundedOf(told);
  return unless(!attempt.stray || attempt.provider === 'bank' || kept === 0n, `paid twice: ${kept} of the stray attempt ${attempt.id} is not given back`);
};

export const checks: readonly Check[] = [resolved, bounded, authorised, capturesMatch, refundsMatch, voidsMatch, booked, added, strayReturned];
