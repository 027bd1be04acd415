/** What is kept beside payments for the sake of repetitions, and no longer than it serves. */
import { sql } from 'kysely';
import { forgetAnswers } from '../../../kit/idempotency.ts';
import { forgetPayers } from './attempts.ts';
import type { Db, Trx } from './payments.ts';

/** Returns whether it is told for the first time. */
export async function firstTold(trx: Trx, route: string, id: string, now: Date): Promise<boolean> {
  return (await sql`INSERT INTO notice (route, id, received_at) VALUES (${route}, ${id}, ${now}) ON CONFLICT DO NOTHING`.execute(trx)).numAffectedRows === 1n;
}

/** Operations that keep answers under the name of a payer. */
const keeping = ['createIntent', 'attempt', 'completeAction', 'openCardSession'];

/** Amounts and references stay, since books must be kept; who paid does not (GDPR articles 17(1) and 17(3)(b)). */
export async function forgetPerson(trx: Trx, owner: string): Promise<void> {
  await sql`SELECT FROM payment WHERE owner = ${owner} ORDER BY id FOR UPDATE`.execute(trx);
  await forgetPayers(trx, owner);
  await sql`UPDATE payment SET owner = NULL WHERE owner = ${owner}`.execute(trx);
  await forgetAnswers(trx, owner, keeping);
}

const day = 86_400_000;

/** Answers for a week, as providers keep theirs; webhooks for as long as a provider sends one again (Adyen: 30 days). */
export async function prune(db: Db, now: Date): Promise<void> {
  await sql`DELETE FROM outbox WHERE published_at < ${new Date(now.getTime() - day)}`.execute(db);
  await sql`DELETE FROM idempotency WHERE created_at < ${new Date(now.getTime() - 7 * day)}`.execute(db);
  await sql`DELETE FROM notice WHERE received_at < ${new Date(now.getTime() - 31 * day)}`.execute(db);
  await sql`DELETE FROM exempted WHERE changed_at < ${new Date(now.getTime() - 365 * day)}`.execute(db);
}
