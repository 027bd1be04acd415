/** The whole service, started: HTTP, what it listens to, what it tells, and its search for proposals. */
import type { FastifyBaseLogger } from 'fastify';
import { listen, relaying, type Broker } from '../../kit/broker.ts';
import { openDatabase, type DatabaseProps } from '../../kit/database.ts';
import { migrate } from '../../kit/migrations.ts';
import type { ProgramProps } from '../../kit/program.ts';
import type { VerifyUser } from '../../kit/user.ts';
import { insights } from '../service.ts';
import type { InsightsTables } from './adapters/counters.ts';
import { createInsights, insightsListeners, lookout, migrations, type App } from './app.ts';

export interface InsightsProps extends Omit<App, 'db'> {
  readonly database: DatabaseProps;
  readonly broker: Broker;
  readonly verify: VerifyUser;
  readonly log: FastifyBaseLogger;
  /** Milliseconds between two searches. */
  readonly every: number;
}

export async function startInsights({ database: where, broker, verify, log, every, ...own }: InsightsProps): Promise<Required<Pick<ProgramProps, 'app' | 'checks' | 'background' | 'close'>>> {
  const database = await openDatabase<InsightsTables>(where);
  const { db, pool } = database;
  await migrate(pool, migrations);
  const app = { ...own, db };
  const listening = await listen(broker, { db, service: insights, listeners: insightsListeners });
  return {
    app: createInsights(app, verify, log),
    checks: { database: async () => (await pool.query('SELECT 1')).rowCount === 1 },
    // Nothing new is heard before the rest stops.
    background: [listening, relaying(broker, db, { log }), lookout(app, log, every)],
    close: async () => {
      await broker.close();
      await database.close();
    },
  };
}
