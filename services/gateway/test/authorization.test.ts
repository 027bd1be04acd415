/** Who may do what, read from the declaration operation by operation: what is not declared is refused, and nothing of it reaches a service. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Operation, Role } from '../../../constructs/declaration/index.ts';
import { gateway } from '../service.ts';
import { asking } from './asking.ts';
import { startTestGateway, type TestGateway } from './fakes.ts';

const roles: readonly Role[] = ['customer', 'guest', 'till', 'operator', 'marketer', 'finance', 'auditor'];
const operations: readonly (readonly [string, Operation])[] = Object.entries(gateway.serves);
const guarded = operations.filter(([, { user }]) => user);
const open = operations.filter(([, { user }]) => !user);
const now = new Date('2026-11-25T09:00:00Z');
/** A second factor shown just now. */
const fresh = { auth_time: now.getTime() / 1000 - 10 };

let test: TestGateway;
beforeAll(async () => { test = await startTestGateway({ at: () => now }); });
beforeEach(() => { test.noted.length = 0; });
afterAll(() => test.stop());

describe('an operation with a user', () => {
  it.each(guarded)('%s takes a token', async (name) => {
    const answer = await asking(test, name);
    expect([answer.statusCode, answer.headers['www-authenticate'], test.noted]).toEqual([401, 'Bearer realm="guichet"', []]);
  });

  it.each(guarded.flatMap(([name, { user }]) => roles.map((role) => [name, role, user?.roles.includes(role) === true] as const)))('%s by %s: %s', async (name, role, allowed) => {
    const answer = await asking(test, name, { role, acr: 'mfa', claims: fresh });
    if (!allowed) expect([answer.statusCode, answer.json<{ type: string }>().type, test.noted]).toEqual([403, 'https://guichet.example/problems/forbidden', []]);
    else expect([answer.statusCode < 300, test.noted.map(({ operation }) => operation)]).toEqual([true, [name]]);
  });

  it.each(guarded.filter(([, { user }]) => user?.acr))('%s takes a second factor', async (name, { user }) => {
    const answer = await asking(test, name, { role: user?.roles[0] ?? 'guest' });
    expect([answer.statusCode, answer.headers['www-authenticate'], test.noted]).toEqual([401, 'Bearer error="insufficient_user_authentication", acr_values="mfa"', []]);
  });
});

it('all other operations are the description, and what providers tell', () => expect(open.map(([name]) => name)).toEqual(['readApi', 'receiveWebhook']));

describe('channels', () => {
  const read = (role: Role, claims: Readonly<Record<string, unknown>>) => asking(test, 'readBasket', { role, claims });

  it.each([
    ['customer', 'guichet-mobile', 200], ['customer', 'guichet-web', 200], ['customer', 'guichet-store', 403],
    ['till', 'guichet-store', 200], ['till', 'guichet-web', 403], ['till', 'guichet-mobile', 403],
    ['guest', 'unknown-client', 403], ['guest', '__proto__', 403],
  ] as const)('%s with a token of %s: %d', async (role, client, status) => {
    expect((await read(role, { client_id: client })).statusCode).toBe(status);
  });

  it('are what the identity provider says, where it says so', async () => {
    expect((await read('till', { client_id: 'unknown-client', channel: 'store' })).statusCode).toBe(200);
    expect((await read('till', { client_id: 'guichet-store', channel: 'web' })).statusCode).toBe(403);
    expect((await read('guest', { client_id: 'guichet-web', channel: 'door' })).statusCode).toBe(403);
    // Keycloak names the client in azp.
    expect((await read('guest', { client_id: undefined, azp: 'guichet-mobile' })).statusCode).toBe(200);
  });

  it('do not let a token with a till’s role out of the store, whatever else it may do', async () => {
    const token = await test.token({ roles: ['customer', 'till'], store: 'lyon-2', claims: { client_id: 'guichet-web' } });
    expect((await asking(test, 'readBasket', { headers: { authorization: `Bearer ${token}` } })).statusCode).toBe(403);
    expect(test.noted).toEqual([]);
  });
});

describe('step-up (RFC 9470)', () => {
  const challenge = 'Bearer error="insufficient_user_authentication", acr_values="mfa", max_age="300"';
  const stale = { auth_time: now.getTime() / 1000 - 301 };
  const refund = (amount: object | undefined, claims: Readonly<Record<string, unknown>>) => asking(test, 'refund', { role: 'operator', acr: 'mfa', claims, payload: { ...(amount && { amount }) } });
  const outcome = ({ statusCode, headers }: Awaited<ReturnType<typeof asking>>) => [statusCode, headers['www-authenticate']];

  it('a refund above the limit takes a second factor that was shown just now', async () => {
    const [small, large] = [{ amount: 20_000, currency: 'EUR' }, { amount: 20_001, currency: 'EUR' }];
    expect(outcome(await refund(small, stale))).toEqual([201, undefined]);
    expect(outcome(await refund(large, stale))).toEqual([401, challenge]);
    expect(outcome(await refund(large, {}))).toEqual([401, challenge]);
    expect(outcome(await refund(undefined, stale))).toEqual([401, challenge]);
    expect(outcome(await refund({ amount: 1, currency: 'XYQ' }, stale))).toEqual([401, challenge]);
    expect(outcome(await refund({ amount: 30_000, currency: 'JPY' }, stale))).toEqual([201, undefined]);
    expect(outcome(await refund(large, fresh))).toEqual([201, undefined]);
    expect(test.noted.map(({ operation }) => operation)).toEqual(['refund', 'refund', 'refund']);
  });

  it('an attempt to pay much takes one of the payer, and not of a till', async () => {
    const paying = (amount: number) => test.answer(({ operation }) => (operation === 'readIntent' ? Promise.resolve({ body: { ...payment, amount: { amount, currency: 'EUR' } } }) : undefined));
    const attempt = (role: Role, more: object) => asking(test, 'attempt', { role, ...more });
    paying(100_000);
    expect(outcome(await attempt('customer', {}))).toEqual([200, undefined]);
    paying(100_001);
    expect(outcome(await attempt('customer', {}))).toEqual([401, challenge]);
    expect(outcome(await attempt('customer', { acr: 'mfa', claims: stale }))).toEqual([401, challenge]);
    expect(outcome(await attempt('guest', {}))).toEqual([401, challenge]);
    expect(outcome(await attempt('customer', { acr: 'mfa', claims: fresh }))).toEqual([200, undefined]);
    expect(outcome(await attempt('till', {}))).toEqual([200, undefined]);
    expect(test.noted.filter(({ operation }) => operation === 'attempt')).toHaveLength(3);
    test.answer(() => undefined);
  });
});

const sum = { amount: 1, currency: 'EUR' };
const payment = { payment: 'p', state: 'open', channel: 'web', capture: 'manual', authorised: sum, captured: sum, released: sum, refunded: sum, createdAt: '2026-11-25T09:00:00Z', attempts: [], operations: [] };
