/** PostgreSQL by Kysely: one pool a program, amounts as bigint, credentials read from files at each connection so that a rotation needs no restart. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Kysely, PostgresDialect, type Transaction } from 'kysely';
import pg from 'pg';
import { preparing } from './prepared.ts';

/** OID of `int8`: read as bigint, since minor units may be more than a JavaScript number holds exactly. */
const int8 = 20;

export interface DatabaseProps {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  /** Holds `username` and `password`. */
  readonly credentialsDirectory: string;
  /** PEM of the authority that signed the server's certificate; TLS is not used where it is absent, which is on one machine alone. */
  readonly caFile?: string;
  /** Most connections of this process. @default 10 */
  readonly connections?: number;
}

export interface Database<Tables> {
  readonly db: Kysely<Tables>;
  readonly pool: pg.Pool;
  readonly close: () => Promise<void>;
}

export type Within<Tables> = Transaction<Tables>;

export async function openDatabase<Tables>({ host, port, database, credentialsDirectory, caFile, connections = 10 }: DatabaseProps): Promise<Database<Tables>> {
  const file = (name: string): Promise<string> => readFile(join(credentialsDirectory, name), 'utf8').then((text) => text.trim());
  const types = new pg.TypeOverrides();
  types.setTypeParser(int8, (text) => BigInt(text));
  const pool = new pg.Pool({
    host,
    port,
    database,
    user: await file('username'),
    password: () => file('password'),
    ...(caFile !== undefined && { ssl: { ca: await readFile(caFile, 'utf8'), rejectUnauthorized: true } }),
    max: connections,
    // See trips.ts: a statement may be sent before the one before it was answered.
    pipeline: true,
    types,
    // The role's own limits are set by migrations.ts: a pooler refuses a connection that asks for any.
    connectionTimeoutMillis: 5_000,
  });
  // An idle connection that breaks is replaced at the next use; without a listener it would end the process.
  pool.on('error', () => {});
  // And so would one that breaks between two statements of a transaction: the next statement fails, and says so.
  pool.on('connect', (client) => client.on('error', () => {}));
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: preparing(pool) }) });
  return { db, pool, close: () => db.destroy() };
}

export { sqlState } from './sql-state.ts';

export const uniqueViolation = '23505';
export const checkViolation = '23514';
export const serializationFailure = '40001';
export const deadlockDetected = '40P01';
