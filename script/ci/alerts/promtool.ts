/** Prometheus' own tool, which evaluates rules as Prometheus does. */
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { judge } from '../judges.ts';

export interface Verdict {
  readonly passed: boolean;
  readonly output: string;
}

/** Runs promtool; `signal` ends it. A tool that cannot be run is an error, never a verdict. */
export type Promtool = (...args: readonly string[]) => Promise<Verdict>;

export function promtool(signal: AbortSignal): Promtool {
  const path = judge('promtool');
  return (...args) =>
    new Promise((resolve, reject) => {
      const child = spawn(path, args, { stdio: ['ignore', 'pipe', 'pipe'], signal });
      const output: string[] = [];
      for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => output.push(text));
      child.once('error', reject);
      child.once('close', (code) => resolve({ passed: code === 0, output: output.join('') }));
    });
}

/** Does something for every item, as many at once as there are processors; gives the results in the order of the items. */
export async function each<T, R>(items: readonly T[], act: (item: T) => Promise<R>): Promise<R[]> {
  const results = new Map<number, R>();
  const waiting = items.entries();
  await Promise.all(Array.from({ length: availableParallelism() }, async () => {
    for (const [index, item] of waiting) results.set(index, await act(item));
  }));
  return [...results].sort(([a], [b]) => a - b).map(([, result]) => result);
}
