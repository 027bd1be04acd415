/** The whole service, started: HTTP, what it listens to, what it tells, and its janitor. */
import type { FastifyBaseLogger } from 'fastify';
import type { Registry } from 'prom-client';
import { listen, relaying, type Broker } from '../../kit/broker.ts';
import { openDatabase, type DatabaseProps } from '../../kit/database.ts';
import { migrate } from '../../kit/migrations.ts';
import type { ProgramProps } from '../../kit/program.ts';
import { baskets } from '../service.ts';
import { createBaskets, janitor, listenersOf, migrations, type Shop } from './app.ts';
import { journeyCounter } from './journeys.ts';

export interface BasketsProps extends Omit<Shop, 'db' | 'journeyEnded'> {
  readonly database: DatabaseProps;
  readonly broker: Broker;
  readonly registry: Registry;
  readonly log: FastifyBaseLogger;
}

export async function startBaskets({ database: where, broker, registry, log, ...own }: BasketsProps): Promise<Required<Pick<ProgramProps, 'app' | 'checks' | 'background' | 'close'>>> {
  const database = await openDatabase<unknown>(where);
  const { db, pool } = database;
  await migrate(pool, migrations);
  const shop: Shop = { ...own, db, journeyEnded: journeyCounter(registry) };
  const listening = await listen(broker, { db, service: baskets, listeners: listenersOf(shop, log) });
  return {
    app: createBaskets(shop, log),
    checks: { database: async () => (await pool.query('SELECT 1')).rowCount === 1 },
    // Nothing new is heard before the rest stops.
    background: [listening, relaying(broker, db, { log }), janitor(shop, log)],
    close: async () => {
      await broker.close();
      await database.close();
    },
  };
}
