/** What a server for end users does with card numbers that are sent where none belongs. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { get, noObjective, post, put, replicas, seconds, service, user } from '../../constructs/declaration/index.ts';
import { api, Identifier, MoneyShape } from './api.ts';
import { createServer } from './server.ts';

const shop = service({
  name: 'shop',
  purpose: 'a service for these tests',
  owner: { name: 'tests', group: 'tests', alerts: 'tests' },
  zone: 'core',
  scope: 'out-of-scope',
  port: 8199,
  serves: {
    write: post('/people/{person}', { timeout: seconds(2), idempotent: false, user: user('customer') }),
    read: get('/people/{person}', { timeout: seconds(2), user: user('customer') }),
    hear: put('/references', { timeout: seconds(2) }),
  },
  size: 'small',
  scaling: { on: 'cpu', target: 60, replicas: replicas(1, 2), promotions: false },
  objective: noObjective('it exists in tests alone'),
});

const shopApi = api(shop, {
  write: { body: Type.Object({ name: Type.Optional(Type.String()), phone: Type.Optional(Type.String()), money: Type.Optional(MoneyShape) }, { additionalProperties: false }), digits: ['phone'], response: Type.Object({ person: Identifier }), status: 201 },
  read: { query: Type.Object({ case: Type.Optional(Type.String()) }), response: Type.Object({ person: Identifier }) },
  hear: { body: Type.Object({ reference: Type.String() }, { additionalProperties: false }), response: Type.Object({ reference: Type.String() }) },
});

let app: FastifyInstance;
const handled: string[] = [];

beforeAll(() => {
  app = createServer({
    api: shopApi,
    verify: async () => ({ subject: 'ada', roles: ['customer'] }),
    handlers: {
      write: async ({ params }) => {
        handled.push(params.person);
        return { body: { person: params.person } };
      },
      read: async ({ params }) => ({ body: { person: params.person } }),
      hear: async ({ body }) => ({ body }),
    },
  });
});

afterAll(() => app.close());

describe('a card number that is sent by an end user', () => {
  it.each([
    ['a name', '/people/ada', { name: 'Ada 4242 4242 4242 4242' }, '/body/name'],
    ['an amount', '/people/ada', { money: { amount: 4242424242424242, currency: 'EUR' } }, '/body/money/amount'],
    ['an identifier', '/people/4242424242424242', {}, '/params/person'],
  ])('is refused as %s, without being repeated, and reaches no handler', async (_, url, payload, pointer) => {
    const before = handled.length;
    const answer = await app.inject({ method: 'POST', url, payload });
    expect([answer.statusCode, answer.json().errors]).toEqual([400, [expect.objectContaining({ pointer })]]);
    // Eight digits: four may be in the request's random identifier.
    expect(answer.body).not.toMatch(/4242.?4242/);
    expect(handled.length).toBe(before);
  });

  it('is refused in a query', async () => {
    expect((await app.inject({ method: 'GET', url: '/people/ada?case=4242424242424242' })).statusCode).toBe(400);
  });

  it('may be what a phone number looks like, where that is declared', async () => {
    expect((await app.inject({ method: 'POST', url: '/people/ada', payload: { phone: '+378282246310005' } })).statusCode).toBe(201);
  });

  it('is a reference where programs speak: it must not be lost', async () => {
    expect((await app.inject({ method: 'PUT', url: '/references', payload: { reference: '4242424242424242' } })).statusCode).toBe(200);
  });
});
