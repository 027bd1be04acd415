/** Opens the whole counter on this machine: database, OpenID provider, outside world, every service of the plan as its own process. */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { LocalProcess } from '../../constructs/local.ts';
import { leave, note, takeOver } from './leftovers.ts';
import type { Merchant } from './listeners.ts';
import { askEvents, type Begin, type Outside } from './parts.ts';
import type { Ports } from './ports.ts';
import { start, type Running } from './processes.ts';
import { openPrograms } from './programs.ts';
import { openSurroundings } from './surroundings.ts';
import type { DemoUser } from './users.ts';

export interface CounterProps {
  /** Of everything that is written. */
  readonly folder: string;
  /** @default 'declared' */
  readonly ports?: Ports;
  /** Only these, and nothing in the place of the others. @default - all */
  readonly only?: readonly string[];
  /** Told of what happens. */
  readonly say: (line: string) => void;
  /** Variables of single services beside those of the plan. */
  readonly tuned?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** The outside world's dice. @default 1 */
  readonly seed?: number;
}

export interface Counter {
  readonly folder: string;
  readonly services: Readonly<Record<string, LocalProcess>>;
  readonly processes: () => readonly Running[];
  /** By name of the service: what is not started, and why. */
  readonly leftOut: Readonly<Record<string, string>>;
  readonly users: readonly DemoUser[];
  readonly issuer: string;
  readonly sandbox: Outside;
  readonly merchant: Merchant;
  readonly postgres: { readonly port: number };
  /** Reads the database in which programs leave events for one another. */
  readonly events: (sql: string, values: readonly unknown[]) => Promise<{ readonly rows: readonly unknown[] }>;
  /** Runs a command of a service to its end, with the variables of its program. */
  readonly command: (service: string, file: string, args: readonly string[]) => Promise<void>;
  /** Ends everything, the last one first. */
  readonly stop: () => Promise<void>;
}

/** Of no use to anybody once it is closed. */
const passing = ['mounts', 'users.json', 'addresses.json'] as const;

const forget = (folder: string, names: readonly string[]): void => names.forEach((name) => rmSync(join(folder, name), { recursive: true, force: true }));

/** Empties the folder of what an earlier start has left, its processes included. */
function prepare(folder: string, say: CounterProps['say']): void {
  // Others may pass, since PostgreSQL refuses to be root and becomes somebody else; they see nothing.
  mkdirSync(folder, { recursive: true, mode: 0o711 });
  const left = takeOver(folder);
  if (left > 0) say(`ended ${left} processes that an earlier start had left`);
  forget(folder, ['logs', 'traces.jsonl', ...passing]);
  for (const own of ['logs', 'mounts']) mkdirSync(join(folder, own), { mode: 0o700 });
}

const beginIn = (folder: string): Begin => (program) => {
  const running = start({ ...program, log: join(folder, 'logs', `${program.name}.log`) });
  note(folder, running.pid);
  return running;
};

async function open({ folder, ports = 'declared', only, say, tuned = {}, seed = 1 }: CounterProps, opened: AsyncDisposableStack): Promise<Counter> {
  const begin = beginIn(folder);
  const surroundings = await openSurroundings({ folder, ports, seed, begin, opened });
  const { processes, users, issuer, sandbox, merchant, postgres } = surroundings;
  const { started, kept, leftOut, command } = await openPrograms({ folder, surroundings, only, tuned, say, begin, opened });
  let stopping: Promise<void> | undefined;
  return {
    folder,
    services: Object.fromEntries(started.map((one) => [one.name, one])),
    processes: () => kept.map(({ now }) => now()),
    leftOut,
    users,
    issuer,
    sandbox,
    merchant,
    postgres,
    events: (sql, values) => askEvents(processes, sql, values),
    command,
    stop: () => (stopping ??= opened.disposeAsync()),
  };
}

export async function openCounter(props: CounterProps): Promise<Counter> {
  const { folder, say } = props;
  prepare(folder, say);
  const opened = new AsyncDisposableStack();
  opened.defer(() => {
    forget(folder, passing);
    leave(folder);
  });
  try {
    return await open(props, opened);
  } catch (error) {
    await opened.disposeAsync();
    throw error;
  }
}
