/** The counters of article 16, by instrument. Raised when an exemption is claimed, so that two payments at once do not both find room. */
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Instrument } from '../../../kit/provider/contract.ts';
import { write } from '../../../kit/trips.ts';
import type { Trx } from './payments.ts';

/** A digest: the counters are of no use to whoever wants the token. */
export const instrumentOf = (instrument: Instrument): string => createHash('sha256').update('token' in instrument ? instrument.token : instrument.method).digest('hex');

export interface Since {
  readonly payments: number;
  readonly amount: bigint;
}

/** Locks the row until the decision is written. */
export async function sinceAuthentication(trx: Trx, instrument: string, now: Date): Promise<Since> {
  const { rows } = await sql<Since>`INSERT INTO exempted (instrument, payments, amount, changed_at) VALUES (${instrument}, 0, 0, ${now})
    ON CONFLICT (instrument) DO UPDATE SET changed_at = excluded.changed_at RETURNING payments, amount`.execute(trx);
  return rows[0] ?? { payments: 0, amount: 0n };
}

export async function countExempted(trx: Trx, instrument: string, amount: bigint, now: Date): Promise<void> {
  await write(trx, sql`UPDATE exempted SET payments = payments + 1, amount = amount + ${amount}, changed_at = ${now} WHERE instrument = ${instrument}`);
}

/** The payer has authenticated: the counters begin anew. */
export async function authenticated(trx: Trx, instrument: string, now: Date): Promise<void> {
  await write(trx, sql`UPDATE exempted SET payments = 0, amount = 0, changed_at = ${now} WHERE instrument = ${instrument}`);
}
