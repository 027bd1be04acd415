/** The gateway and what is behind it, each as a process of its own over a real PostgreSQL: what has no program yet is a fake that is made from its API. */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fakeOf } from '../../../services/gateway/test/fakes.ts';
import { behind } from '../../../services/gateway/src/api.ts';
import { importProducts } from '../../../services/baskets/src/products.ts';
import { openDatabase } from '../../../services/kit/database.ts';
import { startPostgres } from '../../../services/kit/local/postgres.ts';
import { testIdentity, type TestIdentity } from '../../../services/kit/testing/identity.ts';
import { startProgram } from '../../../services/kit/testing/process.ts';
import { root } from '../shared.ts';

export interface Counter {
  readonly url: string;
  readonly identity: TestIdentity;
  /** Services that are real programs, and those that are fakes. */
  readonly real: readonly string[];
  readonly fake: readonly string[];
}

/** Those that can be started with a database, an identity provider and a folder of secrets alone. */
const programs: readonly string[] = ['baskets', 'customers', 'insights', 'ledger'];

const hasProgram = (name: string): boolean => programs.includes(name) && existsSync(join(root, 'services', name, 'src', 'server.ts'));

const products = '{"product":"sample","name":"Sample","prices":{"EUR":1290},"stock":{"lyon-2":1000}}\n';

/** Keys of this run alone. */
async function secretsFolder(resources: AsyncDisposableStack): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'guichet-openapi-'));
  resources.defer(() => rm(folder, { recursive: true, force: true }));
  await mkdir(join(folder, 'person-keys'));
  await writeFile(join(folder, 'person-keys', 'current.json'), JSON.stringify({ kty: 'oct', kid: 'k', k: randomBytes(32).toString('base64url') }));
  await writeFile(join(folder, 'person-keys', 'previous.json'), '{"keys":[]}');
  return folder;
}

const none = { host: '127.0.0.1', port: 1, database: 'none', credentialsDirectory: '/nowhere' };

/** More than any run asks for: what is judged here are answers, and not rates. */
const plenty = { SUBJECT_RATE: '100000', SUBJECT_BURST: '100000', CLIENT_RATE: '100000', CLIENT_BURST: '100000' };

export async function startCounter(resources: AsyncDisposableStack): Promise<Counter> {
  const identity = await testIdentity();
  const postgres = await startPostgres();
  resources.defer(() => postgres.stop());
  const secrets = await secretsFolder(resources);
  const started = await Promise.all(
    Object.entries(behind).map(async ([service, api]) => {
      if (!hasProgram(service)) {
        const fake = fakeOf(api, identity, () => {});
        resources.defer(() => fake.close());
        return { service, url: await fake.listen({ host: '127.0.0.1', port: 0 }), real: false };
      }
      const database = await postgres.createDatabase(service);
      const { url, stop } = await startProgram({ service, database, identity, env: { SECRETS_DIRECTORY: secrets } });
      resources.defer(async () => void (await stop()));
      if (service === 'baskets') {
        const { db, close } = await openDatabase<unknown>(database);
        await importProducts(db, products).finally(close);
      }
      return { service, url, real: true };
    }),
  );
  const urls = Object.fromEntries(started.map(({ service, url }) => [`${service.toUpperCase()}_URL`, url]));
  const gateway = await startProgram({ service: 'gateway', database: none, identity, env: { ...urls, ...plenty } });
  resources.defer(async () => void (await gateway.stop()));
  const named = (real: boolean) => started.filter((one) => one.real === real).map(({ service }) => service);
  return { url: gateway.url, identity, real: named(true), fake: named(false) };
}
