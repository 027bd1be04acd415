/** Builds `gateway-render.go` into the judges' cache: once for every change of it, with the Istio that the other judges of the mesh have. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hold } from '../check.ts';
import { judgesFolder, judgesInstaller } from '../judges.ts';

const istio = 'istio.io/istio';
const source = join(import.meta.dirname, 'gateway-render.go');

/** As the judges' installer has it: what it builds, and what is judged beside it, is one version. */
function istioVersion(): string {
  hold(existsSync(judgesInstaller), `${judgesInstaller} is not there to say which Istio to build with: set GUICHET_SHARED to the folder that holds tools/judges`);
  const [, version] = /^istio=(\S+)$/m.exec(readFileSync(judgesInstaller, 'utf8')) ?? [];
  hold(version !== undefined, `${judgesInstaller} names no version of Istio`);
  return version;
}

function go(args: readonly string[], folder: string): string {
  const { status, stdout, stderr, error } = spawnSync('go', args, { cwd: folder, encoding: 'utf8', env: { ...process.env, CGO_ENABLED: '0', GOFLAGS: '-buildvcs=false' }, maxBuffer: 2 ** 26 });
  hold(status === 0, `go ${args[0]}: ${error ? `${error.message}: install Go` : stderr}`);
  return stdout;
}

/** Istio's own go.mod under another name, without the replacements by folders that are not there: the same dependencies to the digit. */
function moduleFile(version: string, folder: string): string {
  const { GoMod: path }: { readonly GoMod: string } = JSON.parse(go(['mod', 'download', '-json', `${istio}@${version}`], folder));
  const lines = readFileSync(path, 'utf8').replace(/^module .*$/m, 'module gateway-render').split('\n');
  return [...lines.filter((line) => !/ => \.\.?\//.test(line)), `require ${istio} ${version}`, ''].join('\n');
}

function build(version: string, target: string): void {
  const folder = mkdtempSync(join(tmpdir(), 'guichet-render-'));
  try {
    writeFileSync(join(folder, 'go.mod'), moduleFile(version, folder));
    copyFileSync(source, join(folder, 'main.go'));
    go(['build', '-mod=mod', '-trimpath', '-ldflags=-s -w', '-o', 'main', '.'], folder);
    mkdirSync(judgesFolder, { recursive: true });
    // Copied beside its place, then renamed: whoever builds at the same time never sees half a program.
    const whole = `${target}.${process.pid}`;
    copyFileSync(join(folder, 'main'), whole);
    renameSync(whole, target);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The path of the program; minutes when Istio has never been compiled here, nothing when it was built before. */
export function gatewayRenderer(): string {
  const version = istioVersion();
  const key = createHash('sha256').update(readFileSync(source)).update(version).digest('hex').slice(0, 12);
  const path = join(judgesFolder, `gateway-render-${key}`);
  if (!existsSync(path)) {
    console.error(`guichet: building ${path} (once)`);
    build(version, path);
  }
  return path;
}
