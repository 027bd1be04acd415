import { beforeAll, describe, expect, it } from '@jest/globals';
import { errors, SignJWT } from 'jose';
import { Type } from 'typebox';
import { get, noObjective, post, replicas, seconds, service, stepUp, user } from '../../constructs/declaration/index.ts';
import { api } from './api.ts';
import { createServer } from './server.ts';
import { testIdentity, type TestIdentity } from './testing/identity.ts';
import { verifyUser } from './user.ts';

const office = service({
  name: 'office',
  purpose: 'a service for these tests',
  owner: { name: 'tests', group: 'tests', alerts: 'tests' },
  zone: 'core',
  scope: 'out-of-scope',
  port: 8198,
  serves: {
    read: get('/papers', { timeout: seconds(1), user: user('auditor', 'till') }),
    sign: post('/papers', { timeout: seconds(1), idempotent: false, user: stepUp('finance') }),
    wave: get('/wave', { timeout: seconds(1) }),
  },
  size: 'small',
  scaling: { on: 'cpu', target: 60, replicas: replicas(1, 2), promotions: false },
  objective: noObjective('it exists in tests alone'),
});

const Who = Type.Object({ subject: Type.String(), store: Type.Optional(Type.String()) });
const officeApi = api(office, { read: { response: Who }, sign: { body: Type.Object({ text: Type.String() }, { additionalProperties: false }), response: Who }, wave: { response: Who } });
const handlers = {
  read: async ({ user: { subject, store } }: { readonly user: { readonly subject: string; readonly store?: string } }) => ({ body: { subject, ...(store !== undefined && { store }) } }),
  sign: async ({ user: { subject } }: { readonly user: { readonly subject: string } }) => ({ body: { subject } }),
  wave: async ({ user: { subject } }: { readonly user: { readonly subject: string } }) => ({ body: { subject } }),
};

const noon = new Date('2026-11-23T12:00:00Z');
let identity: TestIdentity;

beforeAll(async () => { identity = await testIdentity(() => noon); });

const ask = async (url: string, headers: Readonly<Record<string, string>> = {}, method: 'GET' | 'POST' = 'GET', payload?: string) => {
  const answer = await createServer({ api: officeApi, handlers, verify: identity.verify }).inject({ method, url, headers: { 'content-type': 'application/json', ...headers }, ...(payload !== undefined && { payload }) });
  return { status: answer.statusCode, type: String(answer.headers['content-type']).split(';')[0], challenge: answer.headers['www-authenticate'], body: answer.json<Record<string, unknown>>() };
};

describe('an operation that declares a user', () => {
  it('gives the handler who asks, and the store they stand in', async () => {
    expect(await ask('/papers', await identity.authorization({ subject: 'till-7', roles: ['till'], store: 'lyon-2' }))).toMatchObject({ status: 200, body: { subject: 'till-7', store: 'lyon-2' } });
  });

  it.each([['no header', {}], ['another scheme', { authorization: 'Basic eDp5' }], ['no token', { authorization: 'Bearer ' }], ['no JWT', { authorization: 'Bearer ...' }], ['many', { authorization: `Bearer ${'a'.repeat(5000)}` }]])('answers %s with 401 and a challenge', async (_, headers) => {
    expect(await ask('/papers', headers)).toMatchObject({ status: 401, type: 'application/problem+json', challenge: expect.stringMatching(/^Bearer /) });
  });

  it.each([
    ['of another issuer', { iss: 'https://elsewhere.test.invalid' }],
    ['for others', { aud: 'another' }],
    ['that has expired', { exp: noon.getTime() / 1000 - 60 }],
    ['that never expires', { exp: undefined }],
    ['that begins later', { nbf: noon.getTime() / 1000 + 60 }],
    ['of nobody', { sub: '' }],
    ['with roles as a text', { roles: 'auditor' }],
  ])('refuses a token %s', async (_, claims) => {
    expect(await ask('/papers', await identity.authorization({ roles: ['auditor'], claims }))).toMatchObject({ status: 401, challenge: 'Bearer error="invalid_token"' });
  });

  it('refuses a token that another key signed, that nobody signed, and that the verifier’s own text would sign', async () => {
    const other = await testIdentity(() => noon);
    expect(await ask('/papers', await other.authorization({ roles: ['auditor'] }))).toMatchObject({ status: 401 });
    const [, payload] = (await identity.token({ roles: ['auditor'] })).split('.');
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    expect(await ask('/papers', { authorization: `Bearer ${none}.${payload}.` })).toMatchObject({ status: 401 });
    const secret = await new SignJWT({ roles: ['auditor'] }).setProtectedHeader({ alg: 'HS256', kid: 'test' }).setIssuer(identity.issuer).setAudience(identity.audience).setSubject('x').setExpirationTime(noon.getTime() / 1000 + 60).sign(Buffer.alloc(32));
    expect(await ask('/papers', { authorization: `Bearer ${secret}` })).toMatchObject({ status: 401 });
    // Even where a key set holds a shared secret.
    await expect(verifyUser({ ...identity, keys: async () => Buffer.alloc(32), now: () => noon })(`Bearer ${secret}`, user('auditor'))).rejects.toMatchObject({ problem: { status: 401 } });
  });

  it('refuses other roles with 403, before it looks at the body', async () => {
    expect(await ask('/papers', await identity.authorization({ roles: ['customer'] }))).toMatchObject({ status: 403, body: { type: 'https://guichet.example/problems/forbidden' } });
    expect(await ask('/papers', await identity.authorization({ roles: ['auditor'], acr: 'mfa' }), 'POST', '{"broken')).toMatchObject({ status: 403 });
  });

  it('asks for a second factor where it is declared', async () => {
    expect(await ask('/papers', await identity.authorization({ roles: ['finance'] }), 'POST', '{"text":"a"}')).toMatchObject({ status: 401, challenge: 'Bearer error="insufficient_user_authentication", acr_values="mfa"' });
    expect(await ask('/papers', await identity.authorization({ roles: ['finance'], acr: 'mfa' }), 'POST', '{"text":"a"}')).toMatchObject({ status: 200 });
  });

  it('says 503, and not that the token is wrong, while the keys cannot be read', async () => {
    for (const away of [new errors.JWKSTimeout(), new TypeError('fetch failed')]) {
      const verify = verifyUser({ ...identity, keys: () => Promise.reject(away), now: () => noon });
      await expect(verify(`Bearer ${await identity.token({ roles: ['auditor'] })}`, user('auditor'))).rejects.toMatchObject({ problem: { status: 503 } });
    }
  });

  it('does not start without somebody to verify', () => {
    expect(() => createServer({ api: officeApi, handlers })).toThrow('office declares a user behind read and was given no way to verify one');
  });
});

it('gives no user where none is declared, even with a token', async () => {
  expect(await ask('/wave', await identity.authorization({ roles: ['auditor'] }))).toMatchObject({ status: 500 });
});
