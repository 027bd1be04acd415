import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { inProcessBroker } from '../../kit/broker.ts';
import { readKeyRing } from '../../kit/envelope.ts';
import type { Event } from '../../kit/events.ts';
import { startPostgres, type LocalPostgres } from '../../kit/local/postgres.ts';
import { imageFaults } from '../../kit/testing/containerfile.ts';
import { testIdentity } from '../../kit/testing/identity.ts';
import { failedStart, startProgram, until } from '../../kit/testing/process.ts';
import { startCustomers } from '../src/program.ts';

const jwk = (kid: string) => JSON.stringify({ kty: 'oct', kid, k: randomBytes(32).toString('base64url') });
const none = '{"keys":[]}';

let postgres: LocalPostgres;
let folder: string;
beforeAll(async () => {
  postgres = await startPostgres();
  folder = await mkdtemp(join(tmpdir(), 'guichet-customers-'));
  await mkdir(join(folder, 'person-keys'));
}, 60_000);
afterAll(async () => {
  await postgres.stop();
  await rm(folder, { recursive: true });
}, 60_000);

const keys = async (current: string, previous = none): Promise<void> => void (await Promise.all([writeFile(join(folder, 'person-keys', 'current.json'), current), writeFile(join(folder, 'person-keys', 'previous.json'), previous)]));

describe('the whole program', () => {
  it('tells an erasure once to those who listen', async () => {
    const [broker, identity] = [inProcessBroker(), await testIdentity()];
    const told: Event[] = [];
    await broker.subscribe('baskets', ['customers.erasures'], async (event) => void told.push(event));
    const customers = await startCustomers({ database: await postgres.createDatabase('whole'), broker, verify: identity.verify, log: pino({ level: 'silent' }), ring: () => ring, now: () => new Date(), random: randomBytes, uuid: randomUUID });
    try {
      const headers = { ...(await identity.authorization({ subject: 'ada', roles: ['customer'], acr: 'mfa' })), 'idempotency-key': 'k' };
      expect((await customers.app.inject({ method: 'POST', url: '/customers', headers, payload: { name: 'Ada' } })).statusCode).toBe(201);
      for (const _ of [1, 2]) expect((await customers.app.inject({ method: 'DELETE', url: '/customers/ada', headers })).statusCode).toBe(204);
      await until('the erasure is told', async () => told.length > 0);
      expect(told).toEqual([expect.objectContaining({ key: 'ada', type: 'erased', payload: { customer: 'ada', at: expect.any(String) } })]);
      expect(await customers.checks['database']?.()).toBe(true);
    } finally {
      await customers.app.close();
      for (const { stop } of customers.background) await stop();
      await customers.close();
    }
  }, 60_000);
  const ring = readKeyRing(jwk('k'), none);
});

describe('its process', () => {
  it('does not start without its variables, and names each', async () => {
    const { code, said } = await failedStart('customers', { PORT: 'x' });
    expect(code).not.toBe(0);
    for (const fault of ['SERVICE_NAME is not set', 'SECRETS_DIRECTORY is not set', 'IDENTITY_ISSUER is not set', 'PORT is "x"']) expect(said).toContain(fault);
  }, 60_000);

  it('serves, takes over a rotated key without a restart, and does not start again with keys that nothing opens by', async () => {
    const [identity, database, first, second] = [await testIdentity(), await postgres.createDatabase('process'), jwk('2026-01'), jwk('2026-07')];
    await keys(first);
    const program = { service: 'customers', database, identity, env: { SECRETS_DIRECTORY: folder } };
    const { url, stop } = await startProgram(program);
    const headers = { ...(await identity.authorization({ subject: 'ada', roles: ['customer'] })), 'content-type': 'application/json' };
    const create = async (subject: string) => fetch(`${url}/customers`, { method: 'POST', headers: { ...headers, ...(await identity.authorization({ subject, roles: ['customer'] })), 'idempotency-key': 'k' }, body: '{"name":"Ada"}' });
    try {
      expect((await fetch(`${url}/customers/ada`)).status).toBe(401);
      expect((await create('ada')).status).toBe(201);
      await keys(second, JSON.stringify({ keys: [JSON.parse(first)] }));
      await until('new persons are sealed by the new key', async () => {
        await create(`b-${randomUUID()}`);
        const { openDatabase } = await import('../../kit/database.ts');
        const { pool, close } = await openDatabase({ ...database, connections: 1 });
        const { rowCount } = await pool.query("SELECT FROM person WHERE wrapped_by = '2026-07'");
        await close();
        return (rowCount ?? 0) > 0;
      });
      expect(await (await fetch(`${url}/customers/ada`, { headers })).json()).toMatchObject({ fields: { name: 'Ada' } });
    } finally {
      expect(await stop()).toEqual({ code: 0, said: '' });
    }
    await keys(jwk('2027-01'));
    await expect(startProgram(program)).rejects.toThrow(/persons' keys are wrapped by .*2026-0[17].*person-keys/s);
  }, 60_000);
});

it('has an image that holds all that it imports', () => expect(imageFaults('customers')).toEqual([]));
