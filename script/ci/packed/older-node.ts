/** An older Node.js than the one that the lock file pins, from the registry of packages, as npm is told of one on this machine. */
import { existsSync, globSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { judgesFolder } from '../judges.ts';
import { run } from '../run.ts';

/** The path of Node.js of a major version, which is fetched when it is missing (seconds, once). */
export function olderNode(major: number): string {
  const kept = join(judgesFolder, `.node-${major}`);
  const path = join(kept, 'bin', 'node');
  if (existsSync(path)) return path;
  console.error(`guichet: unpacking Node.js ${major} into ${judgesFolder} (once)`);
  mkdirSync(judgesFolder, { recursive: true });
  const folder = mkdtempSync(join(judgesFolder, '.node-'));
  try {
    run('npm', ['pack', '--silent', `node-${process.platform}-${process.arch}@${major}`], { cwd: folder });
    const [archive] = globSync('*.tgz', { cwd: folder });
    if (archive === undefined) throw new Error(`npm brought no package of Node.js ${major} for ${process.platform} on ${process.arch}`);
    run('tar', ['xzf', archive], { cwd: folder });
    rmSync(kept, { recursive: true, force: true });
    renameSync(join(folder, 'package'), kept);
    return path;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
