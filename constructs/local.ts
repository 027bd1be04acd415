/** A plan as processes of one machine, where an environment with a cluster has manifests. Pure: script/demo starts what is said here. */
import { databaseDirectory, kafkaDirectory, secretsDirectory, usesKafka } from './mounts.ts';
import { databaseName, spiffeOf, peerOf } from './names.ts';
import type { Plan, PlannedService } from './plan.ts';
import { settingsOf } from './settings.ts';
import { directoryOf, onMachine, type Machine } from './settings/machine.ts';

/** A secret file that a program reads: what External Secrets brings in a cluster. */
export interface LocalSecret {
  readonly secret: string;
  readonly purpose: string;
  /** Absolute. */
  readonly folder: string;
  readonly keys: readonly string[];
}

export interface LocalProcess {
  readonly name: string;
  /** What Node.js is to run, from the root of the repository. */
  readonly program: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly secrets: readonly LocalSecret[];
  /** Its own database and role, and the folder of its `username` and `password`. */
  readonly database?: { readonly name: string; readonly credentials: string };
  /** The folder of `username` and `password` for the database of events. */
  readonly events?: string;
  /** Answers `/healthz/ready`. */
  readonly admin: string;
  readonly url: string;
  /** Told to people: it has a public door. */
  readonly door: boolean;
  /** The services that it calls. */
  readonly calls: readonly string[];
}

/** What the mesh says in a cluster, and what makes no sense between processes: nobody is told of a pod that will end. */
const beyondTheMesh = (service: PlannedService, { host }: Machine): Readonly<Record<string, string>> => ({
  HOST: host,
  WORKLOAD_IDENTITY: spiffeOf(peerOf(service)),
  DRAIN_MS: '0',
});

function processOf(service: PlannedService, machine: Machine): LocalProcess {
  const { name, store, secrets, door, outbound } = service;
  const place = onMachine(machine);
  const folder = (mounted: string): string => directoryOf(machine, name, mounted);
  return {
    name,
    program: `services/${name}/src/server.ts`,
    variables: { ...settingsOf(service, place), ...beyondTheMesh(service, machine) },
    secrets: secrets.map((secret) => ({ secret: secret.name, purpose: secret.purpose, folder: folder(`${secretsDirectory}/${secret.name}`), keys: secret.keys })),
    ...(store && { database: { name: databaseName(name), credentials: folder(databaseDirectory) } }),
    ...(usesKafka(service) && { events: folder(kafkaDirectory) }),
    admin: `http://${machine.host}:${place.adminPort(service)}`,
    url: `http://${machine.host}:${place.port(service)}`,
    door: door !== undefined,
    calls: outbound.map(({ peer }) => peer.name),
  };
}

/** Callees first, so that nobody waits for whom they call. */
export function renderLocal({ services }: Plan, machine: Machine): readonly LocalProcess[] {
  const processes = new Map(services.map((service) => [service.name, processOf(service, machine)]));
  const ordered: LocalProcess[] = [];
  const place = (name: string): void => {
    const found = processes.get(name);
    if (!found) return;
    processes.delete(name);
    found.calls.forEach(place);
    ordered.push(found);
  };
  services.forEach(({ name }) => place(name));
  return ordered;
}
