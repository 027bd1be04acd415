/** The databases of the programs, as their own roles see them: a role may read its tables and end its own connections, and nobody else's. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import type { Counter } from '../demo/counter.ts';

export type Rows = readonly Readonly<Record<string, unknown>>[];

export interface Databases {
  /** Read in one statement, and so at one time. */
  readonly ask: (service: string, sql: string, values?: readonly unknown[]) => Promise<Rows>;
  /** Ends every connection that the program has to its database. Answers how many. */
  readonly cut: (service: string) => Promise<number>;
}

/** By which the run's own connections are known, and spared: two troubles at once must not cut each other off. */
const own = 'chaos';

async function connected(counter: Counter, service: string): Promise<pg.Client> {
  const found = counter.services[service]?.database;
  if (!found) throw new Error(`${service} has no database, or does not run`);
  const account = (name: string): Promise<string> => readFile(join(found.credentials, name), 'utf8');
  const client = new pg.Client({ host: '127.0.0.1', port: counter.postgres.port, database: found.name, user: await account('username'), password: await account('password'), application_name: own });
  // One that breaks fails its question; without a listener it would end the run.
  client.on('error', () => {});
  await client.connect();
  return client;
}

export const databasesOf = (counter: Counter): Databases => {
  const ask: Databases['ask'] = async (service, sql, values = []) => {
    const client = await connected(counter, service);
    try {
      const { rows } = await client.query<Record<string, unknown>>(sql, [...values]);
      return rows;
    } finally {
      await client.end();
    }
  };
  return {
    ask,
    cut: async (service) => (await ask(service, 'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = current_user AND datname = current_database() AND application_name <> $1', [own])).length,
  };
};
