/** The whole service, started: HTTP, what it listens to, what it tells, its janitor and its courier. */
import type { FastifyBaseLogger } from 'fastify';
import type { Registry } from 'prom-client';
import type { Webhook } from 'standardwebhooks';
import { listen, relaying, type Broker } from '../../kit/broker.ts';
import { openDatabase, type DatabaseProps } from '../../kit/database.ts';
import { migrate } from '../../kit/migrations.ts';
import type { ProgramProps } from '../../kit/program.ts';
import { merchantWebhooks } from '../outside.ts';
import { payments } from '../service.ts';
import { routeHealth } from './adapters/health.ts';
import { besides, createPayments, migrations } from './app.ts';
import { paymentListeners } from './listeners.ts';
import { createMetrics } from './metrics.ts';
import type { Switch } from './switch.ts';

export interface PaymentsProps extends Omit<Switch, 'db' | 'health' | 'metrics'> {
  readonly database: DatabaseProps;
  readonly broker: Broker;
  readonly registry: Registry;
  readonly webhookKeys: () => readonly Webhook[];
  readonly log: FastifyBaseLogger;
  /** Closed with the database, such as the secrets' watchers. */
  readonly closing?: () => Promise<void>;
}

export async function startPayments({ database: where, broker, registry, webhookKeys, closing = async () => {}, ...own }: PaymentsProps): Promise<Required<Pick<ProgramProps, 'app' | 'checks' | 'background' | 'close'>>> {
  const database = await openDatabase<unknown>(where);
  const { db, pool } = database;
  await migrate(pool, migrations);
  const sw: Switch = { ...own, db, health: routeHealth(own.now), metrics: createMetrics(registry) };
  await sw.health.exchange(db);
  const listening = await listen(broker, { db, service: payments, listeners: paymentListeners });
  return {
    app: createPayments(sw, own.log),
    checks: { database: async () => (await pool.query('SELECT 1')).rowCount === 1 },
    // Nothing new is heard before the rest stops.
    background: [listening, relaying(broker, db, { log: own.log }), ...besides(sw, { ...sw, keys: webhookKeys, timeout: merchantWebhooks.timeout })],
    close: async () => {
      await closing();
      await broker.close();
      await database.close();
    },
  };
}
