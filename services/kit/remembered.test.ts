import { expect, it } from '@jest/globals';
import { user } from '../../constructs/declaration/index.ts';
import { remembering } from './remembered.ts';
import { testIdentity } from './testing/identity.ts';
import { verifyUser } from './user.ts';

const noon = Date.parse('2026-11-23T12:00:00Z');

/** Tells how often it was asked; what begins with `bad` is refused. */
function counting(until = noon + 600_000) {
  let [at, asked] = [noon, 0];
  const verify = remembering(async (token) => {
    asked++;
    if (token.startsWith('bad')) throw new Error('refused');
    return { whose: `of ${token}`, until };
  }, () => new Date(at));
  return { verify, asked: () => asked, at: (time: number) => void (at = time) };
}

it('verifies a token once a minute, each by itself', async () => {
  const { verify, asked, at } = counting();
  expect([await verify('a'), await verify('b'), await verify('a')]).toEqual(['of a', 'of b', 'of a']);
  expect(asked()).toBe(2);
  at(noon + 59_999);
  await verify('a');
  expect(asked()).toBe(2);
  at(noon + 60_000);
  await verify('a');
  expect(asked()).toBe(3);
});

it('believes none beyond its end, nor from before it was verified', async () => {
  const { verify, asked, at } = counting(noon + 1_000);
  for (const [time, times] of [[0, 1], [999, 1], [1_000, 2], [-1, 3]] as const) {
    at(noon + time);
    await verify('a');
    expect(asked()).toBe(times);
  }
});

it('remembers no refusal', async () => {
  const { verify, asked } = counting();
  for (let time = 0; time < 2; time++) await expect(verify('bad')).rejects.toThrow('refused');
  expect(asked()).toBe(2);
});

it('forgets the oldest of too many', async () => {
  const { verify, asked } = counting();
  for (let token = 0; token <= 2_000; token++) await verify(`t${token}`);
  await verify('t2000');
  await verify('t1');
  expect(asked()).toBe(2_001);
  await verify('t0');
  expect(asked()).toBe(2_002);
});

it('of a user’s token, judges the role each time, and the end of it by the second', async () => {
  let at = noon;
  const [identity, now] = [await testIdentity(() => new Date(noon)), () => new Date(at)];
  let keysAsked = 0;
  const verify = verifyUser({ ...identity, keys: (...of) => { keysAsked++; return identity.keys(...of); }, now });
  const { authorization } = await identity.authorization({ roles: ['customer'], claims: { exp: noon / 1_000 + 10 } });
  await expect(verify(authorization, user('till'))).rejects.toMatchObject({ problem: { status: 403 } });
  expect((await verify(authorization, user('customer'))).subject).toBe('someone');
  expect(keysAsked).toBe(1);
  // Clocks may differ by half a minute.
  at = noon + 39_999;
  expect((await verify(authorization, user('customer'))).subject).toBe('someone');
  at = noon + 40_000;
  await expect(verify(authorization, user('customer'))).rejects.toMatchObject({ problem: { status: 401, detail: 'the access token has expired' } });
  // Another signature of the same words is another token.
  await expect(verify(`${authorization.slice(0, -8)}AAAAAAAA`, user('customer'))).rejects.toMatchObject({ problem: { status: 401 } });
});
