/** Who may call what, read from the plan alone: the matrix that the manifests are held to. */
import type { PathTemplate } from '../../../constructs/declaration/index.ts';
import { hostOf, ingressName } from '../../../constructs/names.ts';
import type { PlannedOperation, PlannedService } from '../../../constructs/plan.ts';
import { identity, spiffeOf, type Identity } from './identity.ts';

/** A workload that may call some operations of a service. */
export interface Caller {
  readonly identity: Identity;
  /** The host that it writes into its requests. */
  readonly host: string;
  readonly operations: readonly PlannedOperation[];
  /** Where it may pass on, without a token, what browsers ask before a page of another origin calls (Fetch standard, "CORS-preflight fetch"). */
  readonly preflights: readonly PathTemplate[];
}

/** Whoever comes through a door is told by the program that a second factor is missing (RFC 9470): the mesh asks for none there. */
const withoutSecondFactor = ({ user, ...operation }: PlannedOperation): PlannedOperation => ({ ...operation, ...(user && { user: { roles: user.roles } }) });

/** Machines ask nothing beforehand. */
export const preflightsAt = ({ door, operations }: PlannedService): PathTemplate[] => (door?.crossOrigin ? operations.filter(({ user }) => user).map(({ path }) => path) : []);

/** The callers of a service: both ends of its arrows, and the ingress gateway before a public door. */
export function callersOf(service: PlannedService): Caller[] {
  const { name, zone, port, inbound, door, operations } = service;
  return [
    ...inbound.map((arrow) => ({ identity: identity(arrow.peer.namespace, arrow.peer.name), host: `${hostOf({ name, namespace: zone.namespace })}:${port}`, operations: arrow.operations, preflights: [] })),
    ...(door ? [{ identity: identity(door.ingressNamespace, ingressName), host: door.fqdn, operations: operations.map(withoutSecondFactor), preflights: preflightsAt(service) }] : []),
  ];
}

export const sameIdentity = (a: Identity, b: Identity): boolean => spiffeOf(a) === spiffeOf(b);

/** A template's path with a value in the place of every parameter. */
export const pathOf = (template: PathTemplate, value = '018f6b1c-7c1e-7b7e-9d6e-2f1f8a7d3c55'): string => template.replaceAll(/\{[^}]+\}/g, value);
