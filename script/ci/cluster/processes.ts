/** Programs that run beside a check: their output in a file, stopped through their own handle. */
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { once } from 'node:events';

export interface Program {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** The file of its output. */
  readonly log: string;
}

/** A program that runs. */
export interface Running extends AsyncDisposable {
  /** Its last lines when it has ended by itself, which none of ours should. */
  readonly ended: () => string | undefined;
  readonly output: () => string;
}

export function start({ name, command, args, env = {}, log }: Program): Running {
  const file = openSync(log, 'a');
  const child = spawn(command, args, { stdio: ['ignore', file, file], env: { ...process.env, ...env } });
  closeSync(file);
  const over = (): boolean => child.exitCode !== null || child.signalCode !== null;
  const output = (): string => readFileSync(log, 'utf8');
  return {
    output,
    ended: () => (over() ? `${name} ended with ${child.exitCode ?? child.signalCode}:\n${output().trimEnd().split('\n').slice(-15).join('\n')}` : undefined),
    async [Symbol.asyncDispose]() {
      if (over()) return;
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      const killed = setTimeout(() => child.kill('SIGKILL'), 5_000);
      await gone;
      clearTimeout(killed);
    },
  };
}
