/** Carries a plan out over the running counter, lets it settle, and answers what was done and what does not add up. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Counter } from '../demo/counter.ts';
import { compare, discrepancyWords } from './compare.ts';
import { databasesOf } from './databases.ts';
import { go, type World } from './journeys/journey.ts';
import { killerOf, type Killer, type Made } from './killer.ts';
import { outsideOf } from './outside.ts';
import type { Journey, Plan } from './plan.ts';
import { readBooks } from './read.ts';
import { settle } from './settle.ts';
import { GoneHome, shopperOf } from './shopper.ts';
import { tokensOf } from './tokens.ts';

export interface Outcome extends Made {
  readonly payments: number;
  readonly attempts: number;
  readonly operations: number;
  readonly entries: number;
  /** How often each fault of the outside has struck. */
  readonly struck: Readonly<Record<string, number>>;
  readonly repeated: number;
  readonly goneHome: number;
  /** By state, how many payments. */
  readonly states: Readonly<Record<string, number>>;
  readonly seconds: { readonly journeys: number; readonly settling: number };
  /** What is wrong, in words. */
  readonly wrong: readonly string[];
}

export interface Running {
  readonly counter: Counter;
  readonly plan: Plan;
  readonly say: (line: string) => void;
  /** How many buy at once. */
  readonly atOnce: number;
  /** For settling, in milliseconds. */
  readonly patience: number;
}

interface Walked {
  readonly goneHome: number;
  readonly failed: readonly string[];
}

/** Several at once, in the order of the plan. */
async function walk({ plan: { journeys }, atOnce, say }: Running, world: World, killer: Killer): Promise<Walked> {
  const failed: string[] = [];
  let [next, goneHome] = [0, 0];
  const one = async (journey: Journey): Promise<void> => {
    killer.before(journey.number);
    if (journey.number > 0 && journey.number % 250 === 0) say(`  ${journey.number} of ${journeys.length} journeys have begun`);
    await go(world, journey).catch((error: unknown) => {
      if (error instanceof GoneHome) goneHome += 1;
      else failed.push(`journey ${journey.number} ended with an error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    });
  };
  const buyer = async (): Promise<void> => {
    for (let journey = journeys[next++]; journey; journey = journeys[next++]) await one(journey);
  };
  await Promise.all(Array.from({ length: atOnce }, buyer));
  return { goneHome, failed };
}

/** Whoever lies on the ground is up again. */
async function allReady({ services }: Counter, patience: number): Promise<void> {
  for (const end = performance.now() + patience; ; await pause(250)) {
    const ready = await Promise.all(Object.values(services).map(({ admin }) => fetch(`${admin}/healthz/ready`, { signal: AbortSignal.timeout(2_000) }).then(({ ok }) => ok, () => false)));
    if (ready.every(Boolean)) return;
    if (performance.now() > end) throw new Error(`not every program is ready after ${patience / 1000} seconds: ${Object.keys(services).filter((_, i) => ready[i] !== true).join(', ')}`);
  }
}

const chainFault = (counter: Counter): Promise<readonly string[]> =>
  counter.command('ledger', 'services/ledger/src/verify.ts', []).then(() => [], (error: unknown) => [`the ledger's chain: ${error instanceof Error ? error.message : String(error)}`]);

const counted = (all: readonly string[]): Readonly<Record<string, number>> => Object.fromEntries([...Map.groupBy(all, (one) => one)].map(([name, { length }]) => [name, length]));

export async function runChaos(running: Running): Promise<Outcome> {
  const { counter, plan, say, patience } = running;
  const [databases, outside, shopper] = [databasesOf(counter), outsideOf(counter), shopperOf(counter, tokensOf(counter))];
  const killer = killerOf(counter, databases, plan.troubles);
  const began = performance.now();
  await outside.faults(plan.faults);
  const { goneHome, failed } = await walk(running, { shopper, outside }, killer);
  const made = await killer.made();
  const walked = performance.now();
  say(`chaos: the journeys have ended; nothing goes wrong any more, everything settles`);
  await outside.faults([]);
  await allReady(counter, 90_000);
  const unsettled = await settle({ counter, databases, outside, shopper }, patience, say);
  const settled = performance.now();
  const books = await readBooks(databases, outside, shopper.promised());
  const { payments, attempts, operations, entries } = books;
  return {
    ...made,
    payments: payments.length,
    attempts: attempts.length,
    operations: operations.length,
    entries: entries.length,
    struck: await outside.struck(),
    repeated: shopper.repeated(),
    goneHome,
    states: counted(payments.map(({ state }) => state)),
    seconds: { journeys: (walked - began) / 1000, settling: (settled - walked) / 1000 },
    wrong: [...failed, ...shopper.complaints, ...unsettled.map((one) => `not settled: ${one}`), ...discrepancyWords(compare(books)), ...(await chainFault(counter))],
  };
}
