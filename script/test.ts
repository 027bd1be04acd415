/** `npm test`: the type check, which holds the negative cases too, then every test. Further arguments go to Jest. */
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { jest } from './jest.ts';

const root = resolve(import.meta.dirname, '..');

function run(name: string, args: readonly string[]): boolean {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) console.error(`guichet: ${name} failed`);
  return status === 0;
}

const typed = run('the type check', ['node_modules/typescript/bin/tsc', '-p', '.']);
// What a failed test has left open must not keep the run from ending: a failure is to be told, not waited for.
const tested = run('the tests', jest('--forceExit', ...process.argv.slice(2)));
process.exitCode = typed && tested ? 0 : 1;
