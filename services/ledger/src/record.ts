/** Writes what payments tell into the journal. */
import type { Transaction } from 'kysely';
import type { Event } from '../../kit/events.ts';
import { told, type Told } from '../../kit/contract.ts';
import { paymentContract } from '../../payments/events.ts';
import { append, holdChain, remaining, type LedgerTables } from './adapters/journal.ts';
import { addExpiring, addUnsettled, takeExpired } from './adapters/open-items.ts';
import { authorisation, capture, derivedId, refund, release } from './domain/postings.ts';

type Trx = Transaction<LedgerTables>;
type PaymentEvent = Told<typeof paymentContract>;
type Moved = Exclude<PaymentEvent, { readonly type: 'payment.failed' }>['payload'];

interface When {
  readonly at: Date;
  readonly now: Date;
}

const factOf = ({ payment, provider, reference, amount, currency }: Moved, id: string, at: Date) => ({ id, payment, provider, reference, amount: BigInt(amount), currency, at });

/** The listener of `payments.events`. Types that it does not know are of no concern to the books. */
export const recordPayment = (now: () => Date) => async (trx: Trx, event: Event): Promise<void> => {
  const known = told(paymentContract, event);
  if (known) await write(trx, known, event.id, { at: new Date(event.occurredAt), now: now() });
};

async function write(trx: Trx, event: PaymentEvent, id: string, when: When): Promise<void> {
  switch (event.type) {
    case 'payment.authorised':
      return reserve(trx, event.payload, when);
    case 'payment.captured':
      return take(trx, event.payload, when);
    case 'payment.refunded':
      return giveBack(trx, event.payload, when);
    case 'payment.voided':
      return releaseUpTo(trx, { ...event.payload, id, kind: 'void' }, when);
    case 'payment.expired':
      return releaseUpTo(trx, { ...event.payload, id, kind: 'expiry' }, when);
    case 'payment.failed':
      return;
  }
}

async function reserve(trx: Trx, payload: Moved & { readonly authorisation: string; readonly expiresAt: string }, { at, now }: When): Promise<void> {
  const written = await append(trx, [authorisation({ ...factOf(payload, payload.authorisation, at), expiresAt: new Date(payload.expiresAt) })], now);
  for (const entry of written) await addExpiring(trx, payload.provider, entry);
}

/** What an authorisation still reserves in a currency: nothing where the ledger does not know it. */
async function left(trx: Trx, pending: string | undefined, currency: string): Promise<bigint> {
  if (pending === undefined) return 0n;
  await holdChain(trx);
  const reserved = await remaining(trx, pending);
  return reserved?.currency === currency ? reserved.amount : 0n;
}

/** What a provider has taken counts, even when more was taken than the ledger still had reserved, since that had expired in between. */
async function take(trx: Trx, payload: Moved & { readonly capture: string; readonly authorisation?: string }, { at, now }: When): Promise<void> {
  const fact = factOf(payload, payload.capture, at);
  const reserved = await left(trx, payload.authorisation, fact.currency);
  const [covered, pending] = [reserved < fact.amount ? reserved : fact.amount, payload.authorisation];
  const released = pending !== undefined && covered > 0n ? [release({ ...fact, id: derivedId(fact.id, 'release'), amount: covered, pending, kind: 'capture' })] : [];
  const written = await append(trx, [...released, ...capture(fact)], now);
  if (written.some(({ id }) => id === fact.id)) await addUnsettled(trx, fact.provider, { ...fact, entry: fact.id, kind: 'capture' });
}

async function giveBack(trx: Trx, payload: Moved & { readonly refund: string }, { at, now }: When): Promise<void> {
  const fact = factOf(payload, payload.refund, at);
  const written = await append(trx, [refund(fact)], now);
  if (written.length > 0) await addUnsettled(trx, fact.provider, { ...fact, entry: fact.id, kind: 'refund' });
}

async function releaseUpTo(trx: Trx, { id, kind, ...payload }: Moved & { readonly authorisation: string; readonly id: string; readonly kind: 'void' | 'expiry' }, { at, now }: When): Promise<void> {
  const fact = factOf(payload, id, at);
  const reserved = await left(trx, payload.authorisation, fact.currency);
  const amount = reserved < fact.amount ? reserved : fact.amount;
  if (amount > 0n) await append(trx, [release({ ...fact, amount, pending: payload.authorisation, kind })], now);
}

/** Releases what is left of pending entries that have come to their end, at most `limit`. Returns how many it looked at. */
export async function expire(trx: Trx, now: Date, limit = 100): Promise<number> {
  const due = await takeExpired(trx, now, limit);
  if (due.length > 0) await holdChain(trx);
  for (const { entry, provider, payment, reference, expires_at: at } of due) {
    const reserved = await remaining(trx, entry);
    if (!reserved || reserved.amount <= 0n) continue;
    await append(trx, [release({ id: derivedId(entry, 'expiry'), payment, provider, reference: reference ?? entry, ...reserved, at, pending: entry, kind: 'expiry' })], now);
  }
  return due.length;
}
