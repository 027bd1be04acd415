/** Everything that the counter has written, place by place, and what of it may hold a number. */
import { globSync, readFileSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import type { Counter } from '../demo/counter.ts';

export interface Place {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export const placeOf = (name: string, text: string): Place => ({ name, bytes: Buffer.from(text) });

/** Says what acquirers hear: it plays them, and never reaches a cluster. */
const sandboxOwn: readonly string[] = ['logs/sandbox.log'];

/** Files of the data folder: logs, traces, and the database's own, with what was rolled back and what is not yet cleaned away. Secrets are what we made ourselves. */
export const filesOf = (folder: string, which = '**'): Place[] =>
  globSync(which, { cwd: folder })
    .filter((name) => !name.startsWith('mounts/') && !sandboxOwn.includes(name) && statSync(join(folder, name), { throwIfNoEntry: false })?.isFile() === true)
    .map((name) => ({ name, bytes: readFileSync(join(folder, name)) }));

type Ask = (sql: string) => Promise<readonly unknown[]>;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;
const textOf = (row: unknown, column: string): string => (isRecord(row) ? String(row[column]) : '');

/** Bytes as their reader would see them, beside the hexadecimal of the row. */
const decoded = (text: string): string => [...text.matchAll(/\\x([0-9a-f]{24,})/g)].map(([, hex = '']) => Buffer.from(hex, 'hex').toString('latin1')).join('\n');

async function tablesOf(database: string, ask: Ask): Promise<Place[]> {
  const tables = await ask(`SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`);
  const places: Place[] = [];
  for (const table of tables.map((row) => textOf(row, 'name'))) {
    const text = (await ask(`SELECT t::text AS text FROM ${table} t`)).map((row) => textOf(row, 'text')).join('\n');
    places.push(placeOf(`table ${database} ${table}`, `${text}\n${decoded(text)}`));
  }
  return places;
}

/** Every table of every database, as its own program may read it: outboxes, inboxes, keys, deliveries, sealed columns as they lie there. */
export async function databasesOf(counter: Counter): Promise<Place[]> {
  const places: Place[][] = [];
  for (const { database } of Object.values(counter.services)) {
    if (!database) continue;
    const account = (name: string): Promise<string> => readFile(join(database.credentials, name), 'utf8');
    const client = new pg.Client({ host: '127.0.0.1', port: counter.postgres.port, database: database.name, user: await account('username'), password: await account('password') });
    await client.connect();
    places.push(await tablesOf(database.name, async (sql) => (await client.query<Readonly<Record<string, unknown>>>(sql)).rows).finally(() => client.end()));
  }
  return [...places.flat(), ...(await tablesOf('events', async (sql) => (await counter.events(sql, [])).rows))];
}

/** What is shown to whoever may look: metrics of every program. */
export async function metricsOf(counter: Counter): Promise<Place[]> {
  return Promise.all(Object.values(counter.services).map(async ({ name, admin }) => placeOf(`metrics of ${name}`, await (await fetch(`${admin}/metrics`)).text())));
}

export const noticesOf = ({ merchant }: Counter): Place => placeOf('notices to the merchant', merchant.notices.map((notice) => JSON.stringify(notice)).join('\n'));
