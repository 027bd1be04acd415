/** The counters of article 16, by instrument. Raised when an exemption is claimed, so that two payments at once do not both find room. */
import { createHash } from 'node:crypto';
import { sql, type RawBuilder } from 'kysely';
import type { Instrument } from '../../../kit/provider/contract.ts';
import { ahead, write, type Coming } from '../../../kit/trips.ts';
import type { Trx } from './payments.ts';

/** A digest: the counters are of no use to whoever wants the token. */
export const instrumentOf = (instrument: Instrument): string => createHash('sha256').update('token' in instrument ? instrument.token : instrument.method).digest('hex');

export interface Since {
  readonly payments: number;
  readonly amount: bigint;
}

/** Locks the row until the decision is written. */
export const sinceAuthentication = async (trx: Trx, instrument: string, now: Date): Promise<Since> => (await counting(instrument, now).execute(trx)).rows[0] ?? never;

/** As `sinceAuthentication`, with the next statement. */
export async function sinceAuthenticationAhead(trx: Trx, instrument: string, now: Date): Promise<Coming<Since>> {
  const rows = await ahead(trx, counting(instrument, now));
  return async () => (await rows())[0] ?? never;
}

const never: Since = { payments: 0, amount: 0n };

const counting = (instrument: string, now: Date): RawBuilder<Since> => sql`INSERT INTO exempted (instrument, payments, amount, changed_at) VALUES (${instrument}, 0, 0, ${now})
    ON CONFLICT (instrument) DO UPDATE SET changed_at = excluded.changed_at RETURNING payments, amount`;

export async function countExempted(trx: Trx, instrument: string, amount: bigint, now: Date): Promise<void> {
  await write(trx, sql`UPDATE exempted SET payments = payments + 1, amount = amount + ${amount}, changed_at = ${now} WHERE instrument = ${instrument}`);
}

/** The payer has authenticated: the counters begin anew. */
export async function authenticated(trx: Trx, instrument: string, now: Date): Promise<void> {
  await write(trx, sql`UPDATE exempted SET payments = 0, amount = 0, changed_at = ${now} WHERE instrument = ${instrument}`);
}
