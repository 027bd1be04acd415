/** A program as its own process, with the variables and files that it finds anywhere. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import type { DatabaseProps } from '../database.ts';
import { freePort } from '../local/ports.ts';
import type { TestIdentity } from './identity.ts';

const root = resolve(import.meta.dirname, '..', '..', '..');

export interface Ended {
  readonly code: number | null;
  readonly said: string;
}

export interface RunningProgram {
  readonly url: string;
  /** Asks it to end and waits until it has. */
  readonly stop: () => Promise<Ended>;
  /** Ends it at once, as a crash does (SIGKILL), and waits until it has ended. */
  readonly kill: () => Promise<Ended>;
}

export interface ProgramVariables {
  readonly service: string;
  readonly database: DatabaseProps;
  readonly identity: TestIdentity;
  readonly env?: Readonly<Record<string, string>>;
}

/** Tries every 50 ms, for as long as `patience` in milliseconds. */
export async function until(what: string, done: () => Promise<boolean>, patience = 20_000): Promise<void> {
  for (const end = performance.now() + patience; performance.now() < end; await new Promise((again) => setTimeout(again, 50))) if (await done().catch(() => false)) return;
  throw new Error(`waited in vain until ${what}`);
}

function start(service: string, env: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, [`services/${service}/src/server.ts`], { cwd: root, env: { PATH: process.env['PATH'], ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  const ended = once(child, 'close').then(([code]): Ended => ({ code: typeof code === 'number' ? code : null, said: said.join('') }));
  return { child, ended };
}

/** What a program says that cannot start with these variables. */
export const failedStart = (service: string, env: Readonly<Record<string, string>>): Promise<Ended> => start(service, env).ended;

/** Resolves when it is ready. Rejects with what it said when it ended before that. */
export async function startProgram({ service, database: { host, port: databasePort, database, credentialsDirectory }, identity, env = {} }: ProgramVariables): Promise<RunningProgram> {
  const provider = createHttpServer((_, response) => void response.setHeader('content-type', 'application/json').end(JSON.stringify(identity.jwks))).listen(0, '127.0.0.1');
  await once(provider, 'listening');
  const [port, adminPort] = [await freePort(), await freePort()];
  const { child, ended } = start(service, {
    SERVICE_NAME: service, ENVIRONMENT: 'test', HOST: '127.0.0.1', PORT: String(port), ADMIN_PORT: String(adminPort), LOG_LEVEL: 'error', DRAIN_MS: '0',
    DATABASE_HOST: host, DATABASE_PORT: String(databasePort), DATABASE_NAME: database, DATABASE_CREDENTIALS_DIRECTORY: credentialsDirectory,
    KAFKA_BROKERS: 'in-process', KAFKA_GROUP: service, KAFKA_CREDENTIALS_DIRECTORY: '/nowhere',
    IDENTITY_ISSUER: identity.issuer, IDENTITY_AUDIENCE: identity.audience, IDENTITY_JWKS_URI: `http://127.0.0.1:${(provider.address() as AddressInfo).port}/jwks`,
    ...env,
  });
  const end = async (signal: NodeJS.Signals): Promise<Ended> => {
    child.kill(signal);
    provider.closeAllConnections();
    provider.close();
    return ended;
  };
  const stop = (): Promise<Ended> => end('SIGTERM');
  let over: Ended | undefined;
  void ended.then((how) => (over = how));
  await until(`${service} is ready`, async () => over !== undefined || (await fetch(`http://127.0.0.1:${adminPort}/healthz/ready`)).ok).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  if (over !== undefined) throw new Error(`${service} ended before it was ready: ${(await stop()).said}`);
  return { url: `http://127.0.0.1:${port}`, stop, kill: () => end('SIGKILL') };
}
