/** What the ledger still waits for: settlements of captures and refunds, and the ends of pending entries. */
import { sql, type Transaction } from 'kysely';
import type { NewEntry } from '../domain/entry.ts';
import type { Unsettled } from '../domain/reconciliation.ts';
import type { LedgerTables } from './journal.ts';

type Trx = Transaction<LedgerTables>;

export async function addUnsettled(trx: Trx, provider: string, { entry, reference, kind, amount, currency, payment, at }: Omit<Unsettled, 'reported'>): Promise<void> {
  await sql`INSERT INTO unsettled (entry, provider, reference, kind, amount, currency, payment, at)
    VALUES (${entry}, ${provider}, ${reference}, ${kind}, ${amount}, ${currency}, ${payment}, ${at})`.execute(trx);
}

/** All of a provider, held until the transaction ends: another import of the provider waits. */
export async function holdUnsettled(trx: Trx, provider: string): Promise<Unsettled[]> {
  const { rows } = await sql<Unsettled>`SELECT entry, reference, kind, amount, currency, payment, at, reported FROM unsettled WHERE provider = ${provider} ORDER BY at, entry FOR UPDATE`.execute(trx);
  return rows;
}

export async function removeUnsettled(trx: Trx, entries: readonly string[]): Promise<void> {
  await sql`DELETE FROM unsettled WHERE entry = ANY(${entries}::uuid[])`.execute(trx);
}

export async function markReported(trx: Trx, entries: readonly string[]): Promise<void> {
  await sql`UPDATE unsettled SET reported = true WHERE entry = ANY(${entries}::uuid[])`.execute(trx);
}

export async function addExpiring(trx: Trx, provider: string, { id, expiresAt }: Pick<NewEntry, 'id' | 'expiresAt'>): Promise<void> {
  await sql`INSERT INTO expiring (entry, provider, expires_at) VALUES (${id}, ${provider}, ${expiresAt ?? null})`.execute(trx);
}

export interface Expiring {
  readonly entry: string;
  readonly provider: string;
  readonly payment: string;
  readonly reference: string | null;
  readonly expires_at: Date;
}

/** Pending entries that have come to their end, taken from the list; those that another process is at are left to it. */
export async function takeExpired(trx: Trx, now: Date, limit: number): Promise<Expiring[]> {
  const { rows } = await sql<Expiring>`
    WITH due AS (SELECT entry FROM expiring WHERE expires_at <= ${now} ORDER BY expires_at LIMIT ${limit} FOR UPDATE SKIP LOCKED),
         taken AS (DELETE FROM expiring USING due WHERE expiring.entry = due.entry RETURNING expiring.entry, expiring.provider)
    SELECT taken.entry, taken.provider, journal.payment, journal.reference, journal.expires_at FROM taken JOIN journal ON journal.id = taken.entry ORDER BY journal.position`.execute(trx);
  return rows;
}
