/** KEDA's metrics adapter, built like the judges and kept with them: they have the operator only, and an autoscaler asks the adapter. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hold } from '../check.ts';
import { judgesFolder, judgesInstaller } from '../judges.ts';

const keda = 'github.com/kedacore/keda/v2';

/** The operator's version, as the installer has it: the two speak to each other. */
function kedaVersion(): string {
  const version = existsSync(judgesInstaller) ? new RegExp(`^build keda ${keda} (v\\S+)`, 'm').exec(readFileSync(judgesInstaller, 'utf8'))?.[1] : undefined;
  hold(version !== undefined, `${judgesInstaller} does not say which KEDA it builds: set GUICHET_SHARED to the folder that holds tools/judges`);
  return version;
}

function go(args: readonly string[], folder: string): string {
  const { status, stdout, stderr, error } = spawnSync('go', args, { cwd: folder, encoding: 'utf8', env: { ...process.env, CGO_ENABLED: '0', GOFLAGS: '-buildvcs=false' }, maxBuffer: 2 ** 26 });
  hold(status === 0, `go ${args[0] ?? ''}: ${error ? `${error.message}: install Go` : stderr}`);
  return stdout;
}

/** A module with KEDA's own go.mod, since one with replacements cannot be installed by name. */
function build(version: string, target: string): void {
  const folder = mkdtempSync(join(tmpdir(), 'guichet-keda-'));
  try {
    const { GoMod }: { readonly GoMod: string } = JSON.parse(go(['mod', 'download', '-json', `${keda}@${version}`], folder));
    const lines = readFileSync(GoMod, 'utf8').replace(/^module .*$/m, 'module keda-adapter').split('\n');
    writeFileSync(join(folder, 'go.mod'), [...lines.filter((line) => !/ => \.\.?\//.test(line)), `require ${keda} ${version}`, ''].join('\n'));
    mkdirSync(judgesFolder, { recursive: true });
    // Renamed when it is whole: whoever builds at the same time never sees half a program.
    const whole = `${target}.${process.pid}`;
    go(['build', '-mod=mod', '-trimpath', '-ldflags=-s -w', '-o', whole, `${keda}/cmd/adapter`], folder);
    renameSync(whole, target);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The path of the adapter; built when it is missing (minutes, once). */
export function kedaAdapter(): string {
  const version = kedaVersion();
  const path = join(judgesFolder, `keda-adapter-${version}`);
  if (!existsSync(path)) {
    console.error(`guichet: building ${path} (once)`);
    build(version, path);
  }
  return path;
}
