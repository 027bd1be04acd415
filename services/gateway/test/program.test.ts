import { expect, it, describe, beforeAll, afterAll } from '@jest/globals';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { imageFaults } from '../../kit/testing/containerfile.ts';
import { failedStart, startProgram, until } from '../../kit/testing/process.ts';
import { claimsOf, startTestGateway, type TestGateway } from './fakes.ts';

let test: TestGateway;
beforeAll(async () => { test = await startTestGateway(); });
afterAll(() => test.stop());

/** It has none. */
const database = { host: '127.0.0.1', port: 1, database: 'none', credentialsDirectory: '/nowhere' };
const urls = () => Object.fromEntries(Object.entries(test.urls).map(([name, url]) => [`${name.toUpperCase()}_URL`, url]));

describe('its process', () => {
  it('does not start without its variables, and names each', async () => {
    const { code, said } = await failedStart('gateway', { CORS_ORIGINS: 'shop', CLIENT_RATE: '0' });
    expect(code).not.toBe(0);
    for (const fault of ['BASKETS_URL is not set', 'IDENTITY_ISSUER is not set', 'CORS_ORIGINS is "shop"', 'CLIENT_RATE is 0']) expect(said).toContain(fault);
  }, 30_000);

  it('does not start with limits or clients that mean nothing', async () => {
    const settings = { SERVICE_NAME: 'gateway', ENVIRONMENT: 'test', PORT: '1', ADMIN_PORT: '2', IDENTITY_ISSUER: 'i', IDENTITY_AUDIENCE: 'a', IDENTITY_JWKS_URI: 'http://127.0.0.1/jwks', ...urls() };
    expect((await failedStart('gateway', { ...settings, REFUND_STEP_UP_ABOVE: 'much' })).said).toContain('REFUND_STEP_UP_ABOVE cannot be read: "much" of "much" is no whole number of major units');
    expect((await failedStart('gateway', { ...settings, CHANNEL_CLIENTS: 'shop=door' })).said).toContain('CHANNEL_CLIENTS is "shop=door"');
  }, 30_000);

  it('serves, traces into the services behind it, finishes what was begun, and ends when asked', async () => {
    const exported: string[] = [];
    const collector = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => { exported.push(Buffer.concat(chunks).toString()); response.end('{}'); });
    }).listen(0, '127.0.0.1');
    await once(collector, 'listening');
    const { url, stop } = await startProgram({ service: 'gateway', database, identity: test.identity, env: { ...urls(), CORS_ORIGINS: 'https://shop.example', DRAIN_MS: '300', OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(collector.address() as AddressInfo).port}` } });
    const { authorization } = await test.identity.authorization(claimsOf({ roles: ['guest'] }));
    const read = async (traceparent: string) => (await fetch(`${url}/v1/baskets/b-7`, { headers: { authorization, traceparent } })).status;
    expect([(await fetch(`${url}/v1/baskets/b`)).status, await read('00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01')]).toEqual([401, 200]);
    expect(test.noted.at(-1)?.asked.headers['traceparent']).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-(?!b7ad6b7169203331)[0-9a-f]{16}-01$/);
    // A service that takes its time: the request is answered although the end was asked for meanwhile.
    let release = (): void => {};
    const held = new Promise<void>((resolve) => { release = resolve; });
    const seen = test.noted.length;
    test.answer(() => held.then(() => ({ body: basket })));
    const slow = read('00-1af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01');
    await until('the request has gone on', async () => test.noted.length > seen);
    const ended = stop();
    setTimeout(release, 100);
    expect([await slow, await ended]).toEqual([200, { code: 0, said: '' }]);
    const spans = exported.join('');
    for (const name of ['readBasket', 'baskets.readBasket']) expect(spans).toContain(`"name":"${name}"`);
    expect(spans).not.toMatch(/b-7|Bearer|127\.0\.0\.1:\d+\/v1/);
    collector.closeAllConnections();
    collector.close();
  }, 30_000);
});

const sum = { amount: 0, currency: 'EUR' };
const basket = { basket: 'b-7', version: 1, state: 'open', channel: 'web', items: [], total: sum, tendered: sum, due: sum, reservations: [] };

it('has an image that holds all that it imports', () => expect(imageFaults('gateway')).toEqual([]));
