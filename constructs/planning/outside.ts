import type { Environment, Outside, Service } from '../declaration/index.ts';
import { fault, listed } from './fault.ts';
import { labelFaults } from './names.ts';

interface Declared {
  readonly by: string;
  readonly outside: Outside;
  /** The address in this environment. */
  readonly host: string;
}

const hostName = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** The outside hosts of all services: one name has one declaration, and one host has one name and one port. */
export function outsideFaults(services: readonly Service[], environment: Environment): string[] {
  const declared = services.flatMap(({ name: by, reaches }) => reaches.map(({ outside }) => ({ by, outside, host: environment.outside?.[outside.name] ?? outside.hosts[environment.providers] })));
  const names = new Set(declared.map(({ outside }) => outside.name));
  const unknown = Object.keys(environment.outside ?? {}).filter((name) => !names.has(name));
  return [
    ...[...Map.groupBy(declared, ({ host }) => host)].flatMap(([host, same]) => hostFaults(host, same)),
    ...[...Map.groupBy(declared, ({ outside }) => outside.name)].flatMap(([name, same]) => sameNameFaults(name, same)),
    ...unknown.map((name) => fault(`${environment.name} gives an address for the outside host ${name}, which no service reaches`, `name one of ${listed(names)}`)),
  ];
}

const declareOnce = 'declare it once, and let all its callers use the same object';

function hostFaults(host: string, same: readonly Declared[]): string[] {
  const ports = Map.groupBy(same, ({ outside }) => outside.port);
  const names = new Set(same.map(({ outside }) => outside.name));
  const shown = [...ports].sort(([a], [b]) => a - b).map(([port, users]) => `${port} by ${listed(users.map(({ by }) => by))}`);
  return [
    ...(ports.size > 1 ? [fault(`the outside host ${host} is declared with port ${shown.join(' and ')}`, declareOnce)] : []),
    ...(names.size > 1 ? [fault(`the outside host ${host} has ${names.size} names, ${listed(names)}`, declareOnce)] : []),
    ...(hostName.test(host) ? [] : [fault(`the outside host ${listed(names)} has the address "${host}"`, 'give a DNS name in lower case, without scheme, port or path')]),
  ];
}

function sameNameFaults(name: string, same: readonly Declared[]): string[] {
  const different = new Set(same.map(({ outside }) => textOf(outside)));
  const ports = [...new Set(same.map(({ outside }) => outside.port))].sort();
  return [
    ...(different.size > 1 ? [fault(`the outside host named ${name} is declared differently by ${listed(same.map(({ by }) => by))}`, declareOnce)] : []),
    ...ports.filter((port) => !Number.isInteger(port) || port < 1 || port > 65_535).map((port) => fault(`the outside host ${name} has port ${port}`, 'choose a whole number from 1 to 65535')),
    ...labelFaults('outside host', name),
  ];
}

const textOf = ({ purpose, hosts, port, timeout, mutualTls }: Outside): string => JSON.stringify([purpose, hosts.test, hosts.live, port, timeout, mutualTls?.clientCertificate]);
