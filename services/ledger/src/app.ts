/** The ledger, put together from what it depends on. */
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import type { Kysely } from 'kysely';
import { join } from 'node:path';
import type { Listeners } from '../../kit/events.ts';
import { repeat, type Background } from '../../kit/program.ts';
import { createServer } from '../../kit/server.ts';
import type { VerifyUser } from '../../kit/user.ts';
import { paymentEvents } from '../../payments/topics.ts';
import type { LedgerTables } from './adapters/journal.ts';
import { ledgerApi } from './api.ts';
import { ledgerHandlers } from './handlers.ts';
import { expire, recordPayment } from './record.ts';

export interface App {
  readonly db: Kysely<LedgerTables>;
  readonly now: () => Date;
  /** After how many days a capture or refund that no settlement file has named is told to a person. */
  readonly expectedAfterDays: number;
}

const root = join(import.meta.dirname, '..');

/** In the order in which they are applied. */
export const migrations = [join(root, '..', 'kit', 'migrations'), join(root, 'migrations')] as const;

export const createLedger = (app: App, verify: VerifyUser, logger?: FastifyBaseLogger): FastifyInstance => createServer({ api: ledgerApi, handlers: ledgerHandlers(app), verify, ...(logger && { logger }) });

export const ledgerListeners = ({ now }: Pick<App, 'now'>): Listeners<LedgerTables> => ({ [paymentEvents.name]: recordPayment(now) });

/** Releases what authorisations reserved and nobody took in time. Any number of pods may do it at once. */
export const expiryJanitor = ({ db, now }: App, log: FastifyBaseLogger, every = 30_000): Background =>
  repeat('the release of expired authorisations', async () => (await db.transaction().execute((trx) => expire(trx, now()))) > 0, { every, log });
