/** What the gateway does of its own: rates, browsers, the description, journeys; and that it is what is declared, whatever it is sent. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Validator } from '@seriousme/openapi-schema-validator';
import { journeyMetric } from '../../../constructs/declaration/index.ts';
import { type Api } from '../../kit/api.ts';
import { conformanceFaults } from '../../kit/conformance.ts';
import { unavailable } from '../../kit/problem.ts';
import { createAdmin } from '../../kit/program.ts';
import { fuzz } from '../../kit/testing/fuzz.ts';
import { sampleOf } from '../../kit/testing/sample.ts';
import { gateway } from '../service.ts';
import { gatewayApi } from '../src/api.ts';
import { handlersOf } from '../src/app.ts';
import { asking } from './asking.ts';
import { startTestGateway, type TestGateway } from './fakes.ts';

let test: TestGateway;
beforeAll(async () => { test = await startTestGateway(); });
afterEach(() => { test.answer(() => undefined); test.noted.length = 0; });
afterAll(() => test.stop());

it('is what is declared, no more and no less', async () => {
  const admin = createAdmin({ started: () => true, unready: async () => [] }, test.registry);
  expect(await conformanceFaults({ service: gateway, api: gatewayApi, handlers: handlersOf(test.props), app: test.app, admin, metrics: test.registry })).toEqual([]);
});

describe('rates', () => {
  let now = 0;
  const over = async (work: (limited: TestGateway) => Promise<void>, rates: { readonly subject: number; readonly client: number }) => {
    const limited = await startTestGateway({ rates: { perSubject: { perSecond: 1, burst: rates.subject }, perClient: { perSecond: 1, burst: rates.client }, clock: () => now } });
    await work(limited).finally(limited.stop);
  };
  const read = async ({ app, token }: TestGateway, subject: string, client = 'guichet-web') => {
    const { statusCode, headers, body } = await app.inject({ method: 'GET', url: '/v1/baskets/b', headers: { authorization: `Bearer ${await token({ subject, roles: ['guest'], claims: { client_id: client } })}` } });
    return { statusCode, retryAfter: headers['retry-after'], limit: [headers['ratelimit-limit'], headers['ratelimit-remaining'], headers['ratelimit-reset']], body };
  };

  it('are kept for each user, told in every answer, and nothing above them goes on', () => over(async (limited) => {
    expect(await read(limited, 'a')).toMatchObject({ statusCode: 200, limit: ['2', '1', '1'] });
    expect(await read(limited, 'a')).toMatchObject({ statusCode: 200, limit: ['2', '0', '2'] });
    const refused = await read(limited, 'a');
    expect(refused).toMatchObject({ statusCode: 429, retryAfter: '1', limit: ['2', '0', '2'] });
    expect(JSON.parse(refused.body)).toMatchObject({ type: 'https://guichet.example/problems/too-many-requests', status: 429 });
    expect(limited.noted).toHaveLength(2);
    expect(await read(limited, 'b')).toMatchObject({ statusCode: 200 });
    now += 1000;
    expect(await read(limited, 'a')).toMatchObject({ statusCode: 200 });
  }, { subject: 2, client: 100 }));

  it('are kept for each client over all its users', () => over(async (limited) => {
    for (const subject of ['a', 'b', 'c']) expect(await read(limited, subject)).toMatchObject({ statusCode: 200 });
    expect(await read(limited, 'd')).toMatchObject({ statusCode: 429, limit: ['3', '0', '3'] });
    expect(await read(limited, 'd', 'guichet-mobile')).toMatchObject({ statusCode: 200 });
  }, { subject: 100, client: 3 }));
});

describe('browsers', () => {
  const preflight = (origin: string) => test.app.inject({ method: 'OPTIONS', url: '/v1/baskets', headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization,idempotency-key' } });

  it('of the shop’s pages may ask', async () => {
    const answer = await preflight('https://shop.example');
    expect([answer.statusCode, answer.body]).toEqual([204, '']);
    expect(answer.headers).toMatchObject({ 'access-control-allow-origin': 'https://shop.example', 'access-control-allow-headers': expect.stringContaining('idempotency-key'), vary: 'Origin' });
    expect(answer.headers).not.toHaveProperty('access-control-allow-credentials');
    const asked = await asking(test, 'readBasket', { role: 'guest', headers: { origin: 'https://shop.example' } });
    expect(asked.headers).toMatchObject({ 'access-control-allow-origin': 'https://shop.example', 'access-control-expose-headers': expect.stringContaining('etag') });
    // A page must be able to read why it was refused.
    expect((await asking(test, 'readBasket', { headers: { origin: 'https://shop.example' } })).headers).toMatchObject({ 'access-control-allow-origin': 'https://shop.example' });
  });

  it.each(['https://evil.example', 'https://shop.example.evil.example', 'null', 'http://shop.example'])('of %s may not', async (origin) => {
    const answer = await preflight(origin);
    expect([answer.statusCode, answer.headers['access-control-allow-origin'], answer.headers['vary']]).toEqual([405, undefined, 'Origin']);
  });

  it('are told what an API is not, in every answer', async () => {
    for (const answer of [await asking(test, 'readBasket', { role: 'guest' }), await asking(test, 'readBasket'), await test.app.inject('/nowhere')]) {
      expect(answer.headers).toMatchObject({ 'strict-transport-security': expect.stringContaining('max-age='), 'x-content-type-options': 'nosniff', 'content-security-policy': "default-src 'none'; frame-ancestors 'none'", 'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/) });
    }
  });
});

it('describes what it serves in a valid document, and nothing else', async () => {
  const answer = await test.app.inject('/openapi.json');
  const document = answer.json<{ paths: Record<string, Record<string, { operationId: string; security: unknown[] }>> }>();
  expect([answer.statusCode, answer.headers['content-type'], await new Validator().validate(structuredClone(document))]).toEqual([200, 'application/json; charset=utf-8', { valid: true }]);
  const described = Object.entries(document.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, { operationId }]) => [operationId, method.toUpperCase(), path].join(' ')));
  expect(described.sort()).toEqual(Object.entries(gateway.serves).map(([name, { method, path }]) => [name, method, path].join(' ')).sort());
  expect(answer.body).not.toContain('127.0.0.1');
});

describe('journeys', () => {
  const counted = async () => Object.fromEntries(((await test.registry.getSingleMetric(journeyMetric.name)?.get())?.values ?? []).map(({ labels, value }) => [Object.values(labels).join(' '), value] as const));
  const changes = async (work: () => Promise<unknown>) => {
    const before = await counted();
    await work();
    return Object.fromEntries(Object.entries(await counted()).filter(([key, value]) => value !== before[key]).map(([key, value]) => [key, value - (before[key] ?? 0)]));
  };

  it('end well with the last step', async () => {
    expect(await changes(() => asking(test, 'attempt', { role: 'customer' }))).toEqual({ 'checkout web success': 1 });
    expect(await changes(() => asking(test, 'attempt', { role: 'customer', claims: { client_id: 'guichet-mobile' } }))).toEqual({ 'checkout mobile success': 1 });
    expect(await changes(() => asking(test, 'attempt', { role: 'till' }))).toEqual({ 'checkout store success': 1, 'web-to-store store success': 1 });
  });

  it('do not end before it, nor with a refusal', async () => {
    expect(await changes(() => asking(test, 'createBasket', { role: 'customer' }))).toEqual({});
    expect(await changes(() => asking(test, 'attempt', { role: 'customer', headers: { 'idempotency-key': '' } }))).toEqual({});
    expect(await changes(() => asking(test, 'readBasket', { role: 'customer' }))).toEqual({});
  });

  it('end badly with our failure at any step', async () => {
    test.answer(() => Promise.reject(unavailable('away')));
    expect(await changes(() => asking(test, 'createIntent', { role: 'guest' }))).toEqual({ 'checkout web failure': 1 });
    expect(await changes(() => asking(test, 'fetchByCode', { role: 'till' }))).toEqual({ 'web-to-store store failure': 1 });
  });
});

it('answers bad input with a problem', async () => {
  const api: Api = gatewayApi;
  const bodies = Object.fromEntries(Object.entries(api.shapes).flatMap(([name, { body }]) => (body ? [[name, sampleOf(body, { whole: true })]] : [])));
  await fuzz({
    app: test.app,
    api,
    bodies,
    runs: 25,
    headers: async (name) => {
      const [role = 'guest'] = api.service.serves[name]?.user?.roles ?? [];
      return { authorization: `Bearer ${await test.token({ roles: [role], acr: 'mfa', store: 'lyon-2', claims: { auth_time: Math.floor(Date.now() / 1000) } })}` };
    },
  });
}, 60_000);
