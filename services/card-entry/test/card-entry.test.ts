import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import fc from 'fast-check';
import { SignJWT } from 'jose';
import { CallError } from '../../kit/client.ts';
import { createCardEntry, type CardEntryProps } from '../src/app.ts';
import { readSessionKeys } from '../src/keys.ts';
import { signCardSession } from '../session.ts';
import { testSigner, type TestSigner } from './support.ts';

type Tokenise = CardEntryProps['vault']['tokenise'];

const now = new Date('2026-11-23T09:00:00Z');
const number = '4242424242424242';
const expiry = { month: 9, year: 2029 };
const kept = { token: `tok-${'b'.repeat(32)}`, brand: 'visa', last4: '4242', bin: '424242', expiry, known: true } as const;

let signer: TestSigner;
let app: FastifyInstance;
let asked: Parameters<Tokenise>[0][];
let journeys: string[];
let answers: () => Awaited<ReturnType<Tokenise>>;

beforeAll(async () => {
  signer = await testSigner('one', () => now);
});

beforeEach(() => {
  asked = [];
  journeys = [];
  answers = () => ({ status: 201, headers: new Headers(), body: kept });
  const tokenise: Tokenise = async (question) => {
    asked.push(question);
    return answers();
  };
  app = createCardEntry({ vault: { tokenise }, keys: () => signer.keys, now: () => now, journeyEnded: (outcome, channel) => journeys.push(`${outcome} ${channel}`) });
});

afterEach(() => app.close());

const show = async (session: string) => app.inject({ method: 'GET', url: `/fields/${session}` });
const send = (session: string, payload: object = { number, expiry }, headers: Readonly<Record<string, string>> = {}) => app.inject({ method: 'POST', url: `/fields/${session}/tokens`, headers: { 'idempotency-key': 'k', ...headers }, payload });

const policyOf = (header: unknown): Readonly<Record<string, string>> => Object.fromEntries(String(header).split('; ').map((directive) => [directive.split(' ')[0], directive.split(' ').slice(1).join(' ')]));

it('counts what it did and what it failed to do, by the channel of the session', async () => {
  const mobile = await signer.session({ channel: 'mobile' });
  await show(mobile);
  await send(mobile);
  await send(await signer.session({}));
  await send(mobile, { number: '4242424242424241', expiry });
  await send('a.b.c');
  answers = () => { throw new CallError('the vault did not answer', 'unknown'); };
  expect((await send(mobile)).statusCode).toBe(503);
  expect(journeys).toEqual(['success mobile', 'success web', 'failure mobile']);
});

describe('the page', () => {
  it('is shown for a session, framed by its merchant’s page alone', async () => {
    const answer = await show(await signer.session({ origin: 'https://shop.example:8443' }));
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    expect(policyOf(answer.headers['content-security-policy'])).toEqual({
      'default-src': `'none'`, 'script-src': `'self'`, 'style-src': `'self'`, 'connect-src': `'self'`, 'frame-ancestors': 'https://shop.example:8443', 'form-action': `'none'`, 'base-uri': `'none'`,
    });
    expect(answer.headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer', 'x-content-type-options': 'nosniff', 'strict-transport-security': expect.stringContaining('max-age=') });
    expect(answer.body).toContain('data-origin="https://shop.example:8443"');
    expect(answer.headers['set-cookie']).toBeUndefined();
  });

  it.each([
    ['/assets/card-fields.js', 200, 'text/javascript; charset=utf-8'],
    ['/assets/card-fields.css', 200, 'text/css; charset=utf-8'],
    ['/assets/card-fields.d.ts', 404, 'application/problem+json'],
    ['/assets/..%2Fservice.ts', 400, 'application/problem+json'],
  ])('answers %s with %i, and no frame and no other source', async (url, status, type) => {
    const answer = await app.inject({ method: 'GET', url });
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([status, expect.stringContaining(type)]);
    expect(policyOf(answer.headers['content-security-policy'])).toMatchObject({ 'default-src': `'none'`, 'frame-ancestors': `'none'` });
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
  });
});

describe('a session', () => {
  const token = (payload: Readonly<Record<string, unknown>>, header: Readonly<Record<string, string>> = {}) =>
    new SignJWT({ iss: 'payments', aud: 'card-entry', sub: 'p-1', jti: 'j', merchant: 'shop', origin: 'https://shop.example', iat: now.getTime() / 1000, exp: now.getTime() / 1000 + 600, ...payload })
      .setProtectedHeader({ alg: 'ES256', kid: 'one', typ: 'card-session+jwt', ...header })
      .sign(signer.signing.key);

  it('is taken as this test writes it', async () => expect((await show(await token({}))).statusCode).toBe(200));

  it.each<readonly [string, Readonly<Record<string, unknown>>, Readonly<Record<string, string>>]>([
    ['has ended', { exp: now.getTime() / 1000 - 60 }, {}],
    ['is old, whatever end it claims', { iat: now.getTime() / 1000 - 3600 }, {}],
    ['was given by somebody else', { iss: 'gateway' }, {}],
    ['is for somebody else', { aud: 'payments' }, {}],
    ['is another kind of token', {}, { typ: 'at+jwt' }],
    ['names no merchant', { merchant: undefined }, {}],
    ['names no payment', { sub: undefined }, {}],
    ['names every origin', { origin: '*' }, {}],
    ['adds to the policy', { origin: 'https://a.example; script-src *' }, {}],
    ['adds a second origin', { origin: 'https://a.example https://b.example' }, {}],
    ['names a path', { origin: 'https://a.example/' }, {}],
  ])('that %s is refused for page and card', async (_, payload, header) => {
    const session = await token(payload, header);
    expect([(await show(session)).statusCode, (await send(session)).statusCode, asked]).toEqual([401, 401, []]);
  });

  it('that another key signed, or nobody, is refused', async () => {
    const other = await testSigner('one', () => now);
    const unsigned = `${Buffer.from('{"alg":"none","typ":"card-session+jwt"}').toString('base64url')}.${(await signer.session()).split('.')[1]}.x`;
    const session = await signer.session();
    const changed = session.replace(/\.([^.]+)\./, (_, payload: string) => `.${Buffer.from(Buffer.from(payload, 'base64url').toString().replace('shop.example', 'evil.example')).toString('base64url')}.`);
    expect(changed).not.toBe(session);
    for (const bad of [await other.session(), unsigned, changed]) expect([(await show(bad)).statusCode, (await send(bad)).statusCode]).toEqual([401, 401]);
  });

  it('is not signed for an origin that is none', async () => {
    await expect(signCardSession(signer.signing, { payment: 'p', merchant: 'shop', origin: 'https://a.example; x' }, { id: 'i', now })).rejects.toThrow('a card session names');
  });

  it('is judged by the public keys of a file, and by no private one', async () => {
    expect(() => readSessionKeys({ 'jwks.json': JSON.stringify(signer.set) })).not.toThrow();
    for (const text of ['hush', '{"keys":[]}', JSON.stringify({ keys: [{ ...signer.set.keys[0], d: 'hush' }] }), '{"keys":[{"kty":"oct","kid":"a","k":"hush"}]}']) {
      expect(() => readSessionKeys({ 'jwks.json': text })).toThrow('jwks.json of session-verification-keys is no');
      expect(() => readSessionKeys({ 'jwks.json': text })).not.toThrow('hush');
    }
  });
});

describe('a card', () => {
  it('goes to the vault for the session’s merchant, and comes back as token, brand and last four digits', async () => {
    const answer = await send(await signer.session({ merchant: 'other' }));
    expect([answer.statusCode, answer.json()]).toEqual([201, { token: kept.token, brand: 'visa', last4: '4242' }]);
    expect(asked).toEqual([{ body: { merchant: 'other', number, expiry }, headers: { 'idempotency-key': expect.stringMatching(/^[\w-]{43}$/) } }]);
  });

  it('has the vault’s key derived from session and key: the same again, another in another session', async () => {
    const [one, two] = [await signer.session(), await signer.session()];
    for (const [session, key] of [[one, 'k'], [one, 'k'], [one, 'l'], [two, 'k']] as const) await send(session, undefined, { 'idempotency-key': key });
    const keys = asked.map(({ headers }) => headers?.['idempotency-key']);
    expect([keys[0] === keys[1], new Set(keys).size]).toEqual([true, 3]);
  });

  it.each([
    ['a wrong digit', { number: '4242424242424241', expiry }, 422],
    ['an expired one', { number, expiry: { month: 1, year: 2020 } }, 422],
    ['a security code', { number, expiry, securityCode: '123' }, 400],
    ['a merchant of its own', { number, expiry, merchant: 'other' }, 400],
  ])('is refused with %s, before the vault is asked', async (_, payload, status) => {
    const answer = await send(await signer.session(), payload);
    expect([answer.statusCode, asked, /4242|123/.test(answer.body)]).toEqual([status, [], false]);
  });

  it('needs a key, and comes from the page itself', async () => {
    const session = await signer.session();
    expect((await send(session, undefined, { 'idempotency-key': '' })).statusCode).toBe(400);
    for (const site of ['cross-site', 'same-site', 'none']) expect((await send(session, undefined, { 'sec-fetch-site': site })).statusCode).toBe(403);
    expect(asked).toEqual([]);
    expect((await send(session, undefined, { 'sec-fetch-site': 'same-origin' })).statusCode).toBe(201);
  });

  it.each([
    [new CallError('vault.tokenise cannot be reached', 'not-sent'), 503],
    [new CallError('vault.tokenise did not answer', 'unknown'), 503],
    [new CallError('vault.tokenise answered 409', 'answered', { status: 409, code: 'in-progress' }), 409],
    [new CallError('vault.tokenise answered 422', 'answered', { status: 422, code: 'idempotency-key-reused' }), 422],
    [new CallError('vault.tokenise answered 422', 'answered', { status: 422, code: 'unprocessable' }), 422],
  ])('is answered for when %s', async (error, status) => {
    answers = () => { throw error; };
    const answer = await send(await signer.session());
    expect([answer.statusCode, answer.headers['content-type'], answer.body.includes('4242')]).toEqual([status, expect.stringContaining('application/problem+json'), false]);
  });
});

it('answers any request with a problem and its headers, never a fault', async () => {
  const session = await signer.session();
  const junk = fc.oneof(fc.anything({ maxDepth: 2 }), fc.constantFrom(number, '', -1, 1e308, '\u0000'));
  const payload = fc.record({ number: junk, expiry: fc.oneof(junk, fc.record({ month: junk, year: junk })), more: junk }, { requiredKeys: ['more'] });
  await fc.assert(fc.asyncProperty(fc.constantFrom(session, session.slice(0, -2), 'a.b.c', number, 'x'.repeat(4000)), payload, fc.constantFrom('/tokens', '', '/nowhere'), async (at, body, rest) => {
    const answer = await app.inject({ method: 'POST', url: `/fields/${at}${rest}`, headers: { 'content-type': 'application/json', 'idempotency-key': 'k' }, payload: JSON.stringify(body, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)) });
    expect(answer.statusCode).toBeGreaterThanOrEqual(400);
    expect(answer.statusCode).toBeLessThan(500);
    expect(answer.headers).toMatchObject({ 'content-type': expect.stringContaining('application/problem+json'), 'content-security-policy': expect.stringContaining(`default-src 'none'`), 'x-content-type-options': 'nosniff' });
    expect(answer.body).not.toContain(number);
  }), { numRuns: 200 });
});
