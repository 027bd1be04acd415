/**
 * `node script/run.mjs script/bench-checkers.ts FOLDER`: rules times objects a second of `guichet-policies check`, as it is packed, and of the known checkers that are
 * installed in a folder (`../shared/tools/judges/install.sh FOLDER kube-score conftest kyverno kics checkov` makes one), on the same 100, 1,000 and
 * 10,000 objects, in turn, each the least of three (`BENCH_RUNS`).
 * CPU time of the whole process, since the clock grows with whatever else the machine does. Every rule counts for every object, of every checker.
 * kube-score, kics and checkov have rules of their own and are asked with all that they have. conftest and kyverno have none: they are given six of
 * ours in their own words, and their figures stand beside ours with the same six alone, after all of them have said the same of every object of a set
 * with planted faults. Who was slow is asked once, and not about more objects.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { differencesBetween, writeFaults } from './bench/alike.ts';
import { checkersOf, six, type Checker, type Checkers } from './bench/checkers.ts';
import './compile-cache.mjs';
import { measure } from './bench/measure.ts';
import { pack } from './pack/package.ts';

const counts = [100, 1_000, 10_000];
const times = Number(process.env['BENCH_RUNS'] ?? 3);
/** Seconds of CPU. */
const slow = 20;
const installed = process.argv[2];
if (installed === undefined) throw new Error('name the folder in which the checkers are: node script/run.mjs script/bench-checkers.ts FOLDER');

/** Seconds of CPU, user and system, as the `times` of Bash tells them of its children, to the millisecond. Without its own file of commands, which count as children. */
function cpuOf({ command, judged }: Checker): number {
  const { stdout } = spawnSync('bash', ['--norc', '-c', '"$@" >/dev/null 2>&1; code=$?; times; echo "$code"', 'bash', ...command], { encoding: 'utf8' });
  const lines = stdout.trim().split('\n');
  if (!judged.includes(Number(lines.at(-1)))) throw new Error(`${command.slice(0, 3).join(' ')} ended with ${lines.at(-1) ?? 'nothing'}: run it by hand`);
  return [...(lines[1] ?? '').matchAll(/(\d+)m([\d.]+)s/g)].reduce((total, [, minutes, seconds]) => total + Number(minutes) * 60 + Number(seconds), 0);
}

function leastOf(checker: Checker): number {
  let least = cpuOf(checker);
  for (let run = 1; run < times && least < slow; run += 1) least = Math.min(least, cpuOf(checker));
  return least;
}

/** Names of those that were slow, and are not asked about more objects. */
const left = new Set<string>();

function compare(title: string, checkers: readonly Checker[], count: number): void {
  console.log(`${count.toLocaleString('en')} objects, ${title}:`);
  for (const checker of checkers) {
    const { name, rules } = checker;
    const what = `  ${name.padEnd(18)} ${String(rules).padStart(3)} rules`;
    if (left.has(name)) {
      console.log(`${what}   not asked: fewer objects took it more than ${slow} s`);
      continue;
    }
    const cpu = leastOf(checker);
    if (cpu > slow) left.add(name);
    console.log(`${what} ${cpu.toFixed(cpu < 10 ? 3 : 1).padStart(7)} s of CPU ${Math.round((rules * count) / cpu).toLocaleString('en').padStart(10)} rules times objects a second`);
  }
}

const work = mkdtempSync(join(tmpdir(), 'guichet-checkers-'));
const packed = join(work, 'packed');
const asked = (folder: string, files: readonly string[]): Checkers => checkersOf({ packed, installed, folder, files });

/** Figures of rules that are not the same compare nothing. */
function alike(folder: string): void {
  const count = writeFaults(folder);
  const { same } = asked(folder, []);
  const { broken, differences } = differencesBetween(same, six);
  if (differences.length > 0) throw new Error(`the six rules are not the same for all:\n${differences.join('\n')}`);
  console.log(`${same.map(({ name }) => name).join(', ')} say the same of ${count} objects with planted faults: ${broken} times one of the six rules is broken`);
}

try {
  await pack(packed);
  alike(join(work, 'faults'));
  for (const count of counts) {
    const objects = join(work, String(count));
    measure('manifests.ts', String(count), objects);
    const { own, same } = asked(objects, readdirSync(objects).map((file) => join(objects, file)));
    compare('each with its own rules', own, count);
    compare('six rules about pods', same, count);
  }
} finally {
  rmSync(work, { recursive: true });
}
