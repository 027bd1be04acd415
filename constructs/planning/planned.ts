import type { Consumption, Door, Environment, KubernetesAccess, Objective, Operation, Outside, PromotionWindow, Replicas, Resources, Scaling, Scope, Secret, Store, Team, Topic, Zone } from '../declaration/index.ts';

/** An operation with its name. */
export interface PlannedOperation extends Operation {
  readonly name: string;
}

/** The namespaces of a trust zone. */
export interface PlannedZone {
  readonly name: Zone;
  /** Where the zone's services run. */
  readonly namespace: string;
  /** Where the zone's PostgreSQL clusters run, outside the mesh; present when a service of the zone stores something. */
  readonly dataNamespace?: string;
  /** Where the zone's ingress gateway runs; present when a service of the zone has a public door. */
  readonly ingressNamespace?: string;
  /** Where the zone's egress gateway runs; present when a service of the zone reaches an outside host. */
  readonly egressNamespace?: string;
  readonly priorityClass: string;
  readonly services: readonly PlannedService[];
  readonly outside: readonly PlannedOutside[];
}

/** One end of an arrow, as the other end sees it. */
export interface Peer {
  readonly name: string;
  readonly zone: Zone;
  readonly namespace: string;
  readonly port: number;
}

/** An arrow between two services, seen from one of them: `peer` is the other end. */
export interface Arrow {
  readonly peer: Peer;
  readonly operations: readonly PlannedOperation[];
}

/** An outside host with the address that it has in this environment. */
export interface PlannedOutside extends Outside {
  readonly host: string;
}

export interface PlannedTopic extends Topic {
  /** The KafkaTopic's name, a DNS label. */
  readonly resource: string;
  readonly publisher: string;
  readonly consumers: readonly string[];
}

export interface PlannedDoor extends Door {
  /** The public host name. */
  readonly fqdn: string;
  readonly ingressNamespace: string;
}

/** A store with the place where it runs. */
export interface PlannedStore extends Store {
  /** The data namespace of the service's zone. */
  readonly namespace: string;
}

/** A promotion window as it bears on one service. */
export interface PlannedWindow extends PromotionWindow {
  /** The least number of pods while it lasts. */
  readonly pods: number;
}

export interface PlannedService {
  readonly name: string;
  readonly purpose: string;
  readonly owner: Team;
  readonly zone: PlannedZoneNames;
  readonly scope: Scope;
  readonly port: number;
  readonly operations: readonly PlannedOperation[];
  readonly door?: PlannedDoor;
  /** Who calls this service, and what of it. */
  readonly inbound: readonly Arrow[];
  /** Whom this service calls, and for what. */
  readonly outbound: readonly Arrow[];
  readonly outside: readonly PlannedOutside[];
  readonly publishes: readonly PlannedTopic[];
  readonly consumes: readonly (Consumption & { readonly topic: PlannedTopic })[];
  readonly store?: PlannedStore;
  readonly secrets: readonly Secret[];
  readonly resources: Resources;
  readonly scaling: Scaling;
  /** Tuned replicas: never fewer than the environment's floor and one. */
  readonly replicas: Replicas;
  readonly windows: readonly PlannedWindow[];
  readonly objective?: Objective;
  /** Why it promises nothing, where it does not. */
  readonly objectiveRefused?: string;
  readonly kubernetes?: KubernetesAccess;
  /** The container image, by digest. */
  readonly image: string;
  readonly environment: Environment;
}

/** The names that a service needs of its zone. */
export type PlannedZoneNames = Omit<PlannedZone, 'services' | 'outside'>;

export interface Plan {
  readonly environment: Environment;
  readonly zones: readonly PlannedZone[];
  /** By name. */
  readonly services: readonly PlannedService[];
  readonly topics: readonly PlannedTopic[];
  /** By name. */
  readonly teams: readonly Team[];
}
