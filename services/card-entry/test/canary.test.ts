/** Known card numbers go through every path of both programs, as processes; afterwards they are in nothing that was said, kept or answered. */
import { freePort } from '../../kit/local/ports.ts';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { identityHeaders } from '../../kit/caller.ts';
import { openDatabase, type Database, type DatabaseProps } from '../../kit/database.ts';
import { startPostgres, type LocalPostgres } from '../../kit/local/postgres.ts';
import { testSigner, type TestSigner } from './support.ts';

const canaries = ['4242424242424242', '5555555555554444', '378282246310005', '6011111111111117'];
const expiry = { month: 9, year: new Date().getUTCFullYear() + 3 };

/** A number as it may show: bare, in groups, in hexadecimal, in base64 at each of its three offsets, reversed. */
function shapesOf(number: string): string[] {
  const base64 = [0, 1, 2].map((offset) => Buffer.from(' '.repeat(offset) + number).toString('base64').slice(offset === 0 ? 0 : offset + 1, offset === 0 ? 16 : 19));
  return [number, number.match(/.{1,4}/g)?.join(' ') ?? '', number.match(/.{1,4}/g)?.join('-') ?? '', Buffer.from(number).toString('hex'), BigInt(number).toString(16), ...base64, [...number].reverse().join('')];
}

const found = (text: string): string[] => canaries.flatMap(shapesOf).filter((shape) => text.toLowerCase().includes(shape.toLowerCase()));

interface Running {
  readonly process: ChildProcess;
  readonly said: () => string;
  readonly stopped: Promise<number | null>;
}

let postgres: LocalPostgres;
let place: DatabaseProps;
let database: Database<Record<never, never>>;
let folder: string;
let signer: TestSigner;
const running: Running[] = [];
const answers: string[] = [];
let vaultUrl: string;
let fieldsUrl: string;

async function start(service: string, variables: Readonly<Record<string, string>>): Promise<string> {
  const [port, adminPort] = [await freePort(), await freePort()];
  const child = spawn(process.execPath, [join(import.meta.dirname, '..', '..', service, 'src', 'server.ts')], {
    env: { PATH: process.env['PATH'], SERVICE_NAME: service, ENVIRONMENT: 'test', HOST: '127.0.0.1', PORT: String(port), ADMIN_PORT: String(adminPort), LOG_LEVEL: 'debug', SECRETS_DIRECTORY: join(folder, service), ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => void (text += chunk.toString()));
  running.push({ process: child, said: () => text, stopped: new Promise((resolve) => child.once('exit', resolve)) });
  for (const end = Date.now() + 20_000; ; await new Promise((resolve) => setTimeout(resolve, 50))) {
    if (await fetch(`http://127.0.0.1:${adminPort}/healthz/ready`).then(({ ok }) => ok, () => false)) return `http://127.0.0.1:${port}`;
    if (child.exitCode !== null || Date.now() > end) throw new Error(`${service} did not start: ${text}`);
  }
}

async function secretFiles(service: string, files: Readonly<Record<string, Readonly<Record<string, string>>>>): Promise<void> {
  for (const [name, keys] of Object.entries(files)) {
    await mkdir(join(folder, service, name), { recursive: true });
    await Promise.all(Object.entries(keys).map(([key, text]) => writeFile(join(folder, service, name, key), text)));
  }
}

beforeAll(async () => {
  postgres = await startPostgres();
  place = await postgres.createDatabase('vault');
  database = await openDatabase(place);
  folder = await mkdtemp(join(tmpdir(), 'guichet-canary-'));
  signer = await testSigner();
  await secretFiles('vault', {
    'key-encryption-keys': { 'current.json': JSON.stringify({ kty: 'oct', kid: 'k1', k: randomBytes(32).toString('base64url') }), 'previous.json': '{"keys":[]}' },
    'fingerprint-key': { key: randomBytes(32).toString('base64') },
  });
  await secretFiles('card-entry', { 'session-verification-keys': { 'jwks.json': JSON.stringify(signer.set) } });
  vaultUrl = await start('vault', { DATABASE_HOST: place.host, DATABASE_PORT: String(place.port), DATABASE_NAME: place.database, DATABASE_CREDENTIALS_DIRECTORY: place.credentialsDirectory, SECRETS_RESTART_ON: 'fingerprint-key' });
  fieldsUrl = await start('card-entry', { VAULT_URL: vaultUrl });
}, 60_000);

afterAll(async () => {
  for (const { process: child } of running) child.kill('SIGKILL');
  await database.close();
  await postgres.stop();
  await rm(folder, { recursive: true });
}, 60_000);

/** Asks and keeps the answer for the search. */
async function ask(url: string, { method = 'POST', headers = {}, body }: { readonly method?: string; readonly headers?: Readonly<Record<string, string>>; readonly body?: string } = {}): Promise<{ readonly status: number; readonly text: string }> {
  const answer = await fetch(url, { method, headers: { ...(body !== undefined && { 'content-type': 'application/json' }), 'idempotency-key': randomUUID(), ...headers }, ...(body !== undefined && { body }) });
  const text = await answer.text();
  answers.push(`${url.includes('/reveal') && answer.ok ? '' : text}${JSON.stringify([...answer.headers])}`);
  return { status: answer.status, text };
}

const asCards = identityHeaders('spiffe://cluster.local/ns/guichet-cardholder/sa/cards');

async function dumped(): Promise<string> {
  const { rows: tables } = await sql<{ name: string }>`SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`.execute(database.db);
  expect(tables.map(({ name }) => name)).toEqual(expect.arrayContaining(['card', 'audit', 'idempotency', 'outbox']));
  const texts = await Promise.all(tables.map(async ({ name }) => (await sql<{ text: string }>`SELECT t::text AS text FROM ${sql.table(name)} t`.execute(database.db)).rows.map(({ text }) => text)));
  return texts.flat().join('\n');
}

/** Every place where a client can write a number, of both programs. */
async function everywhere(number: string, session: string): Promise<void> {
  const card = JSON.stringify({ number, expiry });
  const whole = JSON.stringify({ merchant: 'shop', number, expiry });
  const fields = `${fieldsUrl}/fields/${session}/tokens`;
  await Promise.all([
    ask(fields, { body: card, headers: { 'idempotency-key': number, 'x-request-id': number, traceparent: number, 'user-agent': number, cookie: number, authorization: `Bearer ${number}` } }),
    ask(fields, { body: card.replace(number, ` ${number} `) }),
    ask(fields, { body: card.replace(`"${number}"`, number) }),
    ask(fields, { body: card.replace(number, `${number.slice(0, -1)}${(Number(number.at(-1)) + 1) % 10}`) }),
    ask(fields, { body: JSON.stringify({ number, expiry: { month: 1, year: 2020 } }) }),
    ask(fields, { body: JSON.stringify({ number, expiry, [number]: number, securityCode: '987' }) }),
    ask(fields, { body: `${card}${number}` }),
    ask(fields, { body: `${number}x` }),
    ask(fields, { body: number, headers: { 'content-type': `text/${number}` } }),
    ask(fields, { body: JSON.stringify({ number: number.repeat(1000) }) }),
    ask(`${fieldsUrl}/fields/${number}/tokens?number=${number}`, { body: card }),
    ask(`${fieldsUrl}/fields/${number}.${number}.${number}?number=${number}`, { method: 'GET' }),
    ask(`${fieldsUrl}/assets/${number}`, { method: 'GET' }),
    ask(`${fieldsUrl}/${number}/%zz${number}`, { method: 'GET' }),
    ask(`${vaultUrl}/tokens`, { body: whole, headers: { 'idempotency-key': number } }),
    ask(`${vaultUrl}/tokens`, { body: JSON.stringify({ merchant: `m${number}`, number, expiry }) }),
    ask(`${vaultUrl}/tokens`, { body: `${whole}${number}` }),
    ask(`${vaultUrl}/tokens/${number}?merchant=${number}`, { method: 'GET' }),
    ask(`${vaultUrl}/tokens/${number}?merchant=shop`, { method: 'DELETE' }),
    ask(`${vaultUrl}/tokens/${number}/reveal`, { body: JSON.stringify({ merchant: number, reason: number }), headers: asCards }),
    ask(`${vaultUrl}/${number}`, { method: 'GET' }),
  ]);
}

it('leaves no trace of a number', async () => {
  const session = await signer.session();
  for (const number of canaries) {
    const kept = await ask(`${fieldsUrl}/fields/${session}/tokens`, { body: JSON.stringify({ number, expiry }) });
    expect([kept.status, kept.text]).toEqual([201, expect.stringContaining('"token":"tok-')]);
    const { token }: { token: string } = JSON.parse(kept.text);
    const reveal = { body: JSON.stringify({ merchant: 'shop', reason: 'authorisation' }), headers: asCards };
    expect((await ask(`${vaultUrl}/tokens/${token}/reveal`, { ...reveal, headers: { ...asCards, 'idempotency-key': number } })).status).toBe(400);
    const told = await ask(`${vaultUrl}/tokens/${token}/reveal`, reveal);
    expect([told.status, JSON.parse(told.text)]).toEqual([200, expect.objectContaining({ number })]);
    expect((await ask(`${vaultUrl}/tokens/${token}/reveal`, { body: JSON.stringify({ merchant: 'shop', reason: 'authorisation' }) })).status).toBe(403);
    await everywhere(number, session);
  }
  // Faults of our own, in the middle of keeping a number and of telling one; then without the vault.
  await sql`ALTER TABLE card RENAME TO gone`.execute(database.db);
  for (const number of canaries) await everywhere(number, await signer.session());
  await sql`ALTER TABLE gone RENAME TO card`.execute(database.db);
  await sql`CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'row % cannot be kept', NEW; END $$`.execute(database.db);
  await sql`CREATE TRIGGER fail BEFORE INSERT ON card FOR EACH ROW EXECUTE FUNCTION fail()`.execute(database.db);
  expect((await ask(`${vaultUrl}/tokens`, { body: JSON.stringify({ merchant: 'faulty', number: canaries[0], expiry }) })).status).toBe(500);
  const text = await dumped();
  const [vault] = running;
  vault?.process.kill('SIGKILL');
  await vault?.stopped;
  expect((await ask(`${fieldsUrl}/fields/${session}/tokens`, { body: JSON.stringify({ number: canaries[0], expiry: { ...expiry, month: 1 } }) })).status).toBe(503);
  for (const { process: child } of running) child.kill('SIGTERM');
  await Promise.all(running.map(({ stopped }) => stopped));
  const logs = running.map(({ said }) => said()).join('\n');
  expect(logs).toMatch('request failed');
  expect(logs.split('\n').length).toBeGreaterThan(100);
  expect(answers.length).toBeGreaterThan(150);
  expect([found(logs), found(text), found(answers.join('\n'))]).toEqual([[], [], []]);
}, 60_000);

it('would see one, in every shape', () => {
  for (const number of canaries) for (const shape of shapesOf(number)) expect(found(`x${shape}y`)).toContain(shape);
  for (const offset of [0, 1, 2]) expect(found(Buffer.from(`${'x'.repeat(offset)}4242424242424242 and more`).toString('base64'))).not.toEqual([]);
});
