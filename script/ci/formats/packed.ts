/** What an npm package carries and a check reads: fetched once into the cache, by npm, which checks what comes. Nothing of it is installed, no script of it runs. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { hold } from '../check.ts';
import { cacheFolder } from '../shared.ts';

export interface Packed {
  readonly name: string;
  readonly version: string;
  /** Of the package, those that are kept. */
  readonly files: readonly string[];
}

function run(folder: string, program: string, ...args: readonly string[]): void {
  const { status, stderr, error } = spawnSync(program, args, { cwd: folder, encoding: 'utf8' });
  hold(status === 0, `${program} ${args.join(' ')} failed: ${error?.message ?? stderr}`);
}

/** The folder in which the files lie as in the package. */
export function packed({ name, version, files }: Packed): string {
  const kept = join(cacheFolder('packed'), `${name.replace('@', '').replace('/', '-')}-${version}`);
  if (files.every((file) => existsSync(join(kept, file)))) return kept;
  mkdirSync(dirname(kept), { recursive: true });
  const work = mkdtempSync(`${kept}-`);
  try {
    run(work, 'npm', 'pack', '--silent', '--pack-destination', work, `${name}@${version}`);
    const [archive = ''] = readdirSync(work);
    run(work, 'tar', '-xzf', archive, ...files.map((file) => `package/${file}`));
    const whole = join(work, 'kept');
    cpSync(join(work, 'package'), whole, { recursive: true });
    // Whoever fetched it meanwhile has the same.
    if (!existsSync(kept)) renameSync(whole, kept);
    hold(files.every((file) => existsSync(join(kept, file))), `${kept} lacks some of ${files.join(', ')}: delete it`);
    return kept;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
