import { expect, it } from '@jest/globals';
import { Type } from 'typebox';
import { get, noObjective, post, replicas, seconds, service } from '../../constructs/declaration/index.ts';
import { api } from './api.ts';
import { createServer } from './server.ts';

const list = service({
  name: 'list',
  purpose: 'a service for these tests',
  owner: { name: 'tests', group: 'tests', alerts: 'tests' },
  zone: 'core',
  scope: 'out-of-scope',
  port: 8195,
  serves: { read: get('/lists/{list}', { timeout: seconds(1) }), add: post('/lists/{list}', { timeout: seconds(1), idempotent: false }) },
  size: 'small',
  scaling: { on: 'cpu', target: 60, replicas: replicas(1, 2), promotions: false },
  objective: noObjective('it exists in tests alone'),
});

const query = Type.Object({ days: Type.Optional(Type.Integer({ minimum: 1 })), share: Type.Optional(Type.Number()), all: Type.Optional(Type.Boolean()), name: Type.Optional(Type.String()) }, { additionalProperties: false });
const app = createServer({ api: api(list, { read: { query, response: query }, add: {} }), handlers: { read: async ({ query: body }) => ({ body }), add: async () => ({ body: undefined }) } });

it.each([
  ['days=7&share=0.5&all=true&name=7', { days: 7, share: 0.5, all: true, name: '7' }],
  ['share=-1&all=false&name=', { share: -1, all: false, name: '' }],
  ['', {}],
])('a query %s is read as it is meant', async (text, read) => expect((await app.inject(`/lists/a?${text}`)).json()).toEqual(read));

it.each(['days=true', 'days=', 'days=0', 'days=1.5', 'days=1e1', 'days=%201', 'days=0x1', 'days=1&days=2', 'all=1', 'all=TRUE', 'share=NaN', 'other=1', '__proto__=1'])('a query %s is refused', async (text) => {
  const answer = await app.inject(`/lists/a?${text}`);
  expect([answer.statusCode, answer.headers['content-type']]).toEqual([400, expect.stringMatching(/^application\/problem\+json/)]);
});

it('a path by another method is 405 and says by which, and another path is 404', async () => {
  const ask = async (method: 'DELETE' | 'GET' | 'OPTIONS', url: string, payload?: string) => {
    const { statusCode, headers } = await app.inject({ method, url, ...(payload !== undefined && { payload, headers: { 'content-type': 'application/json' } }) });
    return [statusCode, headers['allow']];
  };
  expect(await ask('DELETE', '/lists/a?x=1')).toEqual([405, 'GET, POST']);
  expect(await ask('OPTIONS', '/lists/a')).toEqual([405, 'GET, POST']);
  expect(await ask('DELETE', '/lists/a', '{broken')).toEqual([405, 'GET, POST']);
  expect(await ask('GET', '/lists/a/b')).toEqual([404, undefined]);
  expect(await ask('GET', '/lists')).toEqual([404, undefined]);
});
