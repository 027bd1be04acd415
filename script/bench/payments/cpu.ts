/** CPU time of processes, as Linux tells it. */
import { readdirSync, readFileSync } from 'node:fs';

/** Of /proc, on every Linux that Node.js runs on. */
const ticksPerSecond = 100;

/** After the name, in brackets, which may hold anything: proc(5) counts them from 3. */
const fieldsOf = (pid: string | number): string[] => readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ');
const field = (fields: readonly string[], number: number): number => Number(fields[number - 3]);

/** Ticks of a process and of its children, those that have ended included: PostgreSQL is one process for each connection. */
function ticks(pid: number): number {
  const own = fieldsOf(pid);
  const running = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((name) => childTicks(name, pid));
  return [14, 15, 16, 17].reduce((sum, number) => sum + field(own, number), 0) + running.reduce((sum, one) => sum + one, 0);
}

function childTicks(name: string, parent: number): number[] {
  try {
    const fields = fieldsOf(name);
    return field(fields, 4) === parent ? [field(fields, 14) + field(fields, 15)] : [];
  } catch {
    // It has ended meanwhile.
    return [];
  }
}

/** NaN where there is no /proc. */
function seconds(pid: number): number {
  try {
    return ticks(pid) / ticksPerSecond;
  } catch {
    return Number.NaN;
  }
}

/** Ticks that all cores have spent on anything: user, nice, system, irq, softirq, and steal, which another machine has had of them (proc(5)). */
function machineTicks(): number {
  const [, user, nice, system, , , irq, softirq, steal] = readFileSync('/proc/stat', 'utf8').split(/\s+/, 9).map(Number);
  return [user, nice, system, irq, softirq, steal].reduce<number>((sum, ticks = 0) => sum + ticks, 0);
}

/** Seconds that all cores have spent on anything; NaN where there is no /proc. */
export function machineSeconds(): number {
  try {
    return machineTicks() / ticksPerSecond;
  } catch {
    return Number.NaN;
  }
}

/** The process that has started this one; -1 where that cannot be told. */
export function parentOf(pid: number): number {
  try {
    return field(fieldsOf(pid), 4);
  } catch {
    return -1;
  }
}

/** Returns what tells the seconds of CPU time, user and system, that the processes of each name have spent since. */
export function cpuOf(pids: Readonly<Record<string, readonly number[]>>): () => Readonly<Record<string, number>> {
  const all = (): Record<string, number> => Object.fromEntries(Object.entries(pids).map(([name, own]) => [name, own.reduce((sum, pid) => sum + seconds(pid), 0)]));
  const before = all();
  return () => Object.fromEntries(Object.entries(all()).map(([name, spent]) => [name, spent - (before[name] ?? 0)]));
}
