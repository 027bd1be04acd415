/** Locks of names in the database, until the transaction ends, whatever becomes of it: they are of no session, so that a pooler may stand between. */
import { sql, type RawBuilder } from 'kysely';

/** Waits for whoever holds it. */
export const locking = (name: string): RawBuilder<unknown> => sql`SELECT pg_advisory_xact_lock(hashtextextended(${name}, 0))`;

export interface Tried {
  readonly locked: boolean;
}

/** Waits for nobody. */
export const tryingLock = (name: string): RawBuilder<Tried> => sql<Tried>`SELECT pg_try_advisory_xact_lock(hashtextextended(${name}, 0)) AS locked`;
