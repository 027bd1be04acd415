/**
 * PgBouncer as CloudNativePG brings it, for this machine: the package of a Debian that has one, with its libraries and their loader, unpacked into the
 * judges' cache. Nothing is installed, and the mirror is the one that apt is told of on this machine.
 */
import { chmodSync, existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { judgesFolder } from '../judges.ts';
import { run } from '../run.ts';

/** The first release of Debian whose PgBouncer knows prepared statements in transaction mode (1.21), and more than any bookworm has. */
const release = 'trixie';

/** PgBouncer, and what its executable loads. */
const packages = ['pgbouncer', 'libc6', 'libcares2', 'libevent-2.1-7t64', 'libpam0g', 'libssl3t64', 'libsystemd0', 'libaudit1', 'libcap-ng0', 'libcap2', 'libzstd1', 'zlib1g'];

/** The machine's own sources of Debian, for another release. What is no part of Debian, such as a vendor's list, names no suite of its own name. */
function sourcesOf(codename: string): ReadonlyMap<string, string> {
  const suites = new RegExp(`(?<=\\s)${codename}(?=(-updates|-security)?\\s)`, 'g');
  const texts = globSync('/etc/apt/{sources.list,sources.list.d/*.{list,sources}}').map((path) => [basename(path), readFileSync(path, 'utf8')] as const);
  return new Map(texts.filter(([, text]) => text.search(suites) >= 0).map(([name, text]) => [name, text.replace(suites, release)]));
}

/** What apt reads in place of its own: nothing of this machine's packages, and nothing is written but below `folder`. */
function aptIn(folder: string): string {
  const codename = run('sh', ['-c', '. /etc/os-release && echo "$VERSION_CODENAME"']).trim();
  const sources = sourcesOf(codename);
  if (sources.size === 0) throw new Error(`apt names no mirror of Debian ${codename} in /etc/apt, from which its ${release} could be had: put PgBouncer 1.21 or later as pgbouncer into ${judgesFolder}`);
  for (const name of ['sources', 'lists/partial', 'cache/archives/partial']) mkdirSync(join(folder, name), { recursive: true });
  for (const [name, text] of sources) writeFileSync(join(folder, 'sources', name), text);
  writeFileSync(join(folder, 'status'), '');
  const settings = { 'Dir::Etc::sourcelist': '/dev/null', 'Dir::Etc::sourceparts': join(folder, 'sources'), 'Dir::State::lists': join(folder, 'lists'), 'Dir::State::status': join(folder, 'status'), 'Dir::Cache': join(folder, 'cache'), 'APT::Sandbox::User': 'root' };
  const path = join(folder, 'apt.conf');
  writeFileSync(path, Object.entries(settings).map(([name, value]) => `${name} "${value}";\n`).join(''));
  return path;
}

/** By its own loader: this machine's C library may be older. */
function launcher(unpacked: string): string {
  const [loader] = globSync(join(unpacked, 'usr/lib/*/ld-linux*.so.*'));
  if (loader === undefined) throw new Error(`libc6 of ${release} brought no loader into ${unpacked}`);
  return `#!/bin/sh\nexec '${loader}' --library-path '${join(loader, '..')}' '${join(unpacked, 'usr/sbin/pgbouncer')}' "$@"\n`;
}

/** The path of PgBouncer, which is fetched when it is missing (seconds, once). */
export function pgbouncer(): string {
  const path = join(judgesFolder, 'pgbouncer');
  if (existsSync(path)) return path;
  console.error(`guichet: unpacking pgbouncer into ${judgesFolder} (once)`);
  mkdirSync(judgesFolder, { recursive: true });
  const folder = mkdtempSync(join(judgesFolder, '.pgbouncer-'));
  const [unpacked, kept] = [join(folder, 'unpacked'), join(judgesFolder, '.pgbouncer')];
  try {
    const env = { ...process.env, APT_CONFIG: aptIn(folder) };
    run('apt-get', ['update', '-qq'], { env });
    run('apt-get', ['download', '-qq', ...packages], { env, cwd: folder });
    for (const archive of globSync(join(folder, '*.deb'))) run('dpkg-deb', ['-x', archive, unpacked]);
    rmSync(kept, { recursive: true, force: true });
    renameSync(unpacked, kept);
    writeFileSync(path, launcher(kept));
    chmodSync(path, 0o755);
    run(path, ['--version']);
    return path;
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
