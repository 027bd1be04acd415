/**
 * `npm run leaks`: opens the counter, lets known card numbers go every way that is open to anybody, through refusals, failing acquirers and falling
 * programs, and looks for them afterwards in everything that was written, said and told. Only the sandbox, which plays the acquirers, may know them.
 */
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCounter, type Counter } from './demo/counter.ts';
import { interruption } from './demo/interrupted.ts';
import { seed } from './demo/seed.ts';
import { worldOf } from './demo/tour/world.ts';
import { asking } from './leaks/asking.ts';
import { push } from './leaks/push.ts';
import { leaksOf, plantedFaults } from './leaks/search.ts';
import { traceFaults } from './leaks/traces.ts';
import { services } from '../services/registry.ts';

const say = (line: string): void => console.log(line);
// Others may pass: PostgreSQL refuses to be root.
const folder = mkdtempSync(join(tmpdir(), 'guichet-leaks-'));
chmodSync(folder, 0o711);
/** Everything is said; and nobody is too fast, since every refusal must be the one that is meant. */
const rates = { SUBJECT_RATE: '100000', SUBJECT_BURST: '100000', CLIENT_RATE: '100000', CLIENT_BURST: '100000' } as const;
const tuned = Object.fromEntries(services.map(({ name }) => [name, { LOG_LEVEL: 'debug', ...(name === 'gateway' && rates) }]));

const interrupted = interruption();

const seconds = (): string => `${(performance.now() / 1000).toFixed(1)} s`;

async function run(counter: Counter): Promise<number> {
  say(`${seconds()}: the counter is open`);
  await seed(counter);
  const world = worldOf(counter, say);
  const asked = asking(world);
  const faults = await push(world, asked, say);
  const { searched, leaks } = await leaksOf(counter, [asked.answers()]);
  say(`${seconds()}: searched ${searched.places} places, ${(searched.bytes / 1e6).toFixed(0)} million bytes`);
  const untraced = traceFaults(readFileSync(join(counter.folder, 'traces.jsonl'), 'utf8'));
  const planted = await plantedFaults(counter);
  const bad = [...faults, ...leaks, ...untraced, ...planted];
  say(`${seconds()}: searched for what was planted`);
  for (const line of bad) say(`  ${line}`);
  say(bad.length === 0 ? 'leaks: no number is anywhere, and each that was planted was found' : `leaks: ${bad.length} faults`);
  return bad.length === 0 ? 0 : 1;
}

async function main(): Promise<number> {
  const counter = await openCounter({ folder, ports: 'free', say: (line) => say(line.split('\n', 1)[0] ?? ''), tuned });
  try {
    const outcome = await Promise.race([run(counter), interrupted]);
    return outcome === 'interrupted' ? 130 : outcome;
  } finally {
    await counter.stop();
  }
}

process.exitCode = await main().catch((error: unknown) => {
  console.error(`guichet: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  return 1;
});
if (process.exitCode === 1) say(`what was written is kept in ${folder}`);
else rmSync(folder, { recursive: true, force: true });
process.exit();
