import { freePort } from '../../kit/local/ports.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer as createHttpServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pino } from 'pino';
import { inProcessBroker } from '../../kit/broker.ts';
import type { DatabaseProps } from '../../kit/database.ts';
import type { Event } from '../../kit/events.ts';
import { startPostgres, type LocalPostgres } from '../../kit/local/postgres.ts';
import { testIdentity } from '../../kit/testing/identity.ts';
import { startLedger } from '../src/program.ts';

let postgres: LocalPostgres;
let database: DatabaseProps;

beforeAll(async () => {
  postgres = await startPostgres();
  database = await postgres.createDatabase('ledger');
}, 60_000);
afterAll(() => postgres.stop(), 60_000);

const until = async (what: string, done: () => Promise<boolean>): Promise<void> => {
  for (const end = performance.now() + 20_000; performance.now() < end; await new Promise((resolve) => setTimeout(resolve, 50))) if (await done().catch(() => false)) return;
  throw new Error(`waited in vain until ${what}`);
};

const captured = (id: string): Event => ({ id, topic: 'payments.events', key: 'p-1', type: 'payment.captured', occurredAt: '2026-11-23T08:00:00.000Z', payload: { payment: 'p-1', provider: 'cards', reference: 'c-1', amount: 100, currency: 'EUR', capture: randomUUID() } });

describe('the whole program', () => {
  it('hears of payments, and tells what a settlement file leaves open', async () => {
    const [broker, identity] = [inProcessBroker(), await testIdentity()];
    const told: Event[] = [];
    await broker.subscribe('finance', ['ledger.exceptions'], async (event) => void told.push(event));
    const ledger = await startLedger({ database, broker, verify: identity.verify, log: pino({ level: 'silent' }), now: () => new Date(), expectedAfterDays: 7 });
    try {
      const event = captured(randomUUID());
      await broker.send([event, event]);
      const headers = { ...(await identity.authorization({ roles: ['finance'], acr: 'mfa' })), 'idempotency-key': 'k' };
      expect((await ledger.app.inject({ url: '/accounts/receivable.cards.eur/balance', headers })).json()).toMatchObject({ posted: '100' });
      const content = '{"kind":"capture","reference":"c-1","gross":100,"fee":3,"currency":"EUR"}\n{"kind":"capture","reference":"c-2","gross":100,"fee":3,"currency":"EUR"}';
      expect((await ledger.app.inject({ method: 'POST', url: '/settlements', headers, payload: { settlement: 's-1', provider: 'cards', format: 'json-lines', content } })).json()).toMatchObject({ matched: 1, exceptions: 1 });
      await until('the exception is told', async () => told.length > 0);
      expect(told).toEqual([expect.objectContaining({ key: 's-1', type: 'settlement.exception', payload: expect.objectContaining({ kind: 'missing', reference: 'c-2' }) })]);
      expect(await ledger.checks['database']?.()).toBe(true);
    } finally {
      await ledger.app.close();
      for (const { stop } of ledger.background) await stop();
      await ledger.close();
    }
  }, 60_000);
});

const program = (env: Readonly<Record<string, string>>): ChildProcess =>
  spawn(process.execPath, [join(import.meta.dirname, '..', 'src', 'server.ts')], { env: { PATH: process.env['PATH'], ...env }, stdio: ['ignore', 'ignore', 'pipe'] });

describe('its process', () => {
  let identityProvider: Server;
  afterAll(() => void identityProvider?.close());

  it('does not start without its variables, and names each', async () => {
    const child = program({ PORT: 'x', KAFKA_BROKERS: 'kafka:9093' });
    const said: string[] = [];
    child.stderr?.on('data', (chunk: Buffer) => said.push(chunk.toString()));
    const [code] = await once(child, 'close');
    expect(code).not.toBe(0);
    for (const name of ['SERVICE_NAME is not set', 'DATABASE_HOST is not set', 'IDENTITY_ISSUER is not set', 'PORT is "x"']) expect(said.join('')).toContain(name);
  }, 60_000);

  it('becomes ready, serves whom its identity provider vouches for, and ends when asked', async () => {
    const identity = await testIdentity();
    identityProvider = createHttpServer((_, response) => void response.setHeader('content-type', 'application/json').end(JSON.stringify(identity.jwks))).listen(0, '127.0.0.1');
    await once(identityProvider, 'listening');
    const [port, adminPort] = [await freePort(), await freePort()];
    const child = program({
      SERVICE_NAME: 'ledger', ENVIRONMENT: 'test', HOST: '127.0.0.1', PORT: String(port), ADMIN_PORT: String(adminPort), LOG_LEVEL: 'error', DRAIN_MS: '0',
      DATABASE_HOST: database.host, DATABASE_PORT: String(database.port), DATABASE_NAME: database.database, DATABASE_CREDENTIALS_DIRECTORY: database.credentialsDirectory,
      KAFKA_BROKERS: 'in-process', KAFKA_GROUP: 'ledger', KAFKA_CREDENTIALS_DIRECTORY: '/nowhere',
      IDENTITY_ISSUER: identity.issuer, IDENTITY_AUDIENCE: identity.audience, IDENTITY_JWKS_URI: `http://127.0.0.1:${(identityProvider.address() as AddressInfo).port}/jwks`,
    });
    try {
      await until('it is ready', async () => (await fetch(`http://127.0.0.1:${adminPort}/healthz/ready`)).ok);
      const journal = `http://127.0.0.1:${port}/journal`;
      expect((await fetch(journal)).status).toBe(401);
      expect((await fetch(journal, { headers: await identity.authorization({ roles: ['auditor'] }) })).status).toBe(200);
    } finally {
      child.kill('SIGTERM');
    }
    expect(await once(child, 'close')).toEqual([0, null]);
  }, 60_000);
});
