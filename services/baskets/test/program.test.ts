import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { randomInt, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { inProcessBroker } from '../../kit/broker.ts';
import type { DatabaseProps } from '../../kit/database.ts';
import type { Event } from '../../kit/events.ts';
import { startPostgres, type LocalPostgres } from '../../kit/local/postgres.ts';
import { imageFaults } from '../../kit/testing/containerfile.ts';
import { testIdentity } from '../../kit/testing/identity.ts';
import { failedStart, startProgram, until } from '../../kit/testing/process.ts';
import { startBaskets } from '../src/program.ts';
import { captured } from './counter.ts';

let postgres: LocalPostgres;
beforeAll(async () => { postgres = await startPostgres(); }, 60_000);
afterAll(() => postgres.stop(), 60_000);

/** Runs the command as a person does, with lines on its standard input. */
async function importing({ host, port, database, credentialsDirectory }: DatabaseProps, lines: string): Promise<readonly [number, string]> {
  const env = { PATH: process.env['PATH'], DATABASE_HOST: host, DATABASE_PORT: String(port), DATABASE_NAME: database, DATABASE_CREDENTIALS_DIRECTORY: credentialsDirectory };
  const child = spawn(process.execPath, [join(import.meta.dirname, '..', 'src', 'import-products.ts')], { env, stdio: ['pipe', 'pipe', 'pipe'] });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  child.stdin.end(lines);
  const [code] = (await once(child, 'close')) as [number];
  return [code, said.join('').trim()];
}

describe('the whole program', () => {
  it('sells what was imported, hears of its payment, and tells that it was bought', async () => {
    const [database, broker, identity] = [await postgres.createDatabase('whole'), inProcessBroker(), await testIdentity()];
    const told: Event[] = [];
    await broker.subscribe('insights', ['baskets.events'], async (one) => void told.push(one));
    expect(await importing(database, '{"product":"mug","name":"Mug","prices":{"EUR":1290}}')).toEqual([0, 'baskets: 1 products']);
    expect(await importing(database, '{"product":"mug"}')).toEqual([1, expect.stringContaining('line 1: ')]);
    const baskets = await startBaskets({ database, broker, verify: identity.verify, registry: new Registry(), log: pino({ level: 'silent' }), now: () => new Date(), below: (limit) => randomInt(limit), newId: randomUUID, codeAddress: 'https://shop.example/codes/' });
    try {
      const headers = { ...(await identity.authorization({ roles: ['customer'] })), 'idempotency-key': 'k' };
      const { basket } = (await baskets.app.inject({ method: 'POST', url: '/baskets', headers, payload: { currency: 'EUR' } })).json<{ basket: string }>();
      await baskets.app.inject({ method: 'PUT', url: `/baskets/${basket}/items/mug`, headers: { ...headers, 'if-match': '"1"' }, payload: { quantity: 1 } });
      await broker.send([{ id: randomUUID(), topic: 'payments.events', key: 'p', type: 'payment.captured', occurredAt: new Date().toISOString(), payload: captured('p', basket, 1290) }]);
      await until('the purchase is told', async () => told.some(({ type }) => type === 'bought'));
      expect(told.map(({ type, key }) => [type, key])).toEqual([['added', basket], ['bought', basket]]);
      expect(await baskets.checks['database']?.()).toBe(true);
    } finally {
      await baskets.app.close();
      for (const { stop } of baskets.background) await stop();
      await baskets.close();
    }
  }, 60_000);
});

describe('its process', () => {
  it('does not start without its variables, and names each', async () => {
    const { code, said } = await failedStart('baskets', { CODE_ADDRESS: 'ftp://x' });
    expect(code).not.toBe(0);
    for (const fault of ['DATABASE_HOST is not set', 'KAFKA_GROUP is not set', 'CODE_ADDRESS is "ftp://x"']) expect(said).toContain(fault);
  }, 60_000);

  it('becomes ready, serves shoppers, and ends when asked', async () => {
    const identity = await testIdentity();
    const { url, stop } = await startProgram({ service: 'baskets', database: await postgres.createDatabase('process'), identity });
    try {
      const create = async (headers: Record<string, string>) => (await fetch(`${url}/baskets`, { method: 'POST', headers: { 'content-type': 'application/json', 'idempotency-key': 'k', ...headers }, body: '{"currency":"EUR"}' })).status;
      expect([await create({}), await create(await identity.authorization({ roles: ['marketer'] })), await create(await identity.authorization({ roles: ['guest'] }))]).toEqual([401, 403, 201]);
    } finally {
      expect(await stop()).toEqual({ code: 0, said: '' });
    }
  }, 60_000);
});

it('has an image that holds all that it imports', () => expect(imageFaults('baskets')).toEqual([]));
