/** The strict schema check: every object of every environment against the published definitions, unknown fields refused. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { check, hold, say } from './check.ts';
import { cacheFolder, shared } from './shared.ts';
import { foldersOf } from './cluster/written.ts';

/** A copy of the validator with its packages installed: its own folder is read only. One copy for each lock file. */
function validator(): string {
  const source = join(shared, 'tools', 'validate-manifests');
  const lock = createHash('sha256').update(readFileSync(join(source, 'package-lock.json'))).update(readFileSync(join(source, 'validate.mjs')));
  const folder = join(cacheFolder('validate-manifests'), lock.digest('hex').slice(0, 16));
  const program = join(folder, 'validate.mjs');
  if (existsSync(program)) return program;
  const made = `${folder}.${process.pid}`;
  mkdirSync(made, { recursive: true });
  for (const file of ['package.json', 'package-lock.json', 'validate.mjs']) cpSync(join(source, file), join(made, file));
  const { status, stderr } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: made, encoding: 'utf8' });
  hold(status === 0, `npm ci of the validator failed: ${stderr}`);
  rmSync(folder, { recursive: true, force: true });
  renameSync(made, folder);
  return program;
}

/** The declared graph lies beside the stacks: nothing applies it, so nobody defines its kind. */
const stacksIn = (folder: string): string[] => readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name));

/** Splits the validator's output: faults, a kind that has no definition among them, and warnings. */
function read(output: string): { readonly faults: readonly string[]; readonly warnings: readonly string[] } {
  const lines = output.split('\n');
  const faults = lines.flatMap((line, index) => (line.startsWith('     ') ? [`${lastFailure(lines, index)}: ${line.trim()}`] : []));
  return { faults, warnings: lines.filter((line) => line.startsWith('warn ')) };
}

const lastFailure = (lines: readonly string[], index: number): string => lines.slice(0, index).findLast((line) => line.startsWith('FAIL '))?.slice(5) ?? '';

await check(async () => {
  const schemas = join(shared, 'schemas');
  const { status, stdout, stderr } = spawnSync(process.execPath, [
    validator(), '--quiet',
    '--crds', join(schemas, 'crds'),
    '--k8s', join(schemas, 'openapi', 'kubernetes-1.33.swagger.json'),
    '--openshift', join(schemas, 'openapi', 'openshift-api-4.20.openapi.json'),
    ...foldersOf().flatMap(({ folder }) => stacksIn(folder)),
  ], { encoding: 'utf8', maxBuffer: 2 ** 28 });
  const { faults, warnings } = read(stdout);
  for (const line of [...faults, ...warnings]) say(line);
  const summary = stdout.trimEnd().split('\n').at(-1) ?? '';
  hold(/\d+ documents/.test(summary), `the validator did not finish: ${stderr}`);
  say(summary);
  say('CEL rules are left to the API server: see the check "cluster dry run"');
  hold(faults.length === 0 && warnings.length === 0, `${faults.length} faults and ${warnings.length} warnings, see above`);
  hold(status === 0, `the validator ended with ${status ?? 'a signal'}: ${stderr}`);
});
