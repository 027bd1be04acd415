/**
 * `npm run demo`: the counter on this machine, until Ctrl-C. `-- --script` plays the tour and ends with 1 if a step was not as it should be;
 * `-- --free-ports` takes free ports in the place of the declared ones.
 */
import { resolve } from 'node:path';
import { openCounter, type Counter } from './demo/counter.ts';
import { greeting } from './demo/greeting.ts';
import { interruption } from './demo/interrupted.ts';
import { seed } from './demo/seed.ts';
import { tour } from './demo/tour.ts';

const flags = new Set(process.argv.slice(2));
const unknown = [...flags].filter((flag) => !['--script', '--free-ports'].includes(flag));
if (unknown.length > 0) {
  console.error(`guichet: ${unknown.join(', ')} is not known: there are --script and --free-ports`);
  process.exit(2);
}

const say = (line: string): void => console.log(line);
const folder = resolve(process.env['GUICHET_FOLDER'] || resolve(import.meta.dirname, '..', '.guichet'));

const interrupted = interruption();

async function main(): Promise<number> {
  say('guichet: opening the counter on this machine');
  const opening = openCounter({ folder, say, ports: flags.has('--free-ports') ? 'free' : 'declared', tuned: { insights: { PROPOSAL_MINIMUM: '20', PROPOSAL_COMPARABLE: '3', PROPOSAL_EVERY_MS: '500' } } });
  const counter = await opening;
  try {
    return await use(counter);
  } finally {
    say('guichet: closing the counter');
    await counter.stop();
    say(`guichet: everything has ended; what was said is in ${folder}/logs`);
  }
}

async function use(counter: Counter): Promise<number> {
  await seed(counter);
  say(greeting(counter));
  if (!flags.has('--script')) {
    say('guichet: Ctrl-C closes the counter');
    await interrupted;
    return 0;
  }
  const outcome = await Promise.race([tour(counter, say), interrupted]);
  return outcome === 'interrupted' ? 130 : outcome;
}

process.exitCode = await main().catch((error: unknown) => {
  console.error(`guichet: ${error instanceof Error ? error.message : String(error)}`);
  return 1;
});
process.exit();
