/** Opens the whole counter on this machine: database, OpenID provider, outside world, every service of the plan as its own process. */
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { renderLocal, type LocalProcess } from '../../constructs/local.ts';
import { plan, type PlannedService } from '../../constructs/plan.ts';
import type { Machine } from '../../constructs/settings/machine.ts';
import { local } from '../../environments/local.ts';
import { services } from '../../services/registry.ts';
import { plays } from '../../services/sandbox/plays.ts';
import { leave, note, takeOver } from './leftovers.ts';
import { merchant, traceCollector, type Merchant } from './listeners.ts';
import { askEvents, openIdentity, openPostgres, openSandbox, root, type Begin, type Outside } from './parts.ts';
import { allot, type Ports } from './ports.ts';
import { start, type Running } from './processes.ts';
import { keepRunning, ready, type Kept } from './running.ts';
import { missingKeys, newSecrets, writeSecret, writeSecrets, type Secrets } from './secrets.ts';
import { newUsers, type DemoUser } from './users.ts';

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

/** Where nobody listens: the discard port. */
const nobody = 'http://127.0.0.1:9';

function leftOutOf(one: LocalProcess, service: PlannedService, secrets: Secrets, outside: Readonly<Record<string, string>>): string | undefined {
  const unplayed = service.outside.filter(({ name }) => outside[name] === undefined).map(({ name }) => name);
  const missing = missingKeys(one.secrets, secrets);
  if (!existsSync(join(root, one.program))) return `${one.program} is not there`;
  if (unplayed.length > 0) return `nobody plays ${unplayed.join(', ')}`;
  return missing.length > 0 ? `nobody has made ${missing.join(', ')}` : undefined;
}

/** Of no use to anybody once it is closed. */
const passing = ['mounts', 'users.json', 'addresses.json'] as const;

const forget = (folder: string, names: readonly string[]): void => names.forEach((name) => rmSync(join(folder, name), { recursive: true, force: true }));

export async function openCounter({ folder, ports = 'declared', only, say, tuned = {}, seed = 1 }: CounterProps): Promise<Counter> {
  // Others may pass, since PostgreSQL refuses to be root and becomes somebody else; they see nothing.
  mkdirSync(folder, { recursive: true, mode: 0o711 });
  const left = takeOver(folder);
  if (left > 0) say(`ended ${left} processes that an earlier start had left`);
  forget(folder, ['logs', 'traces.jsonl', ...passing]);
  for (const own of ['logs', 'mounts']) mkdirSync(join(folder, own), { mode: 0o700 });
  const opened = new AsyncDisposableStack();
  opened.defer(() => {
    forget(folder, passing);
    leave(folder);
  });
  const kept: Kept[] = [];
  const begin: Begin = (program) => {
    const running = start({ ...program, log: join(folder, 'logs', `${program.name}.log`) });
    note(folder, running.pid);
    return running;
  };
  try {
    return await open({ folder, ports, only, say, tuned, seed }, { opened, kept, begin });
  } catch (error) {
    await opened.disposeAsync();
    throw error;
  }
}

type Asked = Required<Omit<CounterProps, 'only'>> & { readonly only: readonly string[] | undefined };

interface Opening {
  readonly opened: AsyncDisposableStack;
  readonly kept: Kept[];
  readonly begin: Begin;
}

async function open({ folder, ports, only, say, tuned, seed }: Asked, { opened, kept, begin }: Opening): Promise<Counter> {
  const planned = plan(services, local);
  const allotted = await allot(planned.services, plays, ports);
  const users = newUsers();
  const usersFile = join(folder, 'users.json');
  await writeSecret(usersFile, JSON.stringify(users, undefined, 2));
  const issuer = await openIdentity(begin, opened, usersFile, allotted);
  const sandbox = await openSandbox(begin, opened, allotted, seed);
  const traces = await traceCollector(allotted.others.collector, join(folder, 'traces.jsonl'));
  opened.defer(traces.stop);
  const shop = await merchant(allotted.others.merchant);
  opened.defer(shop.stop);
  const outside = { ...sandbox.addresses, identity: issuer, 'merchant-webhooks': shop.address };
  const machineWith = (postgres: number): Machine => ({
    host: '127.0.0.1',
    folder,
    ports: allotted.services,
    postgres: { port: postgres },
    events: 'events',
    collector: traces.address,
    identity: { issuer, jwksUri: `${issuer}/jwks` },
    outside: { ...Object.fromEntries(planned.services.flatMap((service) => service.outside.map(({ name }) => [name, nobody]))), ...outside },
  });
  const postgres = await openPostgres(begin, opened, folder, renderLocal(planned, machineWith(0)));
  const processes = renderLocal(planned, machineWith(postgres.port));
  const secrets = await newSecrets(plays);
  const leftOut: Record<string, string> = {};
  const authorities = plays.flatMap(({ tls }) => (tls ? [tls.cert] : []));
  const authorityFile = join(folder, 'mounts', 'outside.pem');
  if (authorities.length > 0) await writeSecret(authorityFile, authorities.join('\n'));
  const starting = processes.filter((one) => {
    const service = planned.services.find(({ name }) => name === one.name);
    const reason = service && leftOutOf(one, service, secrets, outside);
    if (reason !== undefined) leftOut[one.name] = reason;
    return reason === undefined && (only?.includes(one.name) ?? true);
  });
  const variablesOf = (one: LocalProcess): Readonly<Record<string, string>> => ({ ...one.variables, ...(authorities.length > 0 && { NODE_EXTRA_CA_CERTS: authorityFile }), ...tuned[one.name] });
  for (const one of starting) {
    await writeSecrets(one.secrets, secrets);
    const running = keepRunning({ begin: () => begin({ name: one.name, args: [join(root, one.program)], variables: variablesOf(one) }), say });
    kept.push(running);
    opened.defer(running.stop);
  }
  await writeSecret(join(folder, 'addresses.json'), JSON.stringify({ issuer, services: Object.fromEntries(starting.map(({ name, url }) => [name, url])), sandbox }, undefined, 2));
  // When one cannot start, nobody waits for the others.
  let givenUp = false;
  await Promise.all(starting.map((one, i) => ready(one.name, one.admin, () => kept[i]?.fallen(), () => givenUp))).catch((error: unknown) => {
    givenUp = true;
    throw error;
  });
  let stopping: Promise<void> | undefined;
  return {
    folder,
    services: Object.fromEntries(starting.map((one) => [one.name, one])),
    processes: () => kept.map(({ now }) => now()),
    leftOut,
    users,
    issuer,
    sandbox,
    merchant: shop,
    postgres,
    events: (sql, values) => askEvents(processes, sql, values),
    command: async (service, file, args) => {
      const one = processes.find(({ name }) => name === service);
      if (!one) throw new Error(`there is no service ${service}`);
      const running = begin({ name: `${service}-command`, args: [join(root, file), ...args], variables: variablesOf(one) });
      const how = await running.ended;
      if (how !== 'exit 0') throw new Error(`${file} ended with ${how}:\n${running.lastLines()}`);
    },
    stop: () => (stopping ??= opened.disposeAsync()),
  };
}
