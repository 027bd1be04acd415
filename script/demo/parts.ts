/** What stands around the services: who vouches for people, who plays the outside world, and the database. */
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import pg from 'pg';
import type { LocalProcess } from '../../constructs/local.ts';
import { local } from '../../environments/local.ts';
import { folderForPostgres } from './folders.ts';
import type { Allotted } from './ports.ts';
import type { Program, Running } from './processes.ts';
import { answering } from './running.ts';
import { writeSecret } from './secrets.ts';

export const root = resolve(import.meta.dirname, '..', '..');

export type Begin = (program: Omit<Program, 'log'>) => Running;

/** The control of the sandbox, and where it plays whom. */
export interface Outside {
  readonly control: string;
  readonly addresses: Readonly<Record<string, string>>;
}

export async function openIdentity(begin: Begin, opened: AsyncDisposableStack, usersFile: string, { others: { identity } }: Allotted): Promise<string> {
  const running = begin({ name: 'identity', args: [join(root, 'services/sandbox/identity/src/server.ts')], variables: { PORT: String(identity), AUDIENCE: local.identity.audience, USERS_FILE: usersFile }, answers: true });
  opened.defer(running.stop);
  const { issuer } = await answering<{ readonly issuer: string }>(running, 'issuer');
  return issuer;
}

export async function openSandbox(begin: Begin, opened: AsyncDisposableStack, { services: places, others, played }: Allotted, seed: number): Promise<Outside> {
  const running = begin({ name: 'sandbox', args: [join(root, 'services/sandbox/src/server.ts')], variables: { CONTROL_PORT: String(others.sandbox), SEED: String(seed), PORTS: Object.entries(played).map(([name, port]) => `${name}=${port}`).join(','), GATEWAY_URL: `http://127.0.0.1:${places['gateway']?.port ?? 0}` }, answers: true });
  opened.defer(running.stop);
  return answering<Outside>(running, 'control');
}

export async function openPostgres(begin: Begin, opened: AsyncDisposableStack, folder: string, processes: readonly LocalProcess[]): Promise<{ readonly port: number }> {
  const [first, ...others] = processes.flatMap(({ events }) => events ?? []);
  const databases = [...processes.flatMap(({ database }) => database ?? []), ...(first === undefined ? [] : [{ name: 'events', credentials: first }])];
  const { path, remove } = folderForPostgres(folder);
  opened.defer(remove);
  const running = begin({ name: 'postgres', args: [join(root, 'script/demo/postgres.ts'), path, JSON.stringify(databases)], variables: {}, answers: true, stopBy: 'stdin' });
  opened.defer(running.stop);
  const { port } = await answering<{ readonly port: number }>(running, 'port');
  // One account at the events, since all are one another's there.
  if (first !== undefined) await copyAccount(first, others);
  return { port };
}

async function copyAccount(from: string, to: readonly string[]): Promise<void> {
  for (const name of ['username', 'password']) {
    const text = await readFile(join(from, name), 'utf8');
    for (const folder of to) await writeSecret(join(folder, name), text);
  }
}

/** As any of the programs that share it may. */
export async function askEvents(processes: readonly LocalProcess[], sql: string, values: readonly unknown[]): Promise<{ readonly rows: readonly unknown[] }> {
  const one = processes.find(({ events }) => events !== undefined);
  const url = new URL(one?.variables['KAFKA_BROKERS'] ?? 'postgresql://nobody');
  const account = (name: string): Promise<string> => readFile(join(one?.events ?? '', name), 'utf8');
  const client = new pg.Client({ host: url.hostname, port: Number(url.port), database: url.pathname.slice(1), user: await account('username'), password: await account('password') });
  await client.connect();
  try {
    return await client.query(sql, [...values]);
  } finally {
    await client.end();
  }
}
