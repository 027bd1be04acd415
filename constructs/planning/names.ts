import type { Service } from '../declaration/index.ts';
import { databaseAuthoritySecret, databaseSecret, kafkaSecret } from '../names.ts';
import { doubles, fault, listed } from './fault.ts';

const label = /^[a-z]([a-z0-9-]*[a-z0-9])?$/;
/** 63 is what DNS allows (RFC 1123); autoscalers, canaries and gateways add up to 16 characters to a name. */
const longest = 40;

export function labelFaults(what: string, name: string): string[] {
  return [
    ...(name.length > longest ? [fault(`${what} ${name} has ${name.length} characters`, `choose ${longest} or fewer, since other names are made from it and a DNS label has 63 at most`)] : []),
    ...(label.test(name) ? [] : [fault(`${what} "${name}" is no DNS label (RFC 1123)`, 'use lower-case letters, digits and inner hyphens, beginning with a letter')]),
  ];
}

/** Names of services, teams, doors and secrets: labels, unique, not too long. */
export function nameFaults(services: readonly Service[]): string[] {
  return [
    ...doubles(services.map(({ name }) => name)).map((name) => fault(`two services are named ${name}`, 'a name is the workload identity: rename one of them')),
    ...services.flatMap(({ name, door }) => [...labelFaults('service', name), ...(door ? labelFaults(`${name}: public host`, door.host) : [])]),
    ...teamFaults(services),
    ...secretFaults(services),
  ];
}

function teamFaults(services: readonly Service[]): string[] {
  const teams = Map.groupBy(services.map(({ owner }) => owner), ({ name }) => name);
  return [...teams].flatMap(([name, same]) => [
    ...labelFaults('team', name),
    ...(new Set(same.map(({ group, alerts }) => `${group} ${alerts}`)).size > 1 ? [fault(`the team ${name} is declared with different groups or alert receivers`, 'declare it once, and let its services use the same object')] : []),
  ]);
}

/** Secrets of a namespace are named `<service>-<secret>`: no two may meet, nor one that the platform makes. */
function secretFaults(services: readonly Service[]): string[] {
  const declared = services.flatMap(({ name, zone, secrets }) => secrets.map((one) => ({ shown: `${name}: secret ${one.name}`, secret: `${name}-${one.name}`, zone })));
  const made = services.flatMap(({ name, zone }) => [databaseSecret, databaseAuthoritySecret, kafkaSecret].map((nameOf) => ({ shown: `what ${name} has anyway`, secret: nameOf(name), zone })));
  const clashes = [...Map.groupBy([...declared, ...made], ({ zone, secret }) => `${zone} ${secret}`).values()].filter((same) => same.length > 1);
  return [
    ...clashes.map((same) => fault(`${same.length} Secrets are named ${same[0]?.secret ?? ''} (${listed(same.map(({ shown }) => shown))})`, 'rename one; a secret may have several keys')),
    ...services.flatMap(({ name, secrets }) => secrets.flatMap((one) => labelFaults(`${name}: secret`, one.name))),
    ...services.flatMap(({ name, secrets }) => secrets.flatMap((one) => one.keys.filter((key) => !/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(key)).map((key) => fault(`${name}: secret ${one.name} has the key "${key}"`, 'a key is a file name: letters, digits, dots, hyphens and underscores')))),
  ];
}
