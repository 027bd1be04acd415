/**
 * `npm run bench:policies`: what judging costs beside merely parsing the same files, for 100, 1,000 and 10,000 objects of our own tree, one in a file,
 * and how long our whole tree takes, three clusters with their waivers.
 * Everything is measured in processes of their own, in turn, the least of three runs (`BENCH_RUNS`):
 * - judge: the whole process of `guichet-policies check`, as `npm run pack:policies` packs it, every rule, from `node` to the last byte of the report;
 * - parse: a process that reads and parses the same files by js-yaml and does nothing else;
 * - start: judge with a single small object.
 * Rules times objects per second counts every rule for every object, whether it is about its kind or not, over the whole process of judge.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rules } from '../policies/rules/index.ts';
import './compile-cache.mjs';
import { best, measure, measureProgram, type Usage } from './bench/measure.ts';
import { pack } from './pack/package.ts';

const aim = 2;
/** Milliseconds. Told by the clock, and met by CPU time, which is more than the clock tells of a machine that does nothing else. */
const wholeTree = 2_000;
const times = Number(process.env['BENCH_RUNS'] ?? 3);
const folder = mkdtempSync(join(tmpdir(), 'guichet-bench-'));
const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(2)} s`;

const program = join(folder, 'program');

/** Throws unless it has judged so many objects. */
function judged(files: string, count: number): Usage {
  return best(times, () => {
    const { printed, ...usage } = measureProgram(join(program, 'guichet-policies.mjs'), 'check', files, '--output', 'json');
    const { objects }: { readonly objects: number } = JSON.parse(printed);
    if (objects !== count) throw new Error(`${objects} objects were judged, not ${count}`);
    return usage;
  });
}

function single(): string {
  const files = join(folder, 'single');
  mkdirSync(files);
  writeFileSync(join(files, 'map.yaml'), 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: one, namespace: one }\n');
  return files;
}

interface Row {
  /** Milliseconds of CPU time beyond the start. */
  readonly inside: number;
  readonly ratio: number;
}

function row(count: number, start: number): Row {
  const files = join(folder, String(count));
  measure('manifests.ts', String(count), files);
  const judge = judged(files, count);
  const parse = best(times, () => measure('parse.ts', files));
  const ratio = judge.cpu / parse.cpu;
  console.log(
    [
      `${String(count).padStart(6)} objects by ${rules.length} rules`,
      `${Math.round((count * rules.length) / (judge.wall / 1000)).toLocaleString('en')} rules times objects a second`,
      `by the clock: judge ${seconds(judge.wall)}, parse ${seconds(parse.wall)}`,
      `CPU: judge ${seconds(judge.cpu)}, parse ${seconds(parse.cpu)}, ratio ${ratio.toFixed(2)}`,
      `peak ${judge.memory.toFixed(0)} MiB (parse ${parse.memory.toFixed(0)})`,
    ].join('   '),
  );
  return { inside: judge.cpu - start, ratio };
}

function tree(): void {
  const files = join(folder, 'tree');
  const { objects } = measure('tree.ts', files);
  const judge = judged(files, objects);
  console.log(`our whole tree, ${objects.toLocaleString('en')} objects of three clusters: ${seconds(judge.wall)} by the clock, ${seconds(judge.cpu)} of CPU; aim ${seconds(wholeTree)}: ${judge.cpu <= wholeTree ? 'met' : 'MISSED'}`);
}

try {
  await pack(program);
  tree();
  const start = judged(single(), 1);
  console.log(`start: ${seconds(start.wall)} by the clock, ${seconds(start.cpu)} of CPU`);
  row(100, start.cpu);
  const thousand = row(1_000, start.cpu);
  const most = row(10_000, start.cpu);
  console.log(`from 1,000 to 10,000 objects: ${(most.inside / thousand.inside).toFixed(1)} times the CPU time less start, ${(most.inside / thousand.inside / 10).toFixed(2)} of linear`);
  console.log(`aim at 10,000 objects: at most ${aim} times the CPU time of parsing: ${most.ratio <= aim ? 'met' : 'MISSED'}`);
} finally {
  rmSync(folder, { recursive: true });
}
