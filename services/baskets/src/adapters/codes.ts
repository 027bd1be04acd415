/** Short codes in the database. */
import { sql } from 'kysely';
import { minuteOf } from '../domain/codes.ts';
import type { Db, Trx } from './baskets.ts';

/** Keeps a basket's new code in place of its old one. False where another basket has the same. */
export async function keepCode(trx: Trx, { code, basket, expiresAt }: { readonly code: string; readonly basket: string; readonly expiresAt: Date }): Promise<boolean> {
  await sql`DELETE FROM code WHERE basket = ${basket}`.execute(trx);
  const { numAffectedRows } = await sql`INSERT INTO code (code, basket, expires_at) VALUES (${code}, ${basket}, ${expiresAt}) ON CONFLICT (code) DO NOTHING`.execute(trx);
  return numAffectedRows === 1n;
}

export const basketOfCode = async (db: Db, code: string): Promise<string | undefined> => (await sql<{ basket: string }>`SELECT basket FROM code WHERE code = ${code}`.execute(db)).rows[0]?.basket;

/** Uses a code up, under the lock of its basket. True also when the same till asks again after a lost answer. */
export async function useCode(trx: Trx, { code, till, now }: { readonly code: string; readonly till: string; readonly now: Date }): Promise<boolean> {
  const { numAffectedRows } = await sql`UPDATE code SET fetched_by = ${till} WHERE code = ${code} AND expires_at > ${now} AND (fetched_by IS NULL OR fetched_by = ${till})`.execute(trx);
  return numAffectedRows === 1n;
}

export async function letStoreSee(trx: Trx, { basket, store, until }: { readonly basket: string; readonly store: string; readonly until: Date }): Promise<void> {
  await sql`INSERT INTO access (basket, store, until) VALUES (${basket}, ${store}, ${until}) ON CONFLICT (basket, store) DO UPDATE SET until = excluded.until`.execute(trx);
  await sql`UPDATE basket SET channel = 'store' WHERE id = ${basket} AND state = 'open'`.execute(trx);
}

/** Counts a try, whatever becomes of it. Returns how many this till has made in this minute. */
export async function countTry(db: Db, till: string, now: Date): Promise<number> {
  const { rows } = await sql<{ tries: number }>`INSERT INTO code_try (till, minute, tries) VALUES (${till}, ${minuteOf(now)}, 1) ON CONFLICT (till, minute) DO UPDATE SET tries = code_try.tries + 1 RETURNING tries`.execute(db);
  return rows[0]?.tries ?? 0;
}

export async function dropOld(db: Db, now: Date): Promise<void> {
  await sql`DELETE FROM code WHERE expires_at <= ${now}`.execute(db);
  await sql`DELETE FROM access WHERE until <= ${now}`.execute(db);
  await sql`DELETE FROM code_try WHERE minute < ${minuteOf(now)}`.execute(db);
}
