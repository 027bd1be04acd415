/** What is kept beside the data for the sake of repetitions, and names persons too: erased with them, and kept no longer than it serves. */
import { sql, type Kysely } from 'kysely';
import type { CustomersTables, Trx } from './person.ts';

/** Idempotency keys of a scope, whose fingerprints were made from what a person told. */
export async function forgetKeys(trx: Trx, scope: string): Promise<void> {
  await sql`DELETE FROM idempotency WHERE scope = ${scope}`.execute(trx);
}

/** Forgets events that were carried, and answers that nobody repeats any more. */
export async function prune(db: Kysely<CustomersTables>, now: Date): Promise<void> {
  const yesterday = new Date(now.getTime() - 86_400_000);
  await sql`DELETE FROM outbox WHERE published_at < ${yesterday}`.execute(db);
  await sql`DELETE FROM idempotency WHERE created_at < ${yesterday}`.execute(db);
}
