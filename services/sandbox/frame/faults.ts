/** What goes wrong on demand. Whether it does is decided by the seed and by what is asked, not by the order in which requests happen to come. */
import { Type, type Static } from 'typebox';
import { chanceOf } from './random.ts';

/** With requests:
 * - before anything was done: `connection-lost`, `no-answer` (until the caller gives up), `error` (500);
 * - after it was done: `answer-lost`, `answer-late` (the same, until the caller gives up), `error-after`, `answer-cut` (in the middle);
 * - `slow`: the answer comes late; `decline`: the provider says no, in its own words.
 */
export const requestFaults = ['connection-lost', 'no-answer', 'error', 'answer-lost', 'answer-late', 'error-after', 'answer-cut', 'slow', 'decline'] as const;

/** With webhooks: sent twice; late on the sandbox's clock; after the next one; beforehand by a stranger; long ago; never. */
export const webhookFaults = ['duplicated', 'delayed', 'reordered', 'forged', 'old', 'lost'] as const;

export const Rule = Type.Object(
  {
    fault: Type.Enum([...requestFaults, ...webhookFaults]),
    /** @default - every provider */
    provider: Type.Optional(Type.String()),
    /** Part of `POST /v2/payments/…`, or of a webhook's type. @default - all */
    of: Type.Optional(Type.String({ maxLength: 256 })),
    /** How many of a hundred. @default 100 */
    percent: Type.Optional(Type.Number({ minimum: 0, maximum: 100 })),
    /** How often at most. @default - without end */
    times: Type.Optional(Type.Integer({ minimum: 1 })),
    /** Of `slow` and `delayed`, in milliseconds. @default 2000 */
    by: Type.Optional(Type.Integer({ minimum: 1 })),
  },
  { additionalProperties: false },
);
export type Rule = Static<typeof Rule>;
export type Fault = Rule['fault'];

export interface Subject {
  readonly provider: string;
  /** `POST /v2/…`, or a webhook's type. */
  readonly what: string;
  /** What tells this one from others; the same again is another draw. */
  readonly identity: string;
}

export interface Faults {
  readonly set: (rules: readonly Rule[]) => void;
  /** The first rule that strikes, of these faults. */
  readonly strike: (kinds: readonly Fault[], subject: Subject) => Rule | undefined;
  /** How often each has struck, under whatever rules. */
  readonly counts: () => Readonly<Partial<Record<Fault, number>>>;
}

export function createFaults(seed: number): Faults {
  let rules: readonly Rule[] = [];
  const struck = new Map<Rule, number>();
  const seen = new Map<string, number>();
  const counts: Partial<Record<Fault, number>> = {};
  return {
    counts: () => counts,
    set: (next) => {
      rules = next;
      struck.clear();
    },
    strike: (kinds, { provider, what, identity }) => {
      const about = `${provider} ${what} ${identity}`;
      const time = (seen.get(about) ?? 0) + 1;
      seen.set(about, time);
      const rule = rules.find((one, index) => {
        if (!kinds.includes(one.fault) || (one.provider !== undefined && one.provider !== provider) || (one.of !== undefined && !what.includes(one.of))) return false;
        return (struck.get(one) ?? 0) < (one.times ?? Infinity) && chanceOf(seed, index, about, time) * 100 < (one.percent ?? 100);
      });
      if (!rule) return undefined;
      struck.set(rule, (struck.get(rule) ?? 0) + 1);
      counts[rule.fault] = (counts[rule.fault] ?? 0) + 1;
      return rule;
    },
  };
}
