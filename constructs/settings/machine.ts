/** What a program is told on one machine, where every program is a process beside the others. Pure. */
import type { Place } from '../settings.ts';

/** What is where. Ports and addresses are those that could be had when everything was started. */
export interface Machine {
  /** Every program listens here alone. */
  readonly host: '127.0.0.1';
  /** The folder of everything that is written; absolute. */
  readonly folder: string;
  /** By service. */
  readonly ports: Readonly<Record<string, { readonly port: number; readonly adminPort: number }>>;
  readonly postgres: { readonly port: number };
  /** The database in which programs leave events for one another. */
  readonly events: string;
  /** An OTLP collector. */
  readonly collector: string;
  readonly identity: { readonly issuer: string; readonly jwksUri: string };
  /** Who plays each outside host, by its name. */
  readonly outside: Readonly<Record<string, string>>;
}

/** Where a cluster mounts what a service may read. */
const mountRoot = '/etc/guichet/';

/** What a pod finds in `mounted`, this service finds here. */
export const directoryOf = ({ folder }: Machine, service: string, mounted: string): string => `${folder}/mounts/${service}/${mounted.slice(mountRoot.length)}`;

function given<T>(what: string, name: string, values: Readonly<Record<string, T>>): T {
  const value = values[name];
  if (value === undefined) throw new Error(`${what} ${name} has no place on this machine: there are ${Object.keys(values).sort().join(', ') || 'none'}`);
  return value;
}

export function onMachine(machine: Machine): Place {
  const { host, ports, postgres, events, collector, identity, outside } = machine;
  return {
    port: ({ name }) => given('the service', name, ports).port,
    adminPort: ({ name }) => given('the service', name, ports).adminPort,
    collector: () => collector,
    peer: ({ name }) => `http://${host}:${given('the service', name, ports).port}`,
    outside: ({ name }) => given('the outside host', name, outside),
    directory: ({ name }, mounted) => directoryOf(machine, name, mounted),
    // No TLS: what is asked and answered never leaves this machine.
    database: () => ({ host, port: postgres.port, tls: false }),
    brokers: `postgresql://${host}:${postgres.port}/${events}`,
    identity: () => identity,
  };
}
