import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { remoteKeys, verifyUser, type VerifyUser } from '../../../kit/user.ts';
import { user, stepUp } from '../../../../constructs/declaration/index.ts';
import { signIn, type SignIn } from '../sign-in.ts';
import { createIdentityServer } from '../src/app.ts';
import { createProvider } from '../src/provider.ts';
import { codeOf, readUsers, type SandboxUser } from '../src/users.ts';

const users: readonly SandboxUser[] = readUsers(JSON.stringify([
  { name: 'customer', subject: 'c-1', password: 'a long password', totp: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP', roles: ['customer'] },
  { name: 'till', subject: 't-1', password: 'another long one', totp: 'KRSXG5BAKRSXG5BAKRSXG5BAKRSXG5BA', roles: ['till'], store: 'vienna-1' },
]));
const [customer, till] = users;

let server: Server;
let issuer: string;
let verify: VerifyUser;
let clock = Date.parse('2026-11-25T08:00:00Z');

beforeAll(async () => {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  await new Promise((closed) => probe.close(closed));
  issuer = `http://127.0.0.1:${port}`;
  server = createIdentityServer({ provider: await createProvider({ issuer, audience: 'guichet', users }), users, now: () => clock }).listen(port, '127.0.0.1');
  await once(server, 'listening');
  verify = verifyUser({ issuer, audience: 'guichet', keys: remoteKeys(`${issuer}/jwks`) });
});

afterAll(() => {
  server.close();
  server.closeAllConnections();
});

const as = (more: Partial<SignIn> = {}): SignIn => ({ issuer, client: 'guichet-web', name: 'customer', password: customer?.password ?? '', ...more });
const freshCode = (who: SandboxUser | undefined): string => {
  clock += 90_000;
  if (!who) throw new Error('no such user');
  return codeOf(who, clock);
};

describe('the OpenID provider', () => {
  it('gives a customer an access token that programs take', async () => {
    const token = await signIn(as());
    expect(decodeProtectedHeader(token)).toMatchObject({ alg: 'ES256', typ: 'at+jwt' });
    expect(decodeJwt(token)).toMatchObject({ iss: issuer, aud: 'guichet', sub: 'c-1', roles: ['customer'], azp: 'guichet-web', auth_time: expect.any(Number), client_id: 'guichet-web' });
    expect(await verify(`Bearer ${token}`, user('customer'))).toMatchObject({ subject: 'c-1', roles: ['customer'], client: 'guichet-web', authenticatedAt: expect.any(Number) });
    await expect(verify(`Bearer ${token}`, user('operator'))).rejects.toMatchObject({ problem: { status: 403 } });
    await expect(verify(`Bearer ${token}`, stepUp('customer'))).rejects.toMatchObject({ problem: { status: 401 } });
  });

  it('says acr mfa after a second factor, and the store of a till', async () => {
    const token = await signIn(as({ client: 'guichet-store', name: 'till', password: till?.password ?? '', code: freshCode(till) }));
    expect(await verify(`Bearer ${token}`, stepUp('till'))).toMatchObject({ subject: 't-1', roles: ['till'], acr: 'mfa', store: 'vienna-1' });
  });

  it('refuses a wrong password, an unknown name, a wrong code and a code that was used', async () => {
    await expect(signIn(as({ password: 'not this one' }))).rejects.toThrow('is wrong');
    await expect(signIn(as({ name: 'nobody', password: '' }))).rejects.toThrow('is wrong');
    const code = freshCode(customer);
    await expect(signIn(as({ code: code === '000000' ? '000001' : '000000' }))).rejects.toThrow('is wrong');
    await signIn(as({ code }));
    await expect(signIn(as({ code }))).rejects.toThrow('is wrong');
  });

  it('gives nothing without PKCE, and sends nobody to another address', async () => {
    const ask = (parameters: Readonly<Record<string, string>>) => fetch(`${issuer}/auth?${new URLSearchParams({ client_id: 'guichet-web', response_type: 'code', scope: 'openid', ...parameters }).toString()}`, { redirect: 'manual' });
    const withoutPkce = await ask({ redirect_uri: 'http://127.0.0.1/callback' });
    expect(withoutPkce.headers.get('location')).toContain('error=invalid_request');
    const elsewhere = await ask({ redirect_uri: 'https://evil.example/callback', code_challenge: 'x'.repeat(43), code_challenge_method: 'S256' });
    expect([elsewhere.status, elsewhere.headers.get('location')]).toEqual([400, null]);
  });

  it('shows a page without scripts, which nobody may frame', async () => {
    const begin = await fetch(`${issuer}/auth?${new URLSearchParams({ client_id: 'guichet-web', response_type: 'code', scope: 'openid', redirect_uri: 'http://127.0.0.1:8000/callback', code_challenge: 'x'.repeat(43), code_challenge_method: 'S256', acr_values: 'mfa' }).toString()}`, { redirect: 'manual' });
    const cookie = begin.headers.getSetCookie().map((line) => line.split(';')[0]).join('; ');
    const page = await fetch(new URL(begin.headers.get('location') ?? '', issuer), { headers: { cookie } });
    expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    const text = await page.text();
    expect(text).toContain('name="code"');
    expect(text).not.toContain('<script');
    expect((await fetch(`${issuer}/interaction/never-begun`)).status).toBe(400);
  });

  it('is discovered as OpenID Connect asks', async () => {
    const found: unknown = await (await fetch(`${issuer}/.well-known/openid-configuration`)).json();
    expect(found).toMatchObject({ issuer, jwks_uri: `${issuer}/jwks`, code_challenge_methods_supported: ['S256'], acr_values_supported: ['mfa'] });
  });
});

it.each(['', '[]', '[{"name":"x"}]', '[{"name":"x","subject":"s","password":"a secret of theirs","totp":"no","roles":["customer"]}]'])('refuses a file of users that is not one: %s', (text) => {
  expect(() => readUsers(text)).toThrow('the file of users');
  try { readUsers(text); } catch (error) { expect(String(error)).not.toContain('a secret of theirs'); }
});
