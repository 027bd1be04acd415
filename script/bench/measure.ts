/** One measurement in a process of its own, so that what a run leaves in memory bears on no other. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** What a whole process took. */
export interface Usage {
  /** CPU time, user and system, in milliseconds: it does not grow when others use the machine. */
  readonly cpu: number;
  /** Peak resident memory, in MiB. */
  readonly memory: number;
  /** From start to end, in milliseconds. */
  readonly wall: number;
}

/** What a child process reports of itself as its last line of output, and what the parent saw of it. */
export interface Measurement extends Usage {
  readonly objects: number;
  /** The part that is measured inside the process, in milliseconds of CPU time. */
  readonly inside: number;
  /** The same part by the clock, in milliseconds. */
  readonly insideWall: number;
}

/** CPU time that this process has used, in milliseconds. */
export const cpuTime = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** Called at the end of a child: the line that {@link measure} reads. */
export const report = (objects: number, inside = 0, insideWall = 0): void => console.log(JSON.stringify({ objects, inside, insideWall, cpu: cpuTime(), memory: process.resourceUsage().maxRSS / 1024 }));

/** Runs a program of this folder and reads what it reports. */
export function measure(program: string, ...args: readonly string[]): Measurement {
  const started = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(import.meta.dirname, program), ...args], { encoding: 'utf8' });
  const wall = performance.now() - started;
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status}\n${stderr}`);
  return { ...JSON.parse(stdout.trim().split('\n').at(-1) ?? ''), wall };
}

/** Runs a program that knows nothing of being measured, and which may end with findings. */
export function measureProgram(program: string, ...args: readonly string[]): Usage & { readonly printed: string } {
  const started = performance.now();
  const { status, stdout, stderr, output } = spawnSync(process.execPath, ['--import', join(import.meta.dirname, 'usage.mjs'), program, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe', 'pipe'], maxBuffer: 1 << 30 });
  const wall = performance.now() - started;
  if (status !== 0 && status !== 1) throw new Error(`${program} ${args.join(' ')} ended with ${status}\n${stderr}`);
  return { ...JSON.parse(output[3] ?? ''), wall, printed: stdout };
}

/** The measurement with the least CPU time of several: what disturbs a run only ever adds. */
export const best = <T extends Usage>(times: number, run: () => T): T => Array.from({ length: times }, run).reduce((a, b) => (b.cpu < a.cpu ? b : a));
