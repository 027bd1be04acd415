/** The ledger in this process, for tests: its own database, clock and identity provider. */
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { randomUUID } from 'node:crypto';
import { consumeOnce, type Event } from '../../kit/events.ts';
import { testPostgres, type TestDatabase } from '../../kit/testing/database.ts';
import { testIdentity, type TestIdentity } from '../../kit/testing/identity.ts';
import type { Told } from '../../kit/contract.ts';
import type { paymentContract } from '../../payments/events.ts';
import type { LedgerTables } from '../src/adapters/journal.ts';
import { createLedger, ledgerListeners, migrations, type App } from '../src/app.ts';
import { ledger } from '../service.ts';

export interface TestLedger {
  readonly database: TestDatabase<LedgerTables>;
  readonly identity: TestIdentity;
  readonly app: App;
  readonly server: FastifyInstance;
  /** Sets the clock of the program and of its tokens. */
  readonly at: (time: string) => void;
  readonly listen: (event: Told<typeof paymentContract>, more?: Partial<Event>) => Promise<boolean>;
  readonly stop: () => Promise<void>;
}

export async function startLedger(): Promise<TestLedger> {
  const postgres = await testPostgres();
  const database = await postgres.database<LedgerTables>('ledger', migrations);
  let clock = new Date('2026-11-23T08:00:00Z');
  const now = () => clock;
  const identity = await testIdentity(now);
  const app: App = { db: database.db, now, expectedAfterDays: 7 };
  const server = createLedger(app, identity.verify, pino({ level: 'silent' }));
  const listener = ledgerListeners(app)['payments.events'];
  return {
    database,
    identity,
    app,
    server,
    at: (time) => { clock = new Date(time); },
    listen: async ({ type, payload }, more = {}) => {
      if (!listener) throw new Error('nobody listens to payments.events');
      return consumeOnce(database.db, ledger.name, { id: randomUUID(), topic: 'payments.events', key: payload.payment, type, payload, occurredAt: clock.toISOString(), ...more }, listener);
    },
    stop: async () => {
      await server.close();
      await postgres.stop();
    },
  };
}
