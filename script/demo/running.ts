/** Waits until programs answer, and starts anew what ends by itself, as a cluster does. */
import type { Running } from './processes.ts';

/** Its first line, which is an object with this property. */
export async function answering<T extends object>(running: Running, property: keyof T & string): Promise<T> {
  const line = await running.answer;
  const answer: unknown = JSON.parse(line);
  if (typeof answer !== 'object' || answer === null || !(property in answer)) throw new Error(`${running.name} answered ${line} and no ${property}`);
  return answer as T;
}

export interface Kept {
  readonly now: () => Running;
  /** What it said last, where it fell before it was ever ready. */
  readonly fallen: () => string | undefined;
  readonly stop: () => Promise<void>;
}

export interface KeepProps {
  readonly begin: () => Running;
  readonly say: (line: string) => void;
}

/** The pause before the next start, in milliseconds: doubled for as long as it does not stay up for a minute. */
const pauseOf = (falls: number): number => Math.min(30_000, 500 * 2 ** falls);

export function keepRunning({ begin, say }: KeepProps): Kept {
  let running = begin();
  let since = performance.now();
  let falls = 0;
  let stopping = false;
  let fallen: string | undefined;
  let again: NodeJS.Timeout | undefined;
  const watch = (): void => void running.ended.then((how) => {
    if (stopping) return;
    if (performance.now() - since > 60_000) falls = 0;
    fallen = `${running.name} ended by itself (${how}):\n${running.lastLines()}`;
    say(`${fallen}\nit is started anew`);
    again = setTimeout(() => { running = begin(); since = performance.now(); watch(); }, pauseOf(falls));
    falls += 1;
  });
  watch();
  return {
    now: () => running,
    fallen: () => fallen,
    stop: async () => {
      stopping = true;
      clearTimeout(again);
      await running.stop();
    },
  };
}

/** Asks until it is ready, for a minute. Throws what it said when it fell, or what it lacks. */
export async function ready(name: string, admin: string, fallen: () => string | undefined, givenUp: () => boolean): Promise<void> {
  let lacking = 'nothing was answered';
  for (const end = performance.now() + 60_000; performance.now() < end; await new Promise((resolve) => setTimeout(resolve, 100))) {
    if (givenUp()) return;
    const reason = fallen();
    if (reason !== undefined) throw new Error(reason);
    const answer = await fetch(`${admin}/healthz/ready`, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined);
    if (answer?.ok) return;
    if (answer) lacking = await answer.text();
  }
  throw new Error(`${name} is not ready after a minute: ${lacking}`);
}
