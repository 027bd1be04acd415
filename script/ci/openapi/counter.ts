/** The gateway and what is behind it, each as a process of its own over a real PostgreSQL. The providers' programs are fakes that are made from their contract. */
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { behind } from '../../../services/gateway/src/api.ts';
import { fakeOf } from '../../../services/gateway/test/fakes.ts';
import { importProducts } from '../../../services/baskets/src/products.ts';
import { api } from '../../../services/kit/api.ts';
import { openDatabase } from '../../../services/kit/database.ts';
import { startPostgres, type LocalPostgres } from '../../../services/kit/local/postgres.ts';
import { providerShapes } from '../../../services/kit/provider/contract.ts';
import { testIdentity, type TestIdentity } from '../../../services/kit/testing/identity.ts';
import { startProgram } from '../../../services/kit/testing/process.ts';
import { providers } from '../../../services/providers.ts';

export interface Counter {
  readonly url: string;
  readonly identity: TestIdentity;
  /** Services that are real programs, and those that are fakes. */
  readonly real: readonly string[];
  readonly fake: readonly string[];
}

const products = '{"product":"sample","name":"Sample","prices":{"EUR":1290},"stock":{"lyon-2":1000}}\n';

/** Keys of this run alone. */
async function secretsFolder(resources: AsyncDisposableStack): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'guichet-openapi-'));
  resources.defer(() => rm(folder, { recursive: true, force: true }));
  const write = async (secret: string, files: Readonly<Record<string, unknown>>): Promise<void> => {
    await mkdir(join(folder, secret));
    for (const [name, value] of Object.entries(files)) await writeFile(join(folder, secret, name), JSON.stringify(value), { mode: 0o600 });
  };
  await write('person-keys', { 'current.json': { kty: 'oct', kid: 'k', k: randomBytes(32).toString('base64url') }, 'previous.json': { keys: [] } });
  await write('card-session-keys', { 'private.jwk': { ...generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }), kid: 'k' } });
  await write('webhook-signing-keys', { 'keys.json': { keys: [`whsec_${randomBytes(32).toString('base64')}`] } });
  return folder;
}

const none = { host: '127.0.0.1', port: 1, database: 'none', credentialsDirectory: '/nowhere' };

/** More than any run asks for: what is judged here are answers, and not rates. */
const plenty = { SUBJECT_RATE: '100000', SUBJECT_BURST: '100000', CLIENT_RATE: '100000', CLIENT_BURST: '100000' };

const variable = (name: string): string => `${name.toUpperCase()}_URL`;

interface World {
  readonly identity: TestIdentity;
  readonly postgres: LocalPostgres;
  readonly secrets: string;
  readonly resources: AsyncDisposableStack;
}

/** A fake of each provider's program: it authorises and takes whatever it is asked. */
async function startProviders({ identity, resources }: World): Promise<Readonly<Record<string, string>>> {
  const started = Object.entries(providers).map(async ([name, provider]) => {
    const fake = fakeOf(api(provider, providerShapes), identity, () => {});
    resources.defer(() => fake.close());
    return [variable(name), await fake.listen({ host: '127.0.0.1', port: 0 })] as const;
  });
  return Object.fromEntries(await Promise.all(started));
}

async function startService({ identity, postgres, secrets, resources }: World, service: string, env: Readonly<Record<string, string>>): Promise<string> {
  const database = await postgres.createDatabase(service);
  const { url, stop } = await startProgram({ service, database, identity, env: { SECRETS_DIRECTORY: secrets, ...env } });
  resources.defer(async () => void (await stop()));
  if (service === 'baskets') {
    const { db, close } = await openDatabase<unknown>(database);
    await importProducts(db, products).finally(close);
  }
  return url;
}

export async function startCounter(resources: AsyncDisposableStack): Promise<Counter> {
  const postgres = await startPostgres();
  resources.defer(() => postgres.stop());
  const world: World = { identity: await testIdentity(), postgres, secrets: await secretsFolder(resources), resources };
  const baskets = await startService(world, 'baskets', {});
  const env = { ...(await startProviders(world)), BASKETS_URL: baskets, MERCHANT_WEBHOOKS_URL: 'http://127.0.0.1:1' };
  const others = await Promise.all(Object.keys(behind).filter((name) => name !== 'baskets').map(async (name) => [variable(name), await startService(world, name, env)] as const));
  const gateway = await startProgram({ service: 'gateway', database: none, identity: world.identity, env: { BASKETS_URL: baskets, ...Object.fromEntries(others), ...plenty } });
  resources.defer(async () => void (await gateway.stop()));
  return { url: gateway.url, identity: world.identity, real: Object.keys(behind), fake: Object.keys(providers) };
}
