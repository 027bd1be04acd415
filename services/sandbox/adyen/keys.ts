/** Adyen's idempotency (docs.adyen.com/development-resources/api-idempotency): at most 64 characters, for 7 days; the answer repeats the header. */
import type { Clock } from '../frame/clock.ts';
import type { Incoming, Outgoing } from '../frame/part.ts';
import { Refused } from './errors.ts';

const kept = 7 * 86_400_000;

interface First {
  readonly asked: string;
  readonly answer: Outgoing;
  readonly until: number;
}

export interface Keys {
  readonly once: (asked: Incoming, work: () => Outgoing) => Outgoing;
  /** A request with this key is running, until it is let go. */
  readonly hold: (key: string) => void;
  readonly release: (key: string) => void;
  /** Changes what a key is answered. */
  readonly amend: (change: (answer: Outgoing) => Outgoing) => void;
}

const processed = (transient: boolean): Outgoing => new Refused(422, '704', 'request already processed or in progress', { transient }).outgoing;

function worked(work: () => Outgoing): Outgoing {
  try {
    return work();
  } catch (error) {
    if (error instanceof Refused) return error.outgoing;
    throw error;
  }
}

export function createKeys(clock: Clock): Keys {
  const firsts = new Map<string, First>();
  const running = new Set<string>();
  const named = (answer: Outgoing, key: string): Outgoing => ({ ...answer, headers: { ...answer.headers, 'idempotency-key': key } });
  return {
    once: ({ headers, path, raw }, work) => {
      const key = headers['idempotency-key'];
      if (key === undefined) return worked(work);
      if (key.length > 64) return new Refused(422, '702', 'The idempotency key is longer than 64 characters').outgoing;
      if (running.has(key)) return named(processed(true), key);
      const [asked, now] = [`${path}\n${raw.toString('utf8')}`, clock.now().getTime()];
      const first = firsts.get(key);
      if (first && now < first.until) return named(first.asked === asked ? first.answer : processed(false), key);
      const answer = worked(work);
      if (answer.status < 300) firsts.set(key, { asked, answer, until: now + kept });
      return named(answer, key);
    },
    hold: (key) => void running.add(key),
    release: (key) => void running.delete(key),
    amend: (change) => {
      for (const [key, first] of firsts) firsts.set(key, { ...first, answer: change(first.answer) });
    },
  };
}
