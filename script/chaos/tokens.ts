/** Access tokens of those who act, signed in anew before one grows old. */
import { setTimeout as pause } from 'node:timers/promises';
import { signIn } from '../../services/sandbox/identity/sign-in.ts';
import { codeOf } from '../../services/sandbox/identity/src/users.ts';
import type { Counter } from '../demo/counter.ts';
import { clientOf, type UserName } from '../demo/users.ts';

export type Tokens = (name: UserName, mfa: boolean) => Promise<string>;

/** In milliseconds: a second factor is fresh for five minutes. */
const fresh = 240_000;
/** A code of the second factor is taken once, and the next comes within half a minute. */
const untilNextCode = 5_000;

export function tokensOf({ issuer, users }: Counter): Tokens {
  const known = new Map<string, { readonly until: number; readonly token: Promise<string> }>();

  async function signedIn(name: UserName, mfa: boolean): Promise<string> {
    const user = users.find((one) => one.name === name);
    if (!user) throw new Error(`nobody is called ${name} here`);
    for (let tries = 1; ; tries += 1) {
      try {
        return await signIn({ issuer, client: clientOf(user), name, password: user.password, ...(mfa && { code: codeOf(user, Date.now()) }) });
      } catch (error) {
        if (tries === 10) throw error;
        await pause(untilNextCode);
      }
    }
  }

  return (name, mfa) => {
    const found = known.get(`${name} ${mfa}`);
    if (found && found.until > performance.now()) return found.token;
    const token = signedIn(name, mfa);
    known.set(`${name} ${mfa}`, { until: performance.now() + fresh, token });
    return token;
  };
}
