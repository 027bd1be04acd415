/** What is passed on, there and back. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { operationNamed, parametersOf, takesKey } from '../../kit/api.ts';
import { conflict, ProblemError, unavailable } from '../../kit/problem.ts';
import { gateway } from '../service.ts';
import { behind, calleeOf, gatewayApi } from '../src/api.ts';
import { prefixOf } from '../src/forward.ts';
import { asking } from './asking.ts';
import { startTestGateway, type TestGateway } from './fakes.ts';

let test: TestGateway;
beforeAll(async () => { test = await startTestGateway(); });
afterEach(() => { test.answer(() => undefined); test.noted.length = 0; });
afterAll(() => test.stop());

const own = ['readApi'];
const passed = Object.keys(gateway.serves).filter((name) => !own.includes(name));

describe('the API', () => {
  it.each(passed)('has %s as the service behind it has it', (name) => {
    const callee = calleeOf(name);
    if (!callee) throw new Error(`${name} is passed on to nobody`);
    const [here, there] = [operationNamed(gatewayApi, name), operationNamed(callee, name)];
    expect([here.method, here.user, parametersOf(here.path), prefixOf(name)]).toEqual([there.method, there.user, parametersOf(there.path), '/v1']);
    expect(gatewayApi.shapes[name as keyof typeof gatewayApi.shapes]).toBe(callee.shapes[name]);
    // A caller that gives up first cannot tell what happened.
    expect(here.timeout).toBeGreaterThan(there.timeout);
  });

  it('names the services as they name themselves', () => expect(Object.entries(behind).filter(([name, { service }]) => service.name !== name)).toEqual([]));
});

describe('a request', () => {
  it('goes on with its user, its key, its version and its id, and with nothing else of its headers', async () => {
    const id = '3f2c1e9a-0f4b-4a54-9c3e-0a4f6a1f2b3c';
    await asking(test, 'setItem', { role: 'customer', headers: { 'x-request-id': id, 'x-forwarded-client-cert': 'URI=spiffe://cluster.local/ns/guichet-core/sa/payments', cookie: 'a=b', 'x-evil': '1' } });
    const [{ operation, asked } = { operation: '', asked: undefined }] = test.noted;
    expect(operation).toBe('setItem');
    expect(asked?.headers).toMatchObject({ 'if-match': '"1"', 'x-request-id': id, authorization: expect.stringMatching(/^Bearer /) });
    for (const name of ['cookie', 'x-evil', 'x-forwarded-client-cert']) expect(asked?.headers).not.toHaveProperty(name);
    expect([asked?.params, asked?.body]).toEqual([{ basket: 'sample', product: 'sample' }, { quantity: 1 }]);
  });

  it('goes on with its query', async () => {
    const answer = await test.app.inject({ method: 'GET', url: '/v1/insights/products?channel=web&days=7', headers: { authorization: `Bearer ${await test.token({ roles: ['marketer'] })}` } });
    expect([answer.statusCode, test.noted[0]?.asked.query]).toEqual([200, { channel: 'web', days: 7 }]);
  });

  it.each(passed.filter((name) => takesKey(gateway.serves[name as keyof typeof gateway.serves], gatewayApi.shapes[name as keyof typeof gatewayApi.shapes])))('%s takes an Idempotency-Key before anything is passed on', async (name) => {
    const { user } = operationNamed(gatewayApi, name);
    const answer = await asking(test, name, { role: user?.roles[0] ?? 'guest', acr: 'mfa', headers: { 'idempotency-key': '' } });
    expect([answer.statusCode, answer.json<{ type: string }>().type, test.noted]).toEqual([400, 'https://guichet.example/problems/idempotency-key-missing', []]);
  });
});

it('every POST that moves money is among those', () => {
  const money = ['createIntent', 'attempt', 'completeAction', 'capture', 'void', 'refund', 'takeBack'];
  expect(money.filter((name) => takesKey(operationNamed(gatewayApi, name), gatewayApi.shapes[name as keyof typeof gatewayApi.shapes]))).toEqual(money);
});

describe('an answer', () => {
  it('comes back with status, version, place and whether it is one of before', async () => {
    test.answer(({ operation }) => (operation === 'createProfile' ? Promise.resolve({ status: 201, body: { customer: 'c', version: 1 }, headers: { etag: '"1"', location: '/customers/c', 'idempotency-replayed': 'true', 'cache-control': 'private', 'x-internal': 'core-7' } }) : undefined));
    const answer = await asking(test, 'createProfile', { role: 'customer' });
    expect([answer.statusCode, answer.json()]).toEqual([201, { customer: 'c', version: 1 }]);
    expect(answer.headers).toMatchObject({ etag: '"1"', location: '/v1/customers/c', 'idempotency-replayed': 'true', 'cache-control': 'private', 'x-content-type-options': 'nosniff' });
    expect(answer.headers).not.toHaveProperty('x-internal');
  });

  it('of 202 stays one', async () => {
    test.answer(({ operation }) => (operation === 'attempt' ? Promise.resolve({ status: 202, body: payment }) : undefined));
    expect((await asking(test, 'attempt', { role: 'till' })).statusCode).toBe(202);
  });

  it('that is a refusal is passed on as a problem of ours', async () => {
    test.answer(() => Promise.reject(new ProblemError({ ...conflict('the basket is bought', [{ pointer: '/body/quantity', detail: 'too late' }]).problem, headers: { 'retry-after': '7', 'x-internal': 'core-7' } })));
    const id = '3f2c1e9a-0f4b-4a54-9c3e-0a4f6a1f2b3c';
    const answer = await asking(test, 'setItem', { role: 'guest', headers: { 'x-request-id': id } });
    expect([answer.statusCode, answer.json()]).toEqual([409, { type: 'https://guichet.example/problems/conflict', title: 'The state does not allow this', status: 409, detail: 'the basket is bought', instance: `urn:request:${id}`, errors: [{ pointer: '/body/quantity', detail: 'too late' }] }]);
    expect([answer.headers['retry-after'], answer.headers['x-internal'], answer.headers['x-request-id']]).toEqual(['7', undefined, id]);
  });
});

/** A gateway whose baskets are a server of Node's own. */
async function overBaskets(listener: Parameters<typeof createServer>[1], work: (gatewayOver: TestGateway) => Promise<void>): Promise<void> {
  const server = createServer(listener ?? (() => {})).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const over = await startTestGateway({ urls: { ...test.urls, baskets: url } });
  try {
    await work(over);
  } finally {
    server.closeAllConnections();
    server.close();
    await over.stop();
  }
}

describe('a service that fails', () => {
  const problem = async (over: TestGateway, name = 'readBasket') => {
    const answer = await asking(over, name, { role: 'customer' });
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    // Nothing of the insides.
    expect(answer.body).not.toMatch(/127\.0\.0\.1|baskets|ECONN|stack|core-7/);
    return { status: answer.statusCode, retryAfter: answer.headers['retry-after'] };
  };

  it('and cannot be reached is 503, to be asked again', async () => {
    const over = await startTestGateway({ urls: { ...test.urls, baskets: 'http://127.0.0.1:1024' } });
    expect(await problem(over)).toEqual({ status: 503, retryAfter: '1' });
    await over.stop();
  });

  it('and says that it is away is 503 as well', async () => {
    test.answer(() => Promise.reject(unavailable('core-7 is away')));
    expect(await problem(test)).toEqual({ status: 503, retryAfter: '1' });
  });

  it('and does not answer in time is 504', () => overBaskets(() => {}, async (over) => {
    expect(await problem(over)).toEqual({ status: 504, retryAfter: undefined });
  }), 10_000);

  it.each([
    ['with its own failure', (response: Reply) => response.writeHead(500).end('stack of core-7')],
    ['with a refusal that is no problem', (response: Reply) => response.writeHead(418, { 'content-type': 'text/html' }).end('<h1>core-7</h1>')],
    ['with what is not declared', (response: Reply) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"core-7":1}')],
    ['elsewhere', (response: Reply) => response.writeHead(302, { location: 'http://core-7/' }).end()],
    ['by breaking off', (response: Reply) => { response.writeHead(200, { 'content-length': '100' }).write('{'); response.destroy(); }],
  ])('answers %s: 502', (_, answer) => overBaskets((__, response) => void answer(response), async (over) => {
    expect(await problem(over)).toEqual({ status: 502, retryAfter: undefined });
  }));
});

type Reply = Parameters<NonNullable<Parameters<typeof createServer>[1]>>[1];

describe('a webhook', () => {
  const send = (payload: Buffer, headers: Readonly<Record<string, string>>) => test.app.inject({ method: 'POST', url: '/v1/webhooks/adyen', headers, payload });

  it.each([
    ['application/json', Buffer.from('{ "a" : 1.0 }\n')],
    ['application/x-www-form-urlencoded', Buffer.from('a=b&c=%20')],
    ['text/plain; charset=latin1', Buffer.from([0xe9, 0, 0xff, 0x80])],
    ['application/json', Buffer.from('{broken')],
  ])('of %s goes on byte by byte, with its headers', async (type, payload) => {
    const answer = await send(payload, { 'content-type': type, 'stripe-signature': 't=1,v1=a', 'btcpay-sig': 'sha256=b', authorization: 'Basic eDp5', 'x-forwarded-client-cert': 'URI=spiffe://cluster.local/ns/guichet-core/sa/payments', 'x-forwarded-for': '1.2.3.4' });
    const [{ operation, asked } = { operation: '', asked: undefined }] = test.noted;
    expect([answer.statusCode, answer.headers['content-type'], answer.body]).toEqual([200, expect.stringMatching(/^text\/plain/), '[accepted]']);
    expect([operation, asked?.params, asked?.raw.equals(payload), asked?.headers['content-type']]).toEqual(['receiveWebhook', { provider: 'adyen' }, true, type]);
    expect(asked?.headers).toMatchObject({ 'stripe-signature': 't=1,v1=a', 'btcpay-sig': 'sha256=b', authorization: 'Basic eDp5' });
    for (const name of ['x-forwarded-client-cert', 'x-forwarded-for']) expect(asked?.headers).not.toHaveProperty(name);
  });

  it('is answered as payments answers it', async () => {
    test.answer(() => Promise.reject(new ProblemError({ code: 'unauthenticated', status: 401, title: 'x', detail: 'the signature is not good' })));
    expect((await send(Buffer.from('{}'), { 'content-type': 'application/json' })).statusCode).toBe(401);
  });

  it('is as large as the door lets it be', async () => {
    expect((await send(Buffer.alloc(64 * 1024), { 'content-type': 'application/octet-stream' })).statusCode).toBe(200);
    expect((await send(Buffer.alloc(64 * 1024 + 1), { 'content-type': 'application/octet-stream' })).statusCode).toBe(413);
  });
});

const sum = { amount: 1, currency: 'EUR' };
const payment = { payment: 'p', state: 'processing', channel: 'store', capture: 'manual', amount: sum, authorised: sum, captured: sum, released: sum, refunded: sum, createdAt: '2026-11-25T09:00:00Z', attempts: [], operations: [] };
