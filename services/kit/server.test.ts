import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { get, milliseconds, noObjective, post, replicas, seconds, service } from '../../constructs/declaration/index.ts';
import { api, Identifier, MoneyShape } from './api.ts';
import { CallError, createClient, type Client } from './client.ts';
import { conflict } from './problem.ts';
import { createServer, handlerFaults } from './server.ts';

const till = service({
  name: 'till',
  purpose: 'a service for these tests',
  owner: { name: 'tests', group: 'tests', alerts: 'tests' },
  zone: 'core',
  scope: 'out-of-scope',
  port: 8199,
  serves: {
    pay: post('/tills/{till}/payments', { timeout: seconds(2), idempotent: false }),
    read: get('/tills/{till}', { timeout: milliseconds(200), retries: 2 }),
  },
  size: 'small',
  scaling: { on: 'cpu', target: 60, replicas: replicas(1, 2), promotions: false },
  objective: noObjective('it exists in tests alone'),
});

const tillApi = api(till, {
  pay: { body: Type.Object({ money: MoneyShape }, { additionalProperties: false }), response: Type.Object({ payment: Identifier }), status: 201 },
  read: { response: Type.Object({ till: Type.String() }) },
});

let app: FastifyInstance;
let client: Client<typeof tillApi>;
let reads: (tries: number) => Promise<{ readonly till: string }>;
let tries = 0;

beforeEach(async () => {
  tries = 0;
  reads = async () => ({ till: 'one' });
  app = createServer({
    api: tillApi,
    handlers: {
      pay: async ({ params, body }) => {
        if (body.money.amount > 1000) throw conflict(`till ${params.till} is out of change`);
        return { body: { payment: 'p-1' } };
      },
      read: async () => ({ body: await reads((tries += 1)) }),
    },
  });
  client = createClient(tillApi, { baseUrl: await app.listen({ host: '127.0.0.1', port: 0 }) });
});

afterEach(() => app.close());

const refusal = async (call: Promise<unknown>): Promise<CallError> => {
  const error: unknown = await call.then(() => undefined, (thrown: unknown) => thrown);
  if (error instanceof CallError) return error;
  throw new Error(`expected a CallError, got ${String(error)}`);
};

describe('a server and a client of one declaration', () => {
  it('speak to each other', async () => {
    expect(await client.pay({ params: { till: 't1' }, body: { money: { amount: 100, currency: 'EUR' } } })).toMatchObject({ status: 201, body: { payment: 'p-1' } });
  });

  it('refuses a body that does not fit, with a pointer to each fault, as problem+json', async () => {
    const answer = await app.inject({ method: 'POST', url: '/tills/t1/payments', payload: { money: { amount: -1.5, currency: 'EUR' } } });
    expect(answer.statusCode).toBe(400);
    expect(answer.headers['content-type']).toMatch('application/problem+json');
    expect(answer.json()).toMatchObject({ type: 'https://guichet.example/problems/invalid-request', status: 400, errors: expect.arrayContaining([expect.objectContaining({ pointer: '/body/money/amount' })]) });
  });

  it.each([
    ['broken JSON', '{"money":', 400],
    ['a prototype', '{"__proto__":{"a":1},"money":{"amount":1,"currency":"EUR"}}', 400],
    ['another type', JSON.stringify('text'), 400],
    ['too much', JSON.stringify({ money: 'x'.repeat(1_100_000) }), 413],
  ])('answers %s with a problem and never a 500', async (_, payload, status) => {
    const answer = await app.inject({ method: 'POST', url: '/tills/t1/payments', headers: { 'content-type': 'application/json' }, payload });
    expect([answer.statusCode, answer.headers['content-type']?.toString().split(';')[0]]).toEqual([status, 'application/problem+json']);
  });

  it.each([
    ['an unknown path', { method: 'GET', url: '/4242424242424242' }],
    ['a malformed path', { method: 'GET', url: '/tills/%zz4242424242424242' }],
    ['broken JSON', { method: 'POST', url: '/tills/t1/payments', headers: { 'content-type': 'application/json' }, payload: '4242424242424242x' }],
    ['a media type', { method: 'POST', url: '/tills/t1/payments', headers: { 'content-type': 'text/4242424242424242' }, payload: 'x' }],
    ['a name of a property', { method: 'POST', url: '/tills/t1/payments', payload: { '4242424242424242': { '4242424242424242': 1 }, money: '4242424242424242' } }],
    ['a request id', { method: 'GET', url: '/nowhere', headers: { 'x-request-id': '4242424242424242' } }],
  ] as const)('refuses %s and repeats none of it', async (_, asked) => {
    const answer = await app.inject(asked);
    expect(answer.statusCode).toBeGreaterThanOrEqual(400);
    expect(answer.headers['content-type']).toMatch('application/problem+json');
    // Eight digits: four may be in the request's random identifier.
    expect(answer.body).not.toMatch(/4242.?4242/);
  });

  it('takes the mesh’s request id over', async () => {
    const id = '0198c5b2-7a4c-7cc2-b2a5-0242ac120002';
    expect((await app.inject({ method: 'GET', url: '/nowhere', headers: { 'x-request-id': id } })).json()).toMatchObject({ instance: `urn:request:${id}` });
  });

  it.each(['/tills/..%2Fadmin', '/tills/a%00b', '/nowhere', '/tills/t1/'])('does not serve %s', async (url) => {
    expect((await app.inject({ method: 'GET', url })).statusCode).toBeGreaterThanOrEqual(400);
  });

  it('tells the client what was answered, and that nothing else can have happened', async () => {
    const error = await refusal(client.pay({ params: { till: 't1' }, body: { money: { amount: 2000, currency: 'EUR' } } }));
    expect([error.failure, error.status, error.code]).toEqual(['answered', 409, 'conflict']);
  });

  it('leaves the outcome unknown after the time limit, over all tries', async () => {
    reads = () => new Promise(() => {});
    const started = performance.now();
    expect((await refusal(client.read({ params: { till: 't1' } }))).failure).toBe('unknown');
    expect(performance.now() - started).toBeLessThan(2000);
  });

  it('leaves the outcome unknown after a fault, whose insides it does not show', async () => {
    reads = () => Promise.reject(new Error('password=hunter2'));
    expect((await refusal(client.read({ params: { till: 't1' } }))).failure).toBe('unknown');
    expect((await app.inject({ method: 'GET', url: '/tills/t1' })).body).not.toContain('hunter2');
  });

  it('knows that nobody was reached', async () => {
    const { port } = new URL(app.listeningOrigin);
    await app.close();
    const nobody = createClient(tillApi, { baseUrl: `http://127.0.0.1:${port}` });
    expect((await refusal(nobody.read({ params: { till: 't1' } }))).failure).toBe('not-sent');
  });

  it('refuses to start with an operation that nobody handles, or a handler that nobody declared', () => {
    expect(handlerFaults(tillApi, { pay: () => {}, refund: () => {} })).toEqual(['till declares the operation read and has no handler for it', 'till has a handler for refund, which it does not declare']);
  });
});
