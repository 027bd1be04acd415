#!/usr/bin/env node
// Runs a program of this repository on the Node.js that the lock file pins, after installing what the lock file names if that
// was not done yet. Plain JavaScript for Node.js 20, since it runs before anything is installed.
//   node script/run.mjs FILE [ARG...]
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const pinned = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
const stamp = join(root, 'node_modules', '.guichet-installed');

/** Changes when the lock file does, so that a pull that moves a dependency installs it. */
function wanted() {
  return createHash('sha256').update(readFileSync(join(root, 'package-lock.json'))).digest('hex');
}

function install() {
  const found = existsSync(stamp) ? readFileSync(stamp, 'utf8') : '';
  if (found === wanted() && existsSync(pinned)) return;
  console.error('guichet: installing what package-lock.json names (once)');
  // Errors only: some packages ask for the newer Node.js that the lock file itself pins, and warn about the host's.
  const npm = process.env['npm_execpath'];
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const [command, prefix] = npm && existsSync(npm) ? [process.execPath, [npm]] : ['npm', []];
  const { status, error } = spawnSync(command, [...prefix, ...args], { cwd: root, stdio: ['ignore', 2, 2] });
  if (error || status !== 0) {
    console.error(`guichet: npm ci failed (${error ? error.message : `exit ${status}`}): see its messages above; nothing was run`);
    process.exit(1);
  }
  if (!existsSync(pinned)) {
    console.error(`guichet: npm ci did not install ${pinned}: the package "node" needs its install script, which package.json approves under "allowScripts"; is --ignore-scripts set?`);
    process.exit(1);
  }
  writeFileSync(stamp, wanted());
}

const [file, ...args] = process.argv.slice(2);
if (file === undefined) {
  console.error('usage: node script/run.mjs FILE [ARG...]');
  process.exit(2);
}
install();
const path = `${join(root, 'node_modules', '.bin')}${process.platform === 'win32' ? ';' : ':'}${process.env['PATH'] ?? ''}`;
const child = spawn(pinned, [join(root, file), ...args], { stdio: 'inherit', env: { ...process.env, PATH: path } });
// Whoever is asked to end here is the program: it ends in its own order, and this waits for it. A terminal's Ctrl-C reaches both.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.once('error', (error) => {
  console.error(`guichet: ${pinned}: ${error.message}`);
  process.exit(1);
});
child.once('exit', (status, signal) => process.exit(signal ? 128 + (constants.signals[signal] ?? 0) : (status ?? 1)));
