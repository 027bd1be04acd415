/** Every namespace of a plan, with what it is for. Pure: tenancy makes them, and others ask which exist. */
import type { Environment, Scope, Zone } from './declaration/index.ts';
import { meshNamespace } from './names.ts';
import { kafkaNamespace, type Plan, type PlannedZone } from './plan.ts';

/** What runs in a namespace. */
export type NamespaceRole = 'services' | 'data' | 'ingress' | 'egress' | 'kafka' | 'mesh' | 'mesh-network';

export interface PlannedNamespace {
  readonly name: string;
  readonly role: NamespaceRole;
  readonly purpose: string;
  readonly zone: Zone | 'platform';
  readonly scope: Scope;
  /** Whether its pods get the mesh's proxy. */
  readonly injected: boolean;
  /** The Pod Security Standard that is enforced. */
  readonly podSecurity: 'restricted' | 'privileged';
  /** The nodes set apart for the zone, where the environment has some. */
  readonly nodeSelector?: NonNullable<Environment['zones'][Zone]['nodeSelector']>;
}

/** A namespace of one trust zone, with the zone. */
export interface ZoneNamespace extends PlannedNamespace {
  readonly role: 'services' | 'data' | 'ingress' | 'egress';
  readonly zone: Zone;
}

/** Where the Sail operator puts the mesh's CNI plug-in, by the custom of its `IstioCNI`. */
export const meshNetworkNamespace = 'istio-cni';

/** What a zone is for PCI DSS: as much as any of its services. */
export function scopeOf({ services }: Pick<PlannedZone, 'services'>): Scope {
  const order: readonly Scope[] = ['cde', 'connected', 'out-of-scope'];
  return order.find((scope) => services.some((one) => one.scope === scope)) ?? 'out-of-scope';
}

/** The namespaces of one zone: of its services, its databases and its gateways. */
export function namespacesOfZone(zone: PlannedZone, { zones }: Environment): ZoneNamespace[] {
  const { nodeSelector } = zones[zone.name];
  const common = { zone: zone.name, scope: scopeOf(zone), podSecurity: 'restricted', ...(nodeSelector && { nodeSelector }) } as const;
  return [
    { ...common, name: zone.namespace, role: 'services', purpose: `the services of the zone ${zone.name}`, injected: true },
    // Outside the mesh: PostgreSQL replicates and is reached over its own TLS.
    ...(zone.dataNamespace ? [{ ...common, name: zone.dataNamespace, role: 'data', purpose: `the databases of the zone ${zone.name}`, injected: false } as const] : []),
    ...(zone.ingressNamespace ? [{ ...common, name: zone.ingressNamespace, role: 'ingress', purpose: `the only way in from the Internet to the zone ${zone.name}`, injected: true } as const] : []),
    ...(zone.egressNamespace ? [{ ...common, name: zone.egressNamespace, role: 'egress', purpose: `the only way out of the zone ${zone.name}`, injected: true } as const] : []),
  ];
}

const platform = { zone: 'platform', scope: 'connected', injected: false } as const;

/** The namespaces that belong to no zone. They serve services that are connected to the cardholder data environment, and so are too. */
export const platformNamespaces: readonly PlannedNamespace[] = [
  { ...platform, name: kafkaNamespace, role: 'kafka', purpose: 'the Kafka cluster, reached by topic access lists only', podSecurity: 'restricted' },
  { ...platform, name: meshNamespace, role: 'mesh', purpose: 'the control plane of the mesh, and its mesh-wide defaults', podSecurity: 'restricted' },
  // The plug-in's agent writes to the node's network configuration: no lesser standard admits its host paths.
  { ...platform, name: meshNetworkNamespace, role: 'mesh-network', purpose: 'the mesh’s network plug-in on every node, so that no pod needs rights over its own network', podSecurity: 'privileged' },
];

/** All namespaces that this program makes, zones first. */
export const namespacesOf = ({ zones, environment }: Pick<Plan, 'zones' | 'environment'>): PlannedNamespace[] => [...zones.flatMap((zone) => namespacesOfZone(zone, environment)), ...platformNamespaces];
