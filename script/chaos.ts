/**
 * `npm run chaos -- --payments N --seed S`: random journeys over the running counter, while programs are killed, the outside misbehaves and connections to
 * the database are cut; then provider, payments and ledger are compared one by one. Ends with 1 where they do not agree. `--at-once` says how many buy at once.
 */
import { mkdtempSync, chmodSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { openCounter } from './demo/counter.ts';
import { interruption } from './demo/interrupted.ts';
import { seed as stock } from './demo/seed.ts';
import { planOf } from './chaos/plan.ts';
import { reportOf } from './chaos/report.ts';
import { runChaos, type Outcome } from './chaos/run.ts';
import { tuned } from './chaos/tuned.ts';

const { values } = parseArgs({ options: { payments: { type: 'string', default: '100' }, seed: { type: 'string', default: '1' }, 'at-once': { type: 'string', default: '12' } } });

/** Throws where it is no whole number above zero. */
function whole(name: keyof typeof values): number {
  const text = values[name];
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text);
  throw new Error(`--${name} is ${text}: give a whole number from 1 on`);
}

const interrupted = interruption();

/** A folder of its own, beside a demo that may be open; others may pass, as PostgreSQL does. Kept where something was wrong. */
function newFolder(): { readonly folder: string; readonly remove: () => void } {
  const given = process.env['GUICHET_FOLDER'];
  if (given) return { folder: resolve(given), remove: () => {} };
  const made = mkdtempSync(join(tmpdir(), 'guichet-chaos-'));
  chmodSync(made, 0o711);
  return { folder: join(made, 'data'), remove: () => rmSync(made, { recursive: true, force: true }) };
}

async function main(): Promise<number> {
  const [payments, seed, atOnce] = [whole('payments'), whole('seed'), whole('at-once')];
  const plan = planOf(payments, seed);
  const { folder, remove } = newFolder();
  console.log(`chaos: ${payments} payments in ${plan.journeys.length} journeys, ${plan.troubles.length} troubles, seed ${seed}`);
  // What falls is told in the logs: here it is what was asked for.
  const counter = await openCounter({ folder, say: () => {}, ports: 'free', seed, tuned });
  let outcome: Outcome | 'interrupted';
  try {
    await stock(counter);
    console.log(`chaos: the counter is open after ${(performance.now() / 1000).toFixed(0)} s`);
    outcome = await Promise.race([runChaos({ counter, plan, say: console.log, atOnce, patience: 120_000 + payments * 30 }), interrupted]);
  } finally {
    await counter.stop();
  }
  if (outcome === 'interrupted') return 130;
  console.log(reportOf(outcome));
  if (outcome.wrong.length > 0) console.log(`chaos: what the programs said is in ${folder}/logs`);
  else remove();
  return outcome.wrong.length === 0 ? 0 : 1;
}

process.exitCode = await main().catch((error: unknown) => {
  console.error(`chaos: ${error instanceof Error ? error.message : String(error)}`);
  return 1;
});
process.exit();
