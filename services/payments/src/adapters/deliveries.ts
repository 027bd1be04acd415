/** Notices to the merchant in the database. */
import { sql } from 'kysely';
import { write } from '../../../kit/trips.ts';
import { isUuid, type Db, type Trx } from './payments.ts';

export interface Delivery {
  readonly id: string;
  readonly payment: string;
  readonly type: string;
  readonly body: string;
  readonly state: 'pending' | 'delivered' | 'dead';
  readonly tries: number;
}

const columns = sql`d.id, d.payment, d.type, d.body, d.state, d.tries`;

export async function insertDelivery(trx: Trx, { id, payment, type, body }: Pick<Delivery, 'id' | 'payment' | 'type' | 'body'>, now: Date): Promise<void> {
  await write(trx, sql`INSERT INTO delivery (id, payment, type, body, state, created_at, next_try_at) VALUES (${id}, ${payment}, ${type}, ${body}, 'pending', ${now}, ${now})`);
}

/** Due ones, each put off while this process tries. */
export const takeDeliveries = async (trx: Trx, { now, until, limit }: { readonly now: Date; readonly until: Date; readonly limit: number }): Promise<Delivery[]> =>
  (await sql<Delivery>`WITH due AS (SELECT id FROM delivery WHERE state = 'pending' AND next_try_at <= ${now} ORDER BY next_try_at LIMIT ${limit} FOR UPDATE SKIP LOCKED)
    UPDATE delivery d SET next_try_at = ${until} FROM due WHERE d.id = due.id RETURNING ${columns}`.execute(trx)).rows;

/** What came of a try. */
export interface Try extends Pick<Delivery, 'id' | 'state'> {
  readonly answer: string;
  readonly nextTryAt: Date;
}

/** In one statement, since there are as many as there are payments. */
export async function saveTries(db: Db, tries: readonly Try[]): Promise<void> {
  if (tries.length === 0) return;
  const [ids, states, answers, nexts] = [tries.map(({ id }) => id), tries.map(({ state }) => state), tries.map(({ answer }) => answer), tries.map(({ nextTryAt }) => nextTryAt)];
  await sql`UPDATE delivery d SET state = t.state, tries = d.tries + 1, last_answer = t.answer, next_try_at = t.next_try_at
    FROM unnest(${ids}::uuid[], ${states}::text[], ${answers}::text[], ${nexts}::timestamptz[]) AS t (id, state, answer, next_try_at) WHERE d.id = t.id`.execute(db);
}

/** Begins anew with the first try. */
export async function beginAgain(trx: Trx, id: string, now: Date): Promise<Delivery | undefined> {
  if (!isUuid(id)) return undefined;
  return (await sql<Delivery>`UPDATE delivery d SET state = 'pending', tries = 0, next_try_at = ${now} WHERE d.id = ${id} RETURNING ${columns}`.execute(trx)).rows[0];
}

export const isDisabled = async (db: Db, address: string): Promise<boolean> => (await sql`SELECT FROM disabled_endpoint WHERE address = ${address}`.execute(db)).rows.length > 0;

export async function disable(db: Db, address: string, now: Date): Promise<void> {
  await sql`INSERT INTO disabled_endpoint (address, since) VALUES (${address}, ${now}) ON CONFLICT DO NOTHING`.execute(db);
}

export async function enable(trx: Trx, address: string): Promise<void> {
  await sql`DELETE FROM disabled_endpoint WHERE address = ${address}`.execute(trx);
}
