/**
 * `node script/run.mjs script/bench-checkers.ts FOLDER`: rules times objects a second of `guichet-policies check` and of the known checkers that are
 * installed in a folder (`../shared/tools/judges/install.sh FOLDER kube-score` makes one), on the same 1,000 and 10,000 objects,
 * in turn, each the least of three.
 * CPU time of the whole process, since the clock grows with whatever else the machine does. Every rule counts for every object, of every checker.
 * Checkers without rules of their own (conftest, kyverno) are not compared: their figure would be that of the rules that we would write for them.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rules } from '../policies/rules/index.ts';
import { measure } from './bench/measure.ts';

const counts = [1_000, 10_000];
const root = join(import.meta.dirname, '..');
const installed = process.argv[2];
if (installed === undefined) throw new Error('name the folder in which the checkers are: node script/run.mjs script/bench-checkers.ts FOLDER');

interface Checker {
  readonly name: string;
  readonly rules: number;
  readonly command: readonly string[];
}

/** What a checker lists, less what it runs only when asked to. */
function kubeScoreRules(path: string): number {
  const { stdout } = spawnSync(path, ['list'], { encoding: 'utf8' });
  return stdout.split('\n').filter((line) => line.endsWith(',default')).length;
}

function* checkers(folder: string, files: readonly string[]): Generator<Checker> {
  yield { name: 'guichet-policies', rules: rules.length, command: [process.execPath, join(root, 'policies/cli/main.ts'), 'check', folder, '--output', 'json'] };
  const kubeScore = join(installed ?? '', 'kube-score');
  if (existsSync(kubeScore)) yield { name: 'kube-score', rules: kubeScoreRules(kubeScore), command: [kubeScore, 'score', '--output-format', 'json', ...files] };
}

/** Seconds of CPU, user and system, as the shell's `times` tells them of its children. */
function cpuOf(command: readonly string[]): number {
  const { stdout } = spawnSync('sh', ['-c', '"$@" >/dev/null 2>&1; code=$?; times; echo "$code"', 'sh', ...command], { encoding: 'utf8' });
  const lines = stdout.trim().split('\n');
  // Findings are 1 to both; anything else is a run that did not judge.
  if (!['0', '1'].includes(lines.at(-1) ?? '')) throw new Error(`${command.slice(0, 3).join(' ')} ended with ${lines.at(-1) ?? 'nothing'}: run it by hand`);
  return [...(lines[1] ?? '').matchAll(/(\d+)m([\d.]+)s/g)].reduce((total, [, minutes, seconds]) => total + Number(minutes) * 60 + Number(seconds), 0);
}

function compare(count: number, folder: string): void {
  measure('manifests.ts', String(count), folder);
  const files = readdirSync(folder).map((file) => join(folder, file));
  for (const { name, rules: number, command } of checkers(folder, files)) {
    const cpu = Math.min(...[1, 2, 3].map(() => cpuOf(command)));
    console.log(`${name.padEnd(18)} ${number} rules, ${count} objects, ${cpu.toFixed(2)} s of CPU: ${Math.round((number * count) / cpu).toLocaleString('en')} rules times objects a second`);
  }
}

const folder = mkdtempSync(join(tmpdir(), 'guichet-checkers-'));
try {
  for (const count of counts) compare(count, join(folder, String(count)));
} finally {
  rmSync(folder, { recursive: true });
}
