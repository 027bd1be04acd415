/** The whole service, started: HTTP, what it tells, the rotation of its keys and its janitor. */
import type { FastifyBaseLogger } from 'fastify';
import { relaying, type Broker } from '../../kit/broker.ts';
import { openDatabase, type DatabaseProps } from '../../kit/database.ts';
import { migrate } from '../../kit/migrations.ts';
import type { ProgramProps } from '../../kit/program.ts';
import type { VerifyUser } from '../../kit/user.ts';
import { missingKeys, type CustomersTables } from './adapters/person.ts';
import { createCustomers, janitor, migrations, rotation, type App } from './app.ts';

export interface CustomersProps extends Omit<App, 'db'> {
  readonly database: DatabaseProps;
  readonly broker: Broker;
  readonly verify: VerifyUser;
  readonly log: FastifyBaseLogger;
}

export async function startCustomers({ database: where, broker, verify, log, ...own }: CustomersProps): Promise<Required<Pick<ProgramProps, 'app' | 'checks' | 'background' | 'close'>>> {
  const database = await openDatabase<CustomersTables>(where);
  const { db, pool } = database;
  await migrate(pool, migrations);
  const missing = await missingKeys(db, own.ring());
  if (missing.length > 0) throw new Error(`persons' keys are wrapped by ${missing.join(', ')}, which is not in the secret person-keys: put it into previous.json until the rotation says that none are left`);
  const app = { ...own, db };
  return {
    app: createCustomers(app, verify, log),
    checks: { database: async () => (await pool.query('SELECT 1')).rowCount === 1 },
    background: [relaying(broker, db, { log }), rotation(app, log), janitor(app, log)],
    close: async () => {
      await broker.close();
      await database.close();
    },
  };
}
