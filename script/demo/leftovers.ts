/** What a start that was killed has left running is ended before the next one, and two starts never share a folder. */
import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface Noted {
  readonly pid: number;
  /** What it was started as: another program may have its number by now. */
  readonly command: string;
}

const fileOf = (folder: string): string => join(folder, 'processes');

const commandOf = (pid: number): string => spawnSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' }).stdout?.trim() ?? '';

/** Notes a process before anything else is started. */
export const note = (folder: string, pid: number): void => appendFileSync(fileOf(folder), `${pid} ${commandOf(pid)}\n`);

const noted = (folder: string): Noted[] =>
  existsSync(fileOf(folder)) ? readFileSync(fileOf(folder), 'utf8').split('\n').flatMap((line) => { const [, pid, command] = /^(\d+) (.+)$/.exec(line) ?? []; return pid !== undefined && command !== undefined ? [{ pid: Number(pid), command }] : []; }) : [];

const runs = ({ pid, command }: Noted): boolean => commandOf(pid) === command;

/** Throws when somebody else uses the folder now. Ends what a killed one left, and returns how many those were. */
export function takeOver(folder: string): number {
  const [owner, ...programs] = noted(folder);
  if (owner && runs(owner) && owner.pid !== process.pid) throw new Error(`${folder} is in use by the process ${owner.pid}: end it first`);
  const left = programs.filter(runs);
  for (const { pid } of left) process.kill(pid, 'SIGKILL');
  writeFileSync(fileOf(folder), '', { mode: 0o600 });
  note(folder, process.pid);
  return left.length;
}

export const leave = (folder: string): void => rmSync(fileOf(folder), { force: true });
