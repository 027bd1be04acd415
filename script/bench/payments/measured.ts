/** Payments at one rate: how long they take, what of it is the switch's own, and what it costs. */
import { availableParallelism } from 'node:os';
import type { Committing } from './commits.ts';
import { cpuOf, machineSeconds } from './cpu.ts';
import type { Load, Paid } from './generator.ts';
import type { Ground, Switch } from './ground.ts';
import type { Helper } from './messages.ts';
import { overheadOf, quantile, since, together, within, type Cumulative } from './overhead.ts';
import { spreadOf } from './percentiles.ts';
import { load, ms, said, shared, total } from './words.ts';

/** Seconds: the aim for the 99th percentile of each operation's overhead. */
export const aimOfOverhead = 0.01;

export interface Beside {
  readonly generator: Helper<Load, Paid>;
  readonly commits: Helper<Committing, readonly number[]>;
}

export interface Measuring {
  /** Payments a second. */
  readonly rate: number;
  readonly seconds: number;
  /** Milliseconds that the provider takes. */
  readonly delay: number;
}

function report(name: string, one: Cumulative): boolean {
  const percent = within(one, aimOfOverhead);
  console.log(`  overhead of ${name.padEnd(12)} p50 ${ms(quantile(one, 50) * 1_000)}, p95 ${ms(quantile(one, 95) * 1_000)}, p99 ${ms(quantile(one, 99) * 1_000)}; within ${aimOfOverhead * 1_000} ms: ${percent.toFixed(2)} %`);
  return percent >= 99;
}

export interface Measured {
  /** Whether the aim of the overhead is met. */
  readonly fast: boolean;
  /** Seconds of one payment: of the program and its database. */
  readonly cpu: number;
}

const metricsOf = (programs: readonly Switch[]): Promise<string[]> => Promise.all(programs.map(({ metrics }) => metrics()));

export async function measured(ground: Ground, programs: readonly Switch[], { generator, commits }: Beside, { rate, seconds, delay }: Measuring): Promise<Measured> {
  const [before, cpu] = [await metricsOf(programs), cpuOf({ payments: programs.map(({ pid }) => pid), PostgreSQL: [ground.postgres], provider: [ground.provider], generator: [generator.pid] })];
  const [began, machine] = [performance.now(), machineSeconds()];
  const [paid, committed] = await Promise.all([generator.ask({ urls: programs.map(({ url }) => url), tokens: ground.tokens, rate, seconds, seed: 1_000 }), commits.ask({ database: ground.bare, seconds })]);
  const [after, used] = [await metricsOf(programs), cpu()];
  const took = (performance.now() - began) / 1_000;
  const own = total(used);
  console.log(`at ${rate}/s for ${seconds} s: ${paid.whole.length} payments, ${paid.failures.length} failed${paid.failures[0] ? `, such as ${paid.failures[0]}` : ''}`);
  console.log(`  the whole                ${said(spreadOf(paid.whole))}`);
  console.log(`  all but the provider's ${delay} ms, from outside: ${said(spreadOf(paid.whole.map((one) => one - delay)))}`);
  console.log(`  a commit of one row      ${said(spreadOf(committed))}`);
  const met = ['createIntent', 'attempt'].map((name) => report(name, since(together(before.map((one) => overheadOf(one, name))), together(after.map((one) => overheadOf(one, name))))));
  console.log(`  CPU time of one payment: ${shared(used, paid.whole.length)}`);
  console.log(`  of ${availableParallelism()} cores, these had ${(own / took).toFixed(2)} and others ${((machineSeconds() - machine - own) / took).toFixed(2)}; ${load()}`);
  return { fast: met.every((one) => one) && paid.failures.length === 0, cpu: ((used['payments'] ?? 0) + (used['PostgreSQL'] ?? 0)) / paid.whole.length };
}
