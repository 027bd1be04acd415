/** Follows an attempt to its end: asks, and begins the next one where it is known that nothing came of the last. */
import type { Authorisation } from '../../kit/provider/contract.ts';
import { lockWhole, saveAttempt, type Attempt } from './adapters/attempts.ts';
import type { Patience } from './adapters/providers.ts';
import { authorise } from './asking.ts';
import { beginOn, type Wish } from './beginning.ts';
import { hearAttempt, type Held } from './hearing/attempt.ts';
import type { Switch } from './switch.ts';

export interface Begun extends Held {
  readonly wish: Wish;
}

/** Whether another attempt follows at once: only after one of which it is known that nothing came, never after one that nobody knows the end of. */
const goesOn = (attempt: Attempt, { state, decline }: Authorisation): 'elsewhere' | 'with-challenge' | undefined => {
  if (state === 'not-processed') return 'elsewhere';
  const soft = state === 'declined' && (decline?.again === 'with-challenge' || decline?.code === 'authentication-required');
  return soft && attempt.request.instrument.method === 'card' && attempt.request.authentication.decision !== 'challenge' ? 'with-challenge' : undefined;
};

/** Writes down how the attempt ended and begins the next one, in one transaction; `undefined` where there is none. */
async function nextAttempt(sw: Switch, { payment: { id }, attempt, wish }: Begun, said: Authorisation, tried: readonly string[]): Promise<Begun | undefined> {
  const how = goesOn(attempt, said);
  if (how === undefined) return undefined;
  return sw.db.transaction().execute(async (trx) => {
    const whole = await lockWhole(trx, id, attempt.route, said.reference);
    const before = whole?.attempts.find((one) => one.id === attempt.id);
    // A webhook or the janitor knows better by now.
    if (before?.state !== 'sending' || whole?.payment.current !== attempt.id) return undefined;
    const { waiting } = before;
    const heard = await hearAttempt(trx, sw, { payment: whole.payment, attempt: before }, said, { source: 'answer', named: whole.named, goesOn: true });
    const next = await beginOn(trx, sw, heard.payment, { wish, waiting, tried, ...(how === 'with-challenge' && { softDeclined: attempt.route }) });
    if (!next) throw new NoFurther();
    await saveAttempt(trx, { ...heard.attempt, waiting: null });
    return { ...next, wish };
  }).catch((error: unknown) => {
    if (error instanceof NoFurther) return undefined;
    throw error;
  });
}

/** Undoes what was written for an attempt that there is no way for. */
class NoFurther extends Error {}

const mostAttempts = 3;

export async function pursue(sw: Switch, first: Begun, patience: Required<Patience>): Promise<{ readonly begun: Begun; readonly said: Authorisation }> {
  let begun = first;
  const tried: string[] = [];
  for (;;) {
    tried.push(begun.attempt.route);
    const said = await authorise(sw, begun.attempt, patience);
    const next = tried.length < mostAttempts && !patience.signal.aborted ? await nextAttempt(sw, begun, said, tried) : undefined;
    if (!next) return { begun, said };
    begun = next;
  }
}
