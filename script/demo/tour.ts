/** The tour: what customers, tills and the back office do in one day, each step asserted and shown as the outside saw it. */
import type { Counter } from './counter.ts';
import { steps } from './tour/steps.ts';
import { worldOf } from './tour/world.ts';

/** Returns the exit code: 0 when every step was as it should be. */
export async function tour(counter: Counter, say: (line: string) => void): Promise<number> {
  const leftOut = Object.entries(counter.leftOut).map(([name, reason]) => `${name} was not started: ${reason}`);
  const failed = [...leftOut];
  for (const line of leftOut) say(`  ${line}`);
  const world = worldOf(counter, (line) => say(`   ${line}`));
  for (const [i, { name, run }] of steps.entries()) {
    say(`\n${i + 1}. ${name}`);
    const started = performance.now();
    try {
      await run(world);
      say(`   as it should be, in ${((performance.now() - started) / 1000).toFixed(1)} s`);
    } catch (error) {
      failed.push(name);
      say(`   NOT AS IT SHOULD BE: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  say(failed.length === 0 ? `\nthe tour: all ${steps.length} steps were as they should be` : `\nthe tour: ${failed.length} of ${steps.length + leftOut.length} were not as they should be: ${failed.join('; ')}`);
  return failed.length === 0 ? 0 : 1;
}
