/** The published schema of SARIF 2.1.0 (OASIS), which one npm package carries among 95 MB: the schema alone is kept, in the cache. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hold } from '../check.ts';
import { cacheFolder } from '../shared.ts';

/** MIT, by the authors of the format. */
const from = { name: '@microsoft/sarif-multitool-linux', version: '5.7.0', file: 'sarif-2.1.0.json' } as const;

function run(folder: string, program: string, ...args: readonly string[]): void {
  const { status, stderr, error } = spawnSync(program, args, { cwd: folder, encoding: 'utf8' });
  hold(status === 0, `${program} ${args.join(' ')} failed: ${error?.message ?? stderr}`);
}

/** Its path. Fetched where it is missing, by npm, which checks what comes. */
export function sarifSchema(): string {
  const folder = cacheFolder('sarif-schema');
  const file = join(folder, `${from.version}.json`);
  if (existsSync(file)) return file;
  const work = mkdtempSync(join(tmpdir(), 'guichet-sarif-'));
  try {
    run(work, 'npm', 'pack', '--silent', '--pack-destination', work, `${from.name}@${from.version}`);
    run(work, 'tar', '-xzf', `${from.name.replace('@', '').replace('/', '-')}-${from.version}.tgz`, `package/${from.file}`);
    mkdirSync(folder, { recursive: true });
    copyFileSync(join(work, 'package', from.file), `${file}.${process.pid}`);
    renameSync(`${file}.${process.pid}`, file);
    return file;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
