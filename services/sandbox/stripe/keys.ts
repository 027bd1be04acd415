/** Stripe's idempotency: the first status and body of a key, once the endpoint has begun, for 24 hours (docs.stripe.com/api/idempotent_requests). */
import type { Clock } from '../frame/clock.ts';
import type { Incoming, Outgoing } from '../frame/part.ts';
import { Refused } from './errors.ts';

const kept = 24 * 3_600_000;

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
}

const inUse = new Refused(409, { code: 'idempotency_key_in_use', message: 'There is currently another in-progress request using this idempotency key.' }, { begun: false });
const reused = new Refused(400, { type: 'idempotency_error', message: 'Keys for idempotent requests can only be used with the same parameters they were first used with.' }, { begun: false });

export function createKeys(clock: Clock): Keys {
  const firsts = new Map<string, First>();
  const running = new Set<string>();

  const worked = (work: () => Outgoing): { readonly answer: Outgoing; readonly begun: boolean } => {
    try {
      return { answer: work(), begun: true };
    } catch (error) {
      if (error instanceof Refused) return { answer: error.outgoing, begun: error.begun };
      throw error;
    }
  };

  return {
    once: ({ headers, path, raw }, work) => {
      const key = headers['idempotency-key'];
      if (key === undefined) return worked(work).answer;
      if (key.length > 255) return new Refused(400, { message: 'Idempotency keys may be up to 255 characters.' }).outgoing;
      if (running.has(key)) return inUse.outgoing;
      const [asked, now] = [`${path}\n${raw.toString('utf8')}`, clock.now().getTime()];
      const first = firsts.get(key);
      if (first && now < first.until) return first.asked === asked ? { ...first.answer, headers: { 'idempotent-replayed': 'true', 'original-request': key } } : reused.outgoing;
      const { answer, begun } = worked(work);
      if (begun) firsts.set(key, { asked, answer, until: now + kept });
      return answer;
    },
    hold: (key) => void running.add(key),
    release: (key) => void running.delete(key),
  };
}
