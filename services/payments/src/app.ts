/** Payments, put together from what they depend on. */
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { join } from 'node:path';
import { repeat, type Background } from '../../kit/program.ts';
import { createServer, type Handlers } from '../../kit/server.ts';
import { prune } from './adapters/traces.ts';
import { paymentsApi } from './api.ts';
import { carry, type CourierProps } from './courier.ts';
import { tidy } from './janitor.ts';
import { attemptOperations } from './operations/attempts.ts';
import { intentOperations } from './operations/intents.ts';
import { modificationOperations } from './operations/modifications.ts';
import { otherOperations } from './operations/others.ts';
import { webhookOperations } from './operations/webhooks.ts';
import type { Switch } from './switch.ts';

const root = join(import.meta.dirname, '..');

/** In the order in which they are applied. */
export const migrations = [join(root, '..', 'kit', 'migrations'), join(root, 'migrations')] as const;

export const handlersOf = (sw: Switch): Handlers<typeof paymentsApi> => ({ ...intentOperations(sw), ...attemptOperations(sw), ...modificationOperations(sw), ...webhookOperations(sw), ...otherOperations(sw) });

export const createPayments = (sw: Switch, logger?: FastifyBaseLogger): FastifyInstance => createServer({ api: paymentsApi, handlers: handlersOf(sw), verify: sw.verify, ...(logger && { logger }) });

const hour = 3_600_000;

/** What runs beside the requests; any number of pods may do it at once. Milliseconds. */
export const besides = (sw: Switch, courier: CourierProps, { every = 1_000 }: { readonly every?: number } = {}): Background[] => [
  repeat('the janitor', () => tidy(sw), { every, log: sw.log }),
  repeat('the courier', () => carry(courier), { every, log: sw.log }),
  repeat('the exchange of what routes have answered', () => sw.health.exchange(sw.db).then(() => false), { every, log: sw.log }),
  repeat('the forgetting of old answers', () => prune(sw.db, sw.now()).then(() => false), { every: hour, log: sw.log }),
];
