/** What `.ci/run` does: every check in turn, whatever became of the ones before, and a closing line that counts them. Names as arguments choose some. */
import { spawn, type StdioOptions } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { checks, type Check } from './ci/checks.ts';
import { judge, type Judge } from './ci/judges.ts';

const root = resolve(import.meta.dirname, '..');
const shared = resolve(root, '..', 'shared');

/** Installs what is missing; what cannot be had fails the check that asks for it, in its own words. */
function install(names: readonly Judge[]): void {
  for (const one of names) {
    try {
      judge(one);
    } catch (error) {
      console.error(error instanceof Error ? error.message : error);
    }
  }
}

/** Ends with whether it has passed. What it says is shown as it comes, or whole at its end where another one speaks at the same time. */
async function run({ name, command: [file, ...args], needsShared }: Check, alone: boolean): Promise<boolean> {
  if (needsShared && !existsSync(shared)) {
    console.log(`\n### ${name}: FAILED, it needs ${shared}, which is not there`);
    return false;
  }
  if (alone) console.log(`\n### ${name}`);
  const started = performance.now();
  const stdio: StdioOptions = alone ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'];
  const child = spawn(file, args, { cwd: root, stdio, env: { ...process.env, GUICHET_SHARED: shared, PATH: `${join(root, 'node_modules', '.bin')}:${process.env['PATH'] ?? ''}` } });
  const said = Promise.all([child.stdout, child.stderr].map((stream) => (stream ? text(stream) : '')));
  const status = await new Promise<number | null>((ended) => child.once('error', () => ended(null)).once('close', ended));
  const ok = status === 0;
  const verdict = `### ${name}: ${ok ? 'passed' : 'FAILED'} in ${((performance.now() - started) / 1000).toFixed(1)} s`;
  console.log(alone ? verdict : `\n### ${name}\n${(await said).join('')}${verdict}`);
  return ok;
}

const wanted = process.argv.slice(2);
const known = checks.flat().map(({ name }) => name);
const unknown = wanted.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`there is no check called ${unknown.join(', ')}: there are ${known.join(', ')}`);
  process.exit(2);
}

const verdicts: boolean[] = [];
for (const step of checks) {
  const group = [step].flat().filter(({ name }) => wanted.length === 0 || wanted.includes(name));
  install(group.flatMap(({ judges = [] }) => judges));
  verdicts.push(...(await Promise.all(group.map((one) => run(one, group.length === 1)))));
}

const passed = verdicts.filter((ok) => ok).length;
console.log(`\n${passed} passed, ${verdicts.length - passed} failed`);
process.exitCode = passed === verdicts.length ? 0 : 1;
