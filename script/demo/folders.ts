/** Where PostgreSQL may keep its data: it refuses to be root, and whoever it becomes must be able to reach the folder. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const othersMayPass = (folder: string): boolean => (statSync(folder).mode & 0o001) !== 0 && (dirname(folder) === folder || othersMayPass(dirname(folder)));

/** Below `folder`, unless root keeps others out of a folder above it: then a temporary one. Removed with all that is in it. */
export function folderForPostgres(folder: string): { readonly path: string; readonly remove: () => void } {
  const own = join(folder, 'postgres');
  rmSync(own, { recursive: true, force: true });
  mkdirSync(own, { mode: 0o711 });
  const path = process.getuid?.() !== 0 || othersMayPass(own) ? own : mkdtempSync(join(tmpdir(), 'guichet-demo-'));
  if (path !== own) {
    rmSync(own, { recursive: true, force: true });
    chmodSync(path, 0o711);
  }
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
