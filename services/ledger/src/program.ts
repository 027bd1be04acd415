/** The whole ledger, started: HTTP, what it listens to, what it tells, and its janitor. */
import type { FastifyBaseLogger } from 'fastify';
import { listen, relaying, type Broker } from '../../kit/broker.ts';
import { openDatabase, type DatabaseProps } from '../../kit/database.ts';
import { migrate } from '../../kit/migrations.ts';
import type { ProgramProps } from '../../kit/program.ts';
import type { VerifyUser } from '../../kit/user.ts';
import { ledger } from '../service.ts';
import type { LedgerTables } from './adapters/journal.ts';
import { createLedger, expiryJanitor, ledgerListeners, migrations } from './app.ts';

export interface LedgerProps {
  readonly database: DatabaseProps;
  readonly broker: Broker;
  readonly verify: VerifyUser;
  readonly log: FastifyBaseLogger;
  readonly now: () => Date;
  readonly expectedAfterDays: number;
}

export async function startLedger({ database: where, broker, verify, log, now, expectedAfterDays }: LedgerProps): Promise<Required<Pick<ProgramProps, 'app' | 'checks' | 'background' | 'close'>>> {
  const database = await openDatabase<LedgerTables>(where);
  const { db, pool } = database;
  await migrate(pool, migrations);
  const app = { db, now, expectedAfterDays };
  const listening = await listen(broker, { db, service: ledger, listeners: ledgerListeners(app) });
  return {
    app: createLedger(app, verify, log),
    checks: { database: async () => (await pool.query('SELECT 1')).rowCount === 1 },
    // Nothing new is heard before the rest stops.
    background: [listening, relaying(broker, db, { log }), expiryJanitor(app, log)],
    close: async () => {
      await broker.close();
      await database.close();
    },
  };
}
