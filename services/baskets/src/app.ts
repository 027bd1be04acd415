/** Baskets, put together from what they depend on. */
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { join } from 'node:path';
import { repeat, type Background } from '../../kit/program.ts';
import { createServer, type Handlers } from '../../kit/server.ts';
import { basketsApi } from './api.ts';
import { tidy } from './janitor.ts';
import { basketOperations } from './operations/baskets.ts';
import { codeOperations } from './operations/codes.ts';
import { itemOperations } from './operations/items.ts';
import { reservationOperations } from './operations/reservations.ts';
import type { Shop } from './operations/shop.ts';
import { tenderOperations } from './operations/tender.ts';

export type { Shop } from './operations/shop.ts';
export { listenersOf } from './listeners.ts';

const root = join(import.meta.dirname, '..');

/** In the order in which they are applied. */
export const migrations = [join(root, '..', 'kit', 'migrations'), join(root, 'migrations')] as const;

export const handlersOf = (shop: Shop): Handlers<typeof basketsApi> => ({ ...basketOperations(shop), ...itemOperations(shop), ...codeOperations(shop), ...reservationOperations(shop), ...tenderOperations(shop) });

export const createBaskets = (shop: Shop, logger?: FastifyBaseLogger): FastifyInstance => createServer({ api: basketsApi, handlers: handlersOf(shop), verify: shop.verify, ...(logger && { logger }) });

/** Ends holds that nobody collected in time. Any number of pods may do it at once. */
export const janitor = (shop: Pick<Shop, 'db' | 'now'>, log: FastifyBaseLogger, every = 15_000): Background => repeat('the end of holds and codes', () => tidy(shop), { every, log });
