/**
 * Lets payments arrive at a rate, whatever becomes of those before (open model), and measures each from when it was to begin and not from when it
 * did: one that had to wait for its turn has waited (no coordinated omission).
 */
import { serve } from './messages.ts';
import { pay } from './paying.ts';
import { arrivals } from './schedule.ts';

export interface Load {
  /** Of the processes of payments, which take turns. */
  readonly urls: readonly string[];
  /** Access tokens of the payers, who take turns. */
  readonly tokens: readonly string[];
  /** Payments a second. */
  readonly rate: number;
  readonly seconds: number;
  readonly seed: number;
}

export interface Paid {
  /** Milliseconds from when it was to begin to the end of its last answer, in the order of beginning. */
  readonly whole: readonly number[];
  /** What went wrong, in words. */
  readonly failures: readonly string[];
  /** Milliseconds after the last arrival until the last answer. */
  readonly behind: number;
}

export async function load({ urls, tokens, ...when }: Load): Promise<Paid> {
  const due = arrivals(when);
  const failures: string[] = [];
  const began = performance.now();
  const whole = new Array<number>(due.length).fill(Number.NaN);
  const one = async (turn: number, at: number): Promise<void> => {
    await pay(urls[turn % urls.length] ?? '', tokens[turn % tokens.length] ?? '').catch((error: unknown) => failures.push(String(error)));
    whole[turn] = performance.now() - began - at;
  };
  const running: Promise<void>[] = [];
  for (const [turn, at] of due.entries()) {
    const early = began + at - performance.now();
    if (early > 0) await new Promise((arrived) => setTimeout(arrived, early));
    running.push(one(turn, at));
  }
  await Promise.all(running);
  return { whole, failures, behind: performance.now() - began - (due.at(-1) ?? 0) };
}

serve(load);
