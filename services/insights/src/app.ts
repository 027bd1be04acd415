/** Insights, put together from what it depends on. */
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { sql, type Kysely } from 'kysely';
import { join } from 'node:path';
import { basketContract } from '../../baskets/events.ts';
import { basketEvents } from '../../baskets/topics.ts';
import { told } from '../../kit/contract.ts';
import type { Listeners } from '../../kit/events.ts';
import { repeat, type Background } from '../../kit/program.ts';
import { createServer } from '../../kit/server.ts';
import type { VerifyUser } from '../../kit/user.ts';
import { count, forgetBaskets, lastDays, totals, type InsightsTables } from './adapters/counters.ts';
import { propose } from './adapters/proposals.ts';
import { insightsApi } from './api.ts';
import { countedOf } from './domain/counts.ts';
import { seldomBought, usualRule, type Rule } from './domain/seldom-bought.ts';
import { insightsHandlers, usualDays } from './handlers.ts';

export interface App {
  readonly db: Kysely<InsightsTables>;
  readonly now: () => Date;
  readonly uuid: () => string;
  readonly rule?: Rule;
}

const root = join(import.meta.dirname, '..');

/** In the order in which they are applied. */
export const migrations = [join(root, '..', 'kit', 'migrations'), join(root, 'migrations')] as const;

export const createInsights = (app: App, verify: VerifyUser, logger?: FastifyBaseLogger): FastifyInstance => createServer({ api: insightsApi, handlers: insightsHandlers(app), verify, ...(logger && { logger }) });

export const insightsListeners: Listeners<InsightsTables> = {
  [basketEvents.name]: async (trx, event) => {
    const read = told(basketContract, event);
    const counted = read && countedOf(read);
    if (counted) await count(trx, counted, new Date(event.occurredAt));
  },
};

/** Looks for products that are often viewed and seldom bought. Returns how many are proposed; undefined while another process looks. */
export async function look({ db, now, uuid, rule = usualRule }: App): Promise<number | undefined> {
  const days = lastDays(now(), usualDays);
  const findings = seldomBought(await totals(db, days), rule);
  return db.transaction().execute((trx) => propose(trx, { findings, confidence: rule.confidence, days, at: now(), uuid }));
}

/** Days for which it is known what an unfinished basket has met. */
const basketDays = 30;

export const lookout = (app: App, log: FastifyBaseLogger, every = 15 * 60_000): Background =>
  repeat('the search for proposals', async () => { await look(app); await forgetBaskets(app.db, app.now(), basketDays); await prune(app); return false; }, { every, log });

/** Forgets events that were carried, and answers that nobody repeats any more. Events that were acted on are known as long as any topic keeps them. */
export async function prune({ db, now }: Pick<App, 'db' | 'now'>): Promise<void> {
  const ago = (days: number): Date => new Date(now().getTime() - days * 86_400_000);
  await sql`DELETE FROM outbox WHERE published_at < ${ago(1)}`.execute(db);
  await sql`DELETE FROM idempotency WHERE created_at < ${ago(1)}`.execute(db);
  await sql`DELETE FROM inbox WHERE consumed_at < ${ago(45)}`.execute(db);
}
