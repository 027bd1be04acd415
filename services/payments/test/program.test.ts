/** The program as its own process, killed while it waits for a provider. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { exportJWK, generateKeyPair } from 'jose';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { inProcessBroker } from '../../kit/broker.ts';
import type { Event } from '../../kit/events.ts';
import { startPostgres, type LocalPostgres } from '../../kit/local/postgres.ts';
import { testIdentity } from '../../kit/testing/identity.ts';
import { failedStart, startProgram, until } from '../../kit/testing/process.ts';
import { providers } from '../../providers.ts';
import { callProviders } from '../src/adapters/providers.ts';
import { readSigningKey, sessionOpener } from '../src/adapters/sessions.ts';
import type { PaymentView } from '../src/api.ts';
import { readWebhookKeys } from '../src/courier.ts';
import { startPayments } from '../src/program.ts';
import { usualTimes } from '../src/switch.ts';
import { fakeProvider, type FakeProvider } from './fake-provider.ts';
import { card, eur } from './house.ts';

let postgres: LocalPostgres;
let cards: FakeProvider;
let secrets: string;
const keyFile = { 'keys.json': JSON.stringify({ keys: [`whsec_${randomBytes(32).toString('base64')}`] }) };
let jwkFile: Readonly<Record<string, string>>;

beforeAll(async () => {
  [postgres, cards] = await Promise.all([startPostgres(), fakeProvider(providers.cards)]);
  secrets = await mkdtemp(join(tmpdir(), 'guichet-secrets-'));
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  jwkFile = { 'private.jwk': JSON.stringify({ ...(await exportJWK(privateKey)), kid: 'one' }) };
  for (const [name, files] of Object.entries({ 'card-session-keys': jwkFile, 'webhook-signing-keys': keyFile })) {
    await mkdir(join(secrets, name));
    for (const [file, text] of Object.entries(files)) await writeFile(join(secrets, name, file), text);
  }
}, 60_000);

afterAll(async () => {
  await cards.stop();
  await postgres.stop();
  await rm(secrets, { recursive: true, force: true });
}, 60_000);

const variables = () => ({
  ...Object.fromEntries(Object.keys(providers).map((name) => [`${name.toUpperCase()}_URL`, cards.url])),
  BASKETS_URL: 'http://127.0.0.1:9', MERCHANT_WEBHOOKS_URL: 'http://127.0.0.1:9/hooks', SECRETS_DIRECTORY: secrets, CRASHED_AFTER_MS: '200', NOT_FOUND_AFTER_MS: '200',
});

describe('its process', () => {
  it('does not start without its variables, and names each', async () => {
    const { code, said } = await failedStart('payments', { TILL_REFUND_LIMIT: '-1', SHOP_ORIGINS: 'shop' });
    expect(code).not.toBe(0);
    for (const fault of ['CARDS_URL is not set', 'BASKETS_URL is not set', 'MERCHANT_WEBHOOKS_URL is not set', 'SECRETS_DIRECTORY is not set', 'TILL_REFUND_LIMIT is -1', 'SHOP_ORIGINS is "shop"']) expect(said).toContain(fault);
  }, 60_000);

  it('that is killed while a provider works finds out what became of it, and answers the key that it left', async () => {
    const [identity, database] = [await testIdentity(), await postgres.createDatabase('killed')];
    const headers = { 'content-type': 'application/json', ...(await identity.authorization({ subject: 'anna', roles: ['customer'] })) };
    const post = (url: string, key: string, body: object) => fetch(url, { method: 'POST', headers: { ...headers, 'idempotency-key': key }, body: JSON.stringify(body) });
    const start = () => startProgram({ service: 'payments', database, identity, env: variables() });
    const killed = await start();
    const { payment } = (await (await post(`${killed.url}/payments`, randomUUID(), { amount: eur(5_000) })).json()) as PaymentView;
    const paying = (url: string) => post(`${url}/payments/${payment}/attempts`, 'the-key', { instrument: card() });
    cards.slowness = 3_000;
    cards.next('authorise', 'slow');
    const lost = paying(killed.url).then(() => 'answered', () => 'lost');
    await until('the provider works', async () => cards.asked.some(({ what }) => what === 'authorise'));
    await killed.kill();
    expect(await lost).toBe('lost');
    const next = await start();
    try {
      let answer = await paying(next.url);
      await until('the key is answered', async () => (answer = await paying(next.url)).status !== 409);
      expect([answer.status, answer.headers.get('idempotency-replayed'), await answer.json()]).toMatchObject([200, 'true', { payment, state: 'captured', captured: eur(5_000) }]);
      expect(cards.asked.filter(({ what }) => what === 'authorise')).toHaveLength(1);
    } finally {
      expect(await next.stop()).toEqual({ code: 0, said: '' });
    }
  }, 60_000);
});

it('tells what was paid, and is whole', async () => {
  const [database, broker, identity] = [await postgres.createDatabase('whole'), inProcessBroker(), await testIdentity()];
  const told: Event[] = [];
  await broker.subscribe('ledger', ['payments.events'], async (one) => void told.push(one));
  const payments = await startPayments({
    database, broker, verify: identity.verify, registry: new Registry(), log: pino({ level: 'silent' }), now: () => new Date(), newId: randomUUID, random: Math.random,
    providers: callProviders({ services: Object.values(providers), urlOf: () => cards.url }), readTender: async () => undefined,
    openSession: sessionOpener(() => readSigningKey(jwkFile), 'guichet'), webhookKeys: () => readWebhookKeys(keyFile),
    origins: [], policy: { lowValueBy: 'payments', challengeFrom: 50_000n }, times: usualTimes, tillRefundLimit: 500, merchantWebhooks: 'http://127.0.0.1:9/',
  });
  try {
    const headers = { ...(await identity.authorization({ roles: ['customer'] })), 'idempotency-key': 'k' };
    const { payment } = (await payments.app.inject({ method: 'POST', url: '/payments', headers, payload: { amount: eur(700) } })).json<PaymentView>();
    await payments.app.inject({ method: 'POST', url: `/payments/${payment}/attempts`, headers, payload: { instrument: card() } });
    await until('the payment is told', async () => told.length > 0);
    expect(told.map(({ type, key }) => [type, key])).toEqual([['payment.captured', payment]]);
    const session = await payments.app.inject({ method: 'POST', url: `/payments/${payment}/card-sessions`, headers, payload: { origin: 'https://shop.example' } });
    expect(session.statusCode).toBe(409);
    expect(await payments.checks['database']?.()).toBe(true);
  } finally {
    await payments.app.close();
    for (const { stop } of payments.background) await stop();
    await payments.close();
  }
}, 60_000);
