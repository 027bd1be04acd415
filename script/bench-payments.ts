/**
 * `npm run bench:payments`: what payments can carry on this machine, against what its database does bare. In one run, on one PostgreSQL:
 * - the statements of one payment (an intent, and an attempt that is taken at once) are recorded between the program and its database;
 * - bare: the same transactions, by `pg` alone, one after another on as many connections as the program has, with new identifiers each time: statement
 *   by statement, as pgbench has it, which is what the aim is about, and in the program's own round trips; before and after the rest, in a database
 *   of its own;
 * - sustained: the highest rate at which payments may arrive (open model, at random) so that all are paid and nothing piles up;
 * - at half of it, once the notices and events of these are carried: the whole from the intended start to the last answer, and the switch's own overhead,
 *   as the program measures it (all but the wait for the provider) and from outside (the whole of both requests less the provider's fixed time: network,
 *   generator and provider's program included); beside it, what a commit of one row takes at the same time.
 * The program runs as it does anywhere, with log, traces, janitor, courier and relay; only events go nowhere. `BENCH_SECONDS` is the length of the
 * measurement at half load, `BENCH_PROCESSES` how many processes of payments share the database, `BENCH_PROFILE` a folder for profiles of their CPU time
 * there. `BENCH_RATE` measures at that rate alone: with `chrt --rr 1` before it, latencies are those of a machine that nobody else uses, and others keep
 * what such a rate leaves.
 */
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import type { Bare, Done } from './bench/payments/bare.ts';
import { carried } from './bench/payments/carried.ts';
import type { Paid } from './bench/payments/generator.ts';
import { lay, type Ground, type Switch } from './bench/payments/ground.ts';
import { help, type Helper } from './bench/payments/messages.ts';
import { aimOfOverhead, measured, type Beside, type Measured } from './bench/payments/measured.ts';
import { pay } from './bench/payments/paying.ts';
import { percentile, spreadOf } from './bench/payments/percentiles.ts';
import { record } from './bench/payments/recorder.ts';
import { highest } from './bench/payments/search.ts';
import { about, tripsOf, type Work } from './bench/payments/statements.ts';
import { cpuOf } from './bench/payments/cpu.ts';
import { load, said, shared, total } from './bench/payments/words.ts';

const aim = 0.5;
/** Processes of payments that share the database, as pods of a cluster do. */
const processes = Number(process.env['BENCH_PROCESSES'] ?? 1);
/** Each process's own are ten: services/kit/database.ts. */
const connections = 10 * processes;
const delay = 10;
const seconds = Number(process.env['BENCH_SECONDS'] ?? 10);
/** Payments a second; unless it is given, half of what is found to be sustained. */
const alone = process.env['BENCH_RATE'] === undefined ? undefined : Number(process.env['BENCH_RATE']);
const step = 2.5;
/** Milliseconds after which no further rate is tried. */
const searching = 14_000;

/** The second payment's: the first one of a program finds nothing ready. */
async function recorded({ payments, tokens: [token = ''], open }: Ground): Promise<Work[]> {
  const recorder = await record(payments.port);
  const program = await open({ ...payments, port: recorder.port });
  await pay(program.url, token);
  const keys = await pay(program.url, token);
  await program.stop();
  await recorder.stop();
  return about(recorder.works(), keys);
}

/** Nobody was refused, and who came last waited no longer than others had to. */
const piled = 250;
function held({ whole, failures }: Paid): boolean {
  const last = whole.slice(Math.floor(whole.length * 0.75)).sort((a, b) => a - b);
  return failures.length === 0 && percentile(last, 50) <= piled;
}

interface Sides extends Beside {
  readonly database: Helper<Bare, Done>;
}

async function sustained(ground: Ground, programs: readonly Switch[], { generator }: Sides, from: number): Promise<number> {
  const { tokens } = ground;
  let seed = 0;
  const end = performance.now() + searching;
  return highest({ from, more: () => performance.now() < end }, async (rate) => {
    const paid = await generator.ask({ urls: programs.map(({ url }) => url), tokens, rate, seconds: step, seed: ++seed });
    console.log(`  ${rate}/s: ${held(paid) ? 'holds' : 'does not hold'} (${said(spreadOf(paid.whole))}${paid.failures.length > 0 ? `; ${paid.failures.length} failed, such as ${paid.failures[0]}` : ''})`);
    return held(paid);
  });
}

/** Payments a second, and the seconds of CPU time that one takes. */
interface Capacity {
  readonly rate: number;
  readonly cpu: number;
}

interface Capacities {
  readonly byStatement: Capacity;
  readonly inTrips: Capacity;
}

async function bare(ground: Ground, { database }: Sides, works: readonly Work[]): Promise<Capacities> {
  const one = async (inTrips: boolean): Promise<Capacity> => {
    const cpu = cpuOf({ PostgreSQL: [ground.postgres], 'its client': [database.pid] });
    const { rate, whole } = await database.ask({ database: ground.bare, works, connections, inTrips, seconds: 2 });
    const used = cpu();
    console.log(`bare, ${inTrips ? 'in its trips' : 'by statement'}: ${rate.toFixed(0)}/s, each ${said(spreadOf(whole))}; CPU time of one: ${shared(used, whole.length)}`);
    return { rate, cpu: total(used) / whole.length };
  };
  return { byStatement: await one(false), inTrips: await one(true) };
}

const profile = process.env['BENCH_PROFILE'];

/** The processes, after some payments: what they compile as they go is compiled. */
async function warm({ open, payments, tokens }: Ground, { generator }: Sides, rate: number): Promise<readonly Switch[]> {
  const node = profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${resolve(profile)}`];
  const programs = await Promise.all(Array.from({ length: processes }, () => open(payments, node)));
  for (const part of [0.5, 1]) await generator.ask({ urls: programs.map(({ url }) => url), tokens, rate: rate * part, seconds: step / 2, seed: 0 });
  return programs;
}

const tell = ({ fast }: Measured): void => console.log(`overhead, aim ${aimOfOverhead * 1_000} ms at p99 of each operation: ${fast ? 'met' : 'MISSED'}`);

async function compare(ground: Ground, sides: Sides, works: readonly Work[]): Promise<void> {
  const first = await bare(ground, sides, works);
  const programs = await warm(ground, sides, first.byStatement.rate / 4);
  console.log('rates that payments arrive at, at random, nothing of one before being waited for:');
  const most = await sustained(ground, programs, sides, Math.round(first.byStatement.rate * 0.4));
  console.log(`notices and events of these are carried after ${(await carried(ground.payments)).toFixed(1)} s`);
  const half = await measured(ground, programs, sides, { rate: Math.max(Math.round(most / 2), 1), seconds, delay });
  const last = await bare(ground, sides, works);
  const of = (side: keyof Capacities) => ({ rate: (2 * most) / (first[side].rate + last[side].rate), cpu: (first[side].cpu + last[side].cpu) / (2 * half.cpu) });
  const [ratio, trips] = [of('byStatement'), of('inTrips')];
  console.log(`sustained: ${most}/s, which is ${ratio.rate.toFixed(2)} of bare by statement; aim ${aim}: ${ratio.rate >= aim ? 'met' : 'MISSED'}; ${trips.rate.toFixed(2)} of bare in its trips`);
  console.log(`in CPU time, of which a machine that others use gives less: ${ratio.cpu.toFixed(2)} of bare by statement, ${trips.cpu.toFixed(2)} of bare in its trips`);
  tell(half);
}

async function run(opened: AsyncDisposableStack): Promise<void> {
  const ground = await lay(opened, delay);
  const sides: Sides = { generator: help('generator.ts'), database: help('bare.ts'), commits: help('commits.ts') };
  for (const { stop } of Object.values(sides)) opened.defer(stop);
  const works = await recorded(ground);
  console.log(`one payment: ${works.length} transactions, ${works.flat().length} statements in ${works.flatMap(tripsOf).length} trips; ${availableParallelism()} cores; ${processes} process${processes === 1 ? '' : 'es'} with ${connections} connections; the provider takes ${delay} ms; ${load()}`);
  if (alone === undefined) await compare(ground, sides, works);
  else tell(await measured(ground, await warm(ground, sides, alone), sides, { rate: alone, seconds, delay }));
}

const opened = new AsyncDisposableStack();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void opened.disposeAsync().then(() => process.exit(1)));
try {
  await run(opened);
} finally {
  await opened.disposeAsync();
}
