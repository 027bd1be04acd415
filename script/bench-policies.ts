/**
 * `npm run bench:policies`: what judging costs beside merely parsing the same files, for 100, 1,000 and 10,000 objects of our own tree, one in a file,
 * and how long our whole tree takes, three clusters with their waivers.
 * Everything is measured in processes of their own, in turn, the least of three runs (`BENCH_RUNS`):
 * - judge: the whole process of `guichet-policies check`, every rule, from `node` to the last byte of the report;
 * - parse: a process that reads and parses the same files by js-yaml and does nothing else;
 * - start: a process that loads the same modules as judge and does nothing.
 * Rules times objects per second counts every rule for every object, whether it is about its kind or not, over the whole process of judge.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rules } from '../policies/rules/index.ts';
import './compile-cache.mjs';
import { best, measure } from './bench/measure.ts';

const aim = 2;
/** Milliseconds. Told by the clock, and met by CPU time, which is more than the clock tells of a machine that does nothing else. */
const wholeTree = 2_000;
const times = Number(process.env['BENCH_RUNS'] ?? 3);
const folder = mkdtempSync(join(tmpdir(), 'guichet-bench-'));
const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(2)} s`;

interface Row {
  readonly count: number;
  readonly inside: number;
  readonly ratio: number;
}

function row(count: number): Row {
  const files = join(folder, String(count));
  measure('manifests.ts', String(count), files);
  const judge = best(times, () => measure('judge.ts', files));
  const parse = best(times, () => measure('parse.ts', files));
  const start = best(times, () => measure('judge.ts'));
  const ratio = judge.cpu / parse.cpu;
  console.log(
    [
      `${String(count).padStart(6)} objects by ${rules.length} rules`,
      `${Math.round(judge.objects / (judge.wall / 1000)).toLocaleString('en')} rules times objects a second`,
      `by the clock: judge ${seconds(judge.wall)}, parse ${seconds(parse.wall)}, start ${seconds(start.wall)}`,
      `CPU: judge ${seconds(judge.cpu)}, parse ${seconds(parse.cpu)}, ratio ${ratio.toFixed(2)}; without start ${(judge.inside / parse.inside).toFixed(2)}`,
      `peak ${judge.memory.toFixed(0)} MiB (parse ${parse.memory.toFixed(0)})`,
    ].join('   '),
  );
  return { count, inside: judge.inside, ratio };
}

function tree(): void {
  const files = join(folder, 'tree');
  const { objects } = measure('tree.ts', files);
  const judge = best(times, () => measure('judge.ts', files));
  console.log(`our whole tree, ${objects.toLocaleString('en')} objects of three clusters: ${seconds(judge.wall)} by the clock, ${seconds(judge.cpu)} of CPU; aim ${seconds(wholeTree)}: ${judge.cpu <= wholeTree ? 'met' : 'MISSED'}`);
}

try {
  tree();
  row(100);
  const thousand = row(1_000);
  const most = row(10_000);
  console.log(`from 1,000 to 10,000 objects: ${(most.inside / thousand.inside).toFixed(1)} times the CPU time less start, ${(most.inside / thousand.inside / 10).toFixed(2)} of linear`);
  console.log(`aim at 10,000 objects: at most ${aim} times the CPU time of parsing: ${most.ratio <= aim ? 'met' : 'MISSED'}`);
} finally {
  rmSync(folder, { recursive: true });
}
