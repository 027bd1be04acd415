/**
 * `npm run bench:synth`: what a whole synth costs against what it cannot do without, for the reference and for fleets of 100 and 1,000 services.
 * Everything is measured in processes of their own, the least of three runs:
 * - synth: the whole process, from `node` to the last of the files: load, plan, render, validate, stringify, write;
 * - bare: the time in which another process turns the same objects, read from JSON, into YAML by cdk8s' own function, and writes nothing;
 * - start: a process that loads the same modules as synth and does nothing.
 * The ratio is synth / (bare + start): by the clock, which is what a person waits for, and in CPU time (user and system, all threads), which does
 * not grow when others use the machine and counts the garbage collector's threads in full. The aim is judged by the clock. Synth also writes
 * its files, which the yardstick does not: on a folder in memory (`TMPDIR=/dev/shm`) the disk's part falls away. `BENCH_RUNS` sets the number of runs at 1,000 services.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { best, measure } from './bench/measure.ts';

const aim = 1.5;
const folder = mkdtempSync(join(tmpdir(), 'guichet-bench-'));
const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(2)} s`;

interface Row {
  readonly objects: number;
  readonly synth: number;
  readonly ratio: number;
}

function row(size: string, times: number): Row {
  const objects = join(folder, `${size}.json`);
  measure('synth.ts', size, join(folder, 'first'), objects);
  const synth = best(times, () => {
    const run = measure('synth.ts', size, join(folder, 'tree'));
    rmSync(join(folder, 'tree'), { recursive: true });
    return run;
  });
  const bare = best(times, () => measure('stringify.ts', objects));
  const start = best(times, () => measure('synth.ts', 'none'));
  const ratio = synth.wall / (bare.insideWall + start.wall);
  const cpuRatio = synth.cpu / (bare.inside + start.cpu);
  console.log(
    [
      `${size.padEnd(10)} ${String(synth.objects).padStart(6)} objects`,
      `by the clock: synth ${seconds(synth.wall)}, bare ${seconds(bare.insideWall)}, start ${seconds(start.wall)}, ratio ${ratio.toFixed(2)}`,
      `CPU: synth ${seconds(synth.cpu)}, bare ${seconds(bare.inside)}, start ${seconds(start.cpu)}, ratio ${cpuRatio.toFixed(2)}`,
      `peak ${synth.memory.toFixed(0)} MiB (bare ${bare.memory.toFixed(0)})`,
    ].join('   '),
  );
  return { objects: synth.objects, synth: synth.cpu - start.cpu, ratio };
}

try {
  row('reference', 3);
  const hundred = row('100', 3);
  const thousand = row('1000', Number(process.env['BENCH_RUNS'] ?? 3));
  const growth = thousand.synth / hundred.synth / (thousand.objects / hundred.objects);
  console.log(`from 100 to 1,000 services: ${(thousand.objects / hundred.objects).toFixed(1)} times the objects, ${(thousand.synth / hundred.synth).toFixed(1)} times the time less start: ${growth.toFixed(2)} of linear`);
  console.log(`aim at 1,000 services: a ratio of at most ${aim} by the clock: ${thousand.ratio <= aim ? 'met' : 'MISSED'}`);
} finally {
  rmSync(folder, { recursive: true });
}
