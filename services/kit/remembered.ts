/** Tokens that were verified a moment ago: people ask several things in a row with the same one, and a signature is the dearest part of a small request. */
import { hash } from 'node:crypto';

export interface Verified<Whose> {
  readonly whose: Whose;
  /** Milliseconds since 1970 from which on it is not valid any more. */
  readonly until: number;
}

interface Kept<Whose> extends Verified<Whose> {
  readonly since: number;
}

/** Milliseconds. A key that the identity provider takes back is believed that much longer than the key set is kept (10 minutes), and no more. */
const longest = 60_000;

/** The oldest one makes room. */
const most = 2_000;

/** Only what was found good is remembered, by its digest: a memory dump holds no token. `verify` throws for every other one, each time. */
export function remembering<Whose>(verify: (token: string) => Promise<Verified<Whose>>, now: () => Date): (token: string) => Promise<Whose> {
  const kept = new Map<string, Kept<Whose>>();
  return async (token) => {
    const [digest, at] = [hash('sha256', token, 'base64'), now().getTime()];
    const known = kept.get(digest);
    if (known && at >= known.since && at < Math.min(known.until, known.since + longest)) return known.whose;
    kept.delete(digest);
    const verified = await verify(token);
    const [oldest] = kept.size < most ? [] : kept.keys();
    if (oldest !== undefined) kept.delete(oldest);
    kept.set(digest, { ...verified, since: at });
    return verified.whose;
  };
}
