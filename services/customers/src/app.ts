/** Customers, put together from what it depends on. */
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import type { Kysely } from 'kysely';
import { join } from 'node:path';
import type { KeyRing, Random } from '../../kit/envelope.ts';
import { repeat, type Background } from '../../kit/program.ts';
import { createServer } from '../../kit/server.ts';
import type { VerifyUser } from '../../kit/user.ts';
import { rewrap, type CustomersTables } from './adapters/person.ts';
import { prune } from './adapters/traces.ts';
import { customersApi } from './api.ts';
import type { Purposes } from './domain/purposes.ts';
import { customersHandlers } from './handlers.ts';

export interface App {
  readonly db: Kysely<CustomersTables>;
  /** The keys of the secret `person-keys` as they are now. */
  readonly ring: () => KeyRing;
  readonly now: () => Date;
  readonly random: Random;
  readonly uuid: () => string;
  /** @default - those of domain/purposes.ts */
  readonly purposes?: Purposes;
}

const root = join(import.meta.dirname, '..');

/** In the order in which they are applied. */
export const migrations = [join(root, '..', 'kit', 'migrations'), join(root, 'migrations')] as const;

export const createCustomers = (app: App, verify: VerifyUser, logger?: FastifyBaseLogger): FastifyInstance => createServer({ api: customersApi, handlers: customersHandlers(app), verify, ...(logger && { logger }) });

/** After a rotation, wraps the keys of all persons again. Says how many are left: at none, the earlier key may go. */
export function rotation({ db, ring, random }: App, log: FastifyBaseLogger, every = 60_000): Background {
  let before = 0n;
  return repeat('the rotation of person keys', async () => {
    const left = await rewrap(db, ring(), random);
    if (left !== before) log.info({ left: String(left), current: ring().current }, 'wrapped keys of persons again');
    const more = left > 0n && left !== before;
    before = left;
    return more;
  }, { every, log });
}

export const janitor = ({ db, now }: App, log: FastifyBaseLogger, every = 15 * 60_000): Background => repeat('the forgetting of answers and events', async () => { await prune(db, now()); return false; }, { every, log });
