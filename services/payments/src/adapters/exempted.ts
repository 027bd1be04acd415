/** The counters of article 16, by instrument. Raised when an exemption is claimed, so that two payments at once do not both find room. */
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Instrument } from '../../../kit/provider/contract.ts';
import type { Trx } from './payments.ts';

/** A digest: the counters are of no use to whoever wants the token. */
export const instrumentOf = (instrument: Instrument): string => createHash('sha256').update('token' in instrument ? instrument.token : instrument.method).digest('hex');

export interface Since {
  readonly payments: number;
  readonly amount: bigint;
}

/** Locks the row until the decision is written. */
export async function sinceAuthentication(trx: Trx, instrument: string, now: Date): Promise<Since> {
  await sql`INSERT INTO exempted (instrument, payments, amount, changed_at) VALUES (${instrument}, 0, 0, ${now}) ON CONFLICT DO NOTHING`.execute(trx);
  const { rows } = await sql<Since>`SELECT payments, amount FROM exempted WHERE instrument = ${instrument} FOR UPDATE`.execute(trx);
  return rows[0] ?? { payments: 0, amount: 0n };
}

export async function countExempted(trx: Trx, instrument: string, amount: bigint, now: Date): Promise<void> {
  await sql`UPDATE exempted SET payments = payments + 1, amount = amount + ${amount}, changed_at = ${now} WHERE instrument = ${instrument}`.execute(trx);
}

/** The payer has authenticated: the counters begin anew. */
export async function authenticated(trx: Trx, instrument: string, now: Date): Promise<void> {
  await sql`UPDATE exempted SET payments = 0, amount = 0, changed_at = ${now} WHERE instrument = ${instrument}`.execute(trx);
}
