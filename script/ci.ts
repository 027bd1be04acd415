/** What `.ci/run` does: every check in turn, whatever became of the ones before, and a closing line that counts them. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { checks } from './ci/checks.ts';
import { judge, type Judge } from './ci/judges.ts';

const root = resolve(import.meta.dirname, '..');
const shared = resolve(root, '..', 'shared');

let passed = 0;
let failed = 0;

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

for (const { name, command, needsShared, judges = [] } of checks) {
  if (needsShared && !existsSync(shared)) {
    console.log(`\n### ${name}: FAILED, it needs ${shared}, which is not there`);
    failed += 1;
    continue;
  }
  console.log(`\n### ${name}`);
  install(judges);
  const started = performance.now();
  const { status } = spawnSync(command[0], command.slice(1), { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, GUICHET_SHARED: shared, PATH: `${join(root, 'node_modules', '.bin')}:${process.env['PATH'] ?? ''}` } });
  const ok = status === 0;
  if (ok) passed += 1;
  else failed += 1;
  console.log(`### ${name}: ${ok ? 'passed' : 'FAILED'} in ${((performance.now() - started) / 1000).toFixed(1)} s`);
}

console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
