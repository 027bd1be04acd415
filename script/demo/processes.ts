/** Programs as processes of this machine: each with a log of its own, stopped by its own handle, told of when it ends by itself. */
import { spawn } from 'node:child_process';
import { appendFileSync, closeSync, openSync, readFileSync } from 'node:fs';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export interface Program {
  readonly name: string;
  readonly args: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
  /** The file of what it says. */
  readonly log: string;
  /** @default - a signal; `stdin`: it ends when its input does, also when whoever started it is killed */
  readonly stopBy?: 'signal' | 'stdin';
  /** Whether its first line of output is an answer to whoever started it. @default false */
  readonly answers?: boolean;
}

export interface Running {
  readonly name: string;
  readonly pid: number;
  /** The first line of its output, where it answers; rejects with its last lines when it ended before. */
  readonly answer: Promise<string>;
  /** Resolves when it has ended, whoever ended it, with what it was ended by. */
  readonly ended: Promise<string>;
  readonly over: () => boolean;
  readonly lastLines: () => string;
  /** Asks it to end, insists after ten seconds, and waits until it has. */
  readonly stop: () => Promise<void>;
  /** As a machine that loses power. */
  readonly kill: () => Promise<void>;
}

/** A process group of its own: Ctrl-C reaches whoever started it, which ends everything in its order. */
export function start({ name, args, variables, log, stopBy = 'signal', answers = false }: Program): Running {
  const file = openSync(log, 'a', 0o600);
  const child = spawn(process.execPath, args, { detached: true, stdio: [stopBy === 'stdin' ? 'pipe' : 'ignore', answers ? 'pipe' : file, file], env: { PATH: process.env['PATH'], TMPDIR: process.env['TMPDIR'], ...variables } });
  closeSync(file);
  const lastLines = (): string => readFileSync(log, 'utf8').trimEnd().split('\n').slice(-12).join('\n');
  const over = (): boolean => child.exitCode !== null || child.signalCode !== null;
  const ended = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ?? `exit ${code}`));
    child.once('error', (error) => resolve(error.message));
  });
  const answer = (async (): Promise<string> => {
    if (!child.stdout) return '';
    const lines = createInterface(child.stdout);
    lines.on('line', (line) => appendFileSync(log, `${line}\n`));
    const first = await Promise.race([once(lines, 'line'), ended]);
    if (typeof first === 'string') throw new Error(`${name} ended (${first}) before it was ready:\n${lastLines()}`);
    return String(first[0]);
  })();
  answer.catch(() => {});
  const stop = async (): Promise<void> => {
    if (over()) return;
    if (stopBy === 'stdin') child.stdin?.end();
    else child.kill('SIGTERM');
    const insisting = setTimeout(() => child.kill('SIGKILL'), 10_000);
    await ended;
    clearTimeout(insisting);
  };
  const kill = async (): Promise<void> => {
    if (over()) return;
    child.kill('SIGKILL');
    await ended;
  };
  return { name, pid: child.pid ?? -1, answer, ended, over, lastLines, stop, kill };
}
