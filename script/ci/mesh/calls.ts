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
}

/** The callers of a service: both ends of its arrows, and the ingress gateway before a public door. */
export const callersOf = ({ name, zone, port, inbound, door, operations }: PlannedService): Caller[] => [
  ...inbound.map((arrow) => ({ identity: identity(arrow.peer.namespace, arrow.peer.name), host: `${hostOf({ name, namespace: zone.namespace })}:${port}`, operations: arrow.operations })),
  ...(door ? [{ identity: identity(door.ingressNamespace, ingressName), host: door.fqdn, operations }] : []),
];

export const sameIdentity = (a: Identity, b: Identity): boolean => spiffeOf(a) === spiffeOf(b);

/** A template's path with a value in the place of every parameter. */
export const pathOf = (template: PathTemplate, value = '018f6b1c-7c1e-7b7e-9d6e-2f1f8a7d3c55'): string => template.replaceAll(/\{[^}]+\}/g, value);
