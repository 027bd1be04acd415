/** A provider's program as its own process, with the variables and files that it finds anywhere. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { freePort } from '../local/ports.ts';
import { until, type Ended, type RunningProgram } from './process.ts';

const root = resolve(import.meta.dirname, '..', '..', '..');

export interface ProviderProcess {
  readonly service: string;
  /** Contents by secret and key. */
  readonly secrets: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Such as `PAYPAL_URL`. */
  readonly env: Readonly<Record<string, string>>;
}

/** Resolves when it is ready. Rejects with what it said when it ended before that. */
export async function startProvider({ service, secrets, env }: ProviderProcess): Promise<RunningProgram> {
  const directory = await mkdtemp(join(tmpdir(), `guichet-${service}-`));
  for (const [name, files] of Object.entries(secrets)) {
    await mkdir(join(directory, name));
    for (const [key, text] of Object.entries(files)) await writeFile(join(directory, name, key), text, { mode: 0o600 });
  }
  const [port, adminPort] = [await freePort(), await freePort()];
  const child = spawn(process.execPath, [`services/${service}/src/server.ts`], {
    cwd: root,
    env: { PATH: process.env['PATH'], SERVICE_NAME: service, ENVIRONMENT: 'test', HOST: '127.0.0.1', PORT: String(port), ADMIN_PORT: String(adminPort), LOG_LEVEL: 'error', DRAIN_MS: '0', SECRETS_DIRECTORY: directory, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  let over: Ended | undefined;
  const ended = once(child, 'close').then(([code]): Ended => (over = { code: typeof code === 'number' ? code : null, said: said.join('') }));
  const end = async (signal: NodeJS.Signals): Promise<Ended> => {
    child.kill(signal);
    const how = await ended;
    await rm(directory, { recursive: true, force: true });
    return how;
  };
  const stop = (): Promise<Ended> => end('SIGTERM');
  await until(`${service} is ready`, async () => over !== undefined || (await fetch(`http://127.0.0.1:${adminPort}/healthz/ready`)).ok).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  if (over !== undefined) throw new Error(`${service} ended before it was ready: ${(await stop()).said}`);
  return { url: `http://127.0.0.1:${port}`, stop, kill: () => end('SIGKILL') };
}
