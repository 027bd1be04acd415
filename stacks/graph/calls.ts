/** What may be asked of whom over HTTP: of services, by the public, and of hosts outside. */
import type { EndUser } from '../../constructs/declaration/index.ts';
import { egressName, ingressName } from '../../constructs/names.ts';
import type { Plan, PlannedOperation, PlannedService } from '../../constructs/plan.ts';
import { party, type Party } from './parties.ts';

export interface DeclaredOperation {
  readonly name: string;
  readonly method: string;
  /** Of OpenAPI: `/payments/{payment}`. */
  readonly path: string;
  readonly user?: EndUser;
}

export interface Call {
  readonly from: Party;
  readonly to: Party;
  readonly port: number;
  readonly operations: readonly DeclaredOperation[];
}

export interface Door {
  readonly host: string;
  /** The gateway that the public comes to. */
  readonly through: Party;
  readonly to: Party;
  readonly operations: readonly DeclaredOperation[];
}

export interface OutsideCall {
  readonly from: Party;
  readonly host: string;
  readonly port: number;
  readonly through: Party;
}

const operation = ({ name, method, path, user }: PlannedOperation): DeclaredOperation => ({ name, method, path, ...(user && { user }) });

/** Whoever comes through a door learns from the program that a second factor is missing. */
const atDoor = ({ user, ...rest }: DeclaredOperation): DeclaredOperation => ({ ...rest, ...(user && { user: { roles: user.roles } }) });

/** Browsers ask, for pages of other origins, before they send what bears a token. */
function preflights({ door, operations }: PlannedService): DeclaredOperation[] {
  if (!door?.crossOrigin) return [];
  const asked = operations.filter(({ user }) => user);
  return asked.filter(({ path }, i) => asked.findIndex((other) => other.path === path) === i).map(({ path }) => ({ name: `preflight of ${path}`, method: 'OPTIONS', path }));
}

const key = ({ name, zone }: PlannedService): Party => party(zone.namespace, name);

/** The ingress gateway of a door calls too. */
export const callsOf = ({ services }: Plan): Call[] =>
  services.flatMap((service) => [
    ...service.inbound.map(({ peer, operations }) => ({ from: party(peer.namespace, peer.name), to: key(service), port: service.port, operations: operations.map(operation) })),
    ...(service.door ? [{ from: party(service.door.ingressNamespace, ingressName), to: key(service), port: service.port, operations: [...service.operations.map(operation).map(atDoor), ...preflights(service)] }] : []),
  ]);

export const doorsOf = ({ services }: Plan): Door[] =>
  services.flatMap((service) => (service.door ? [{ host: service.door.fqdn, through: party(service.door.ingressNamespace, ingressName), to: key(service), operations: [...service.operations.map(operation), ...preflights(service)] }] : []));

export const outsideOf = ({ services }: Plan): OutsideCall[] =>
  services.flatMap((service) => {
    const { outside, zone: { egressNamespace } } = service;
    return egressNamespace ? outside.map(({ host, port }) => ({ from: key(service), host, port, through: party(egressNamespace, egressName) })) : [];
  });
