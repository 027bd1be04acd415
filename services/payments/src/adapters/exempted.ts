/** The counters of article 16, by instrument. Raised when an exemption is claimed, so that two payments at once do not both find room. */
import { createHash } from 'node:crypto';
import { sql, type RawBuilder } from 'kysely';
import type { Instrument } from '../../../kit/provider/contract.ts';
import { locking } from '../../../kit/locks.ts';
import { ahead, write, type Coming } from '../../../kit/trips.ts';
import type { Trx } from './payments.ts';

/** A digest: the counters are of no use to whoever wants the token. */
export const instrumentOf = (instrument: Instrument): string => createHash('sha256').update('token' in instrument ? instrument.token : instrument.method).digest('hex');

export interface Since {
  readonly payments: number;
  readonly amount: bigint;
}

const lockOf = (instrument: string) => locking(`exempted\n${instrument}`);

/** As it stays until the decision is written: whoever decides about the same instrument waits. */
export async function sinceAuthenticationAhead(trx: Trx, instrument: string): Promise<Coming<Since>> {
  await write(trx, lockOf(instrument));
  const rows = await ahead(trx, counters(instrument));
  return async () => (await rows())[0] ?? never;
}

export async function sinceAuthentication(trx: Trx, instrument: string): Promise<Since> {
  await write(trx, lockOf(instrument));
  return (await counters(instrument).execute(trx)).rows[0] ?? never;
}

const never: Since = { payments: 0, amount: 0n };

const counters = (instrument: string): RawBuilder<Since> => sql`SELECT payments, amount FROM exempted WHERE instrument = ${instrument}`;

export async function countExempted(trx: Trx, instrument: string, amount: bigint, now: Date): Promise<void> {
  await write(trx, sql`INSERT INTO exempted AS e (instrument, payments, amount, changed_at) VALUES (${instrument}, 1, ${amount}, ${now})
    ON CONFLICT (instrument) DO UPDATE SET payments = e.payments + 1, amount = e.amount + excluded.amount, changed_at = excluded.changed_at`);
}

/** The payer has authenticated: the counters begin anew. */
export async function authenticated(trx: Trx, instrument: string, now: Date): Promise<void> {
  await write(trx, sql`UPDATE exempted SET payments = 0, amount = 0, changed_at = ${now} WHERE instrument = ${instrument}`);
}
