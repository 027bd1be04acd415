/** All that a run needs: a real PostgreSQL with a database for each side, the provider, the payers' tokens, and the payments program as its own process. */
import { exportJWK, generateKeyPair } from 'jose';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase, type DatabaseProps } from '../../../services/kit/database.ts';
import { startPostgres } from '../../../services/kit/local/postgres.ts';
import { migrate } from '../../../services/kit/migrations.ts';
import { testIdentity, type TestIdentity } from '../../../services/kit/testing/identity.ts';
import { migrations } from '../../../services/payments/src/app.ts';
import { providers } from '../../../services/providers.ts';
import { parentOf } from './cpu.ts';
import { freePort } from '../../../services/kit/local/ports.ts';
import { start, type Running } from '../../demo/processes.ts';
import { help } from './messages.ts';
import type { ProviderOpened } from './provider.ts';

export interface Switch extends Running {
  readonly url: string;
  /** In Prometheus' text format. */
  readonly metrics: () => Promise<string>;
}

export interface Ground {
  readonly payments: DatabaseProps;
  readonly bare: DatabaseProps;
  readonly tokens: readonly string[];
  /** Process ids. */
  readonly provider: number;
  readonly postgres: number;
  /** Starts the payments program against this database, with what `node` is told beside. */
  readonly open: (database: DatabaseProps, node?: readonly string[]) => Promise<Switch>;
}

/** More than pay within a minute, which is as long as the program remembers a token that it has verified: nobody pays twice in that time. */
const payers = 10_000;

async function writeSecrets(folder: string): Promise<void> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const files = { 'card-session-keys/private.jwk': { ...(await exportJWK(privateKey)), kid: 'bench' }, 'webhook-signing-keys/keys.json': { keys: [`whsec_${randomBytes(32).toString('base64')}`] } };
  for (const [file, content] of Object.entries(files)) {
    await mkdir(join(folder, file, '..'), { recursive: true });
    await writeFile(join(folder, file), JSON.stringify(content), { mode: 0o600 });
  }
}

async function serveKeys(identity: TestIdentity): Promise<{ readonly url: string; readonly stop: () => void }> {
  const server = createServer((_, response) => void response.setHeader('content-type', 'application/json').end(JSON.stringify(identity.jwks))).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`, stop: () => { server.close(); server.closeAllConnections(); } };
}

async function ready(running: Running, admin: string): Promise<void> {
  for (let tries = 0; tries < 200 && !running.over(); tries++) {
    if (await fetch(`${admin}/healthz/ready`).then(({ ok }) => ok, () => false)) return;
    await new Promise((again) => setTimeout(again, 50));
  }
  throw new Error(`payments is not ready:\n${running.lastLines()}`);
}

/** What is opened is closed by `opened`, the last one first. */
export async function lay(opened: AsyncDisposableStack, delay: number): Promise<Ground> {
  const folder = await mkdtemp(join(tmpdir(), 'guichet-bench-'));
  opened.defer(() => rm(folder, { recursive: true, force: true }));
  await writeSecrets(folder);
  const postgres = await startPostgres();
  opened.defer(postgres.stop);
  const [payments, bare] = [await postgres.createDatabase('payments'), await postgres.createDatabase('bare')];
  const { pool, close } = await openDatabase<unknown>(bare);
  await migrate(pool, migrations);
  const { rows: [backend] } = await pool.query<{ readonly pid: number }>('SELECT pg_backend_pid() AS pid');
  const postmaster = parentOf(backend?.pid ?? -1);
  await close();
  const provider = help<{ readonly delay: number }, ProviderOpened>('provider.ts');
  opened.defer(provider.stop);
  const { url: providerUrl, merchant } = await provider.ask({ delay });
  const identity = await testIdentity();
  const keys = await serveKeys(identity);
  opened.defer(keys.stop);
  const tokens = await Promise.all(Array.from({ length: payers }, (_, payer) => identity.token({ subject: `payer-${payer}`, roles: ['customer'] })));
  const variables = {
    ...Object.fromEntries(Object.keys(providers).map((name) => [`${name.toUpperCase()}_URL`, providerUrl])),
    SERVICE_NAME: 'payments', ENVIRONMENT: 'bench', HOST: '127.0.0.1', DRAIN_MS: '0', SECRETS_DIRECTORY: folder,
    KAFKA_BROKERS: 'in-process', KAFKA_GROUP: 'payments', KAFKA_CREDENTIALS_DIRECTORY: folder,
    IDENTITY_ISSUER: identity.issuer, IDENTITY_AUDIENCE: identity.audience, IDENTITY_JWKS_URI: keys.url,
    BASKETS_URL: 'http://127.0.0.1:9', MERCHANT_WEBHOOKS_URL: merchant,
  };
  const open = async ({ host, port, database, credentialsDirectory }: DatabaseProps, node: readonly string[] = []): Promise<Switch> => {
    const [own, adminPort] = [await freePort(), await freePort()];
    const admin = `http://127.0.0.1:${adminPort}`;
    const running = start({
      name: 'payments', args: [...node, 'services/payments/src/server.ts'], log: join(folder, 'payments.log'),
      variables: { ...variables, PORT: String(own), ADMIN_PORT: String(adminPort), DATABASE_HOST: host, DATABASE_PORT: String(port), DATABASE_NAME: database, DATABASE_CREDENTIALS_DIRECTORY: credentialsDirectory },
    });
    opened.defer(running.stop);
    await ready(running, admin);
    return { ...running, url: `http://127.0.0.1:${own}`, metrics: async () => (await fetch(`${admin}/metrics`)).text() };
  };
  return { payments, bare, tokens, provider: provider.pid, postgres: postmaster, open };
}
