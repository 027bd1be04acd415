import type { Objective } from './objective.ts';
import type { Operations } from './operation.ts';
import type { Outside } from './outside.ts';
import type { Refused } from './reason.ts';
import type { Scaling, Size } from './scaling.ts';
import type { Secret } from './secret.ts';
import type { Store } from './store.ts';
import type { Team } from './team.ts';
import type { Consumption, Topic } from './topic.ts';
import type { CallableZone, Channel, publicZones, Scope, ScopeIn, Zone } from './zone.ts';

/** Marks what {@link service} made, so that nothing else passes for a service. */
const made: unique symbol = Symbol('service');

/** The arrow from a service to operations of another, drawn once, by the caller. Made by {@link call}. */
export interface Call<Z extends Zone = Zone, S extends Scope = Scope, Own extends string = string> {
  readonly callee: Service<Z, S>;
  readonly operations: readonly [string, ...string[]];
  /** The caller's own operations that wait for the answer; empty where the caller calls on its own account, in the background. */
  readonly during: readonly Own[];
}

/** A call to an outside host. Made by {@link reach}. */
export interface Reach<Own extends string = string> {
  readonly outside: Outside;
  readonly during: readonly Own[];
}

/** A way in from the Internet, through the ingress gateway of the service's zone. */
export interface Door {
  /** The first label of the public host name; the environment gives the domain. */
  readonly host: string;
  readonly channels: readonly [Channel, ...Channel[]];
  /**
   * Whether pages of other origins call it: those that the environment names. Their browsers ask beforehand, without a token (Fetch
   * standard, "CORS-preflight fetch"), and the program answers.
   * @default false
   */
  readonly crossOrigin?: boolean;
  /** The largest request body, in bytes. */
  readonly maxBody: number;
  /** Requests per second that one ingress pod lets through, and how many may come at once. */
  readonly rate: { readonly perSecond: number; readonly burst: number };
}

/** Rights towards the Kubernetes API, which a service has only with a reason. */
export interface KubernetesAccess {
  readonly reason: string;
  readonly rules: readonly { readonly apiGroups: readonly string[]; readonly resources: readonly string[]; readonly verbs: readonly string[]; readonly resourceNames?: readonly string[] }[];
}

/** A card data service with a public door may keep nothing (DESIGN: `card-entry` stores nothing). */
type StoreBehind<Z extends Zone, D> = Z extends 'cardholder' ? (D extends Door ? undefined : Store) : Store;

/** Only public zones have public doors. */
type DoorIn<Z extends Zone> = Z extends (typeof publicZones)[number] ? Door : undefined;

/** The scopes that a callee of a service in zone `Z` may have: nothing out of scope behind the cardholder zone. */
type CallableScope<Z extends Zone> = Z extends 'cardholder' ? Exclude<Scope, 'out-of-scope'> : Scope;

/** The names of operations, as the callee alone declares them: a misspelt one must not widen the callee. */
type OperationOf<O extends Operations> = keyof NoInfer<O> & string;

/** What {@link service} takes: everything that is said about a service, in one place. */
export interface Declaration<Z extends Zone, S extends ScopeIn<Z>, O extends Operations, D extends DoorIn<Z> | undefined> {
  /** A DNS label, unique in the registry; also the workload's identity. */
  readonly name: string;
  /** What it is for, in one sentence that an auditor understands. */
  readonly purpose: string;
  readonly owner: Team;
  readonly zone: Z;
  /** What the service believes to be for PCI DSS. The plan computes what it is; a difference is an error. */
  readonly scope: S;
  /** The TCP port that its operations are served on; unique in the registry, since on one machine all programs share the ports. */
  readonly port: number;
  readonly serves: O;
  readonly door?: D;
  readonly calls?: readonly Call<CallableZone<Z, S>, CallableScope<Z>, keyof O & string>[];
  readonly reaches?: readonly Reach<keyof O & string>[];
  readonly publishes?: readonly Topic[];
  readonly consumes?: readonly Consumption[];
  readonly stores?: StoreBehind<Z, D>;
  readonly secrets?: readonly Secret[];
  readonly size: Size;
  readonly scaling: Scaling;
  readonly objective: Objective<keyof O & string> | Refused<'objective'>;
  readonly kubernetes?: KubernetesAccess;
}

/** A declared service. Only {@link service} makes one. */
export interface Service<Z extends Zone = Zone, S extends Scope = Scope, O extends Operations = Operations> {
  readonly [made]: true;
  readonly name: string;
  readonly purpose: string;
  readonly owner: Team;
  readonly zone: Z;
  readonly scope: S;
  readonly port: number;
  readonly serves: O;
  readonly door?: Door;
  readonly calls: readonly Call[];
  readonly reaches: readonly Reach[];
  readonly publishes: readonly Topic[];
  readonly consumes: readonly Consumption[];
  readonly stores?: Store;
  readonly secrets: readonly Secret[];
  readonly size: Size;
  readonly scaling: Scaling;
  readonly objective: Objective | Refused<'objective'>;
  readonly kubernetes?: KubernetesAccess;
}

/**
 * Declares a service. What the types can refuse does not compile: a misspelt operation, an arrow between out of scope and the cardholder
 * zone, a store behind a public card door, a missing owner, objective or backup choice. The rest is found by the plan.
 */
export function service<const Z extends Zone, const S extends ScopeIn<Z>, const O extends Operations, const D extends DoorIn<Z> | undefined = undefined>(
  declared: Declaration<Z, S, O, D>,
): Service<Z, S, O> {
  const { calls = [], reaches = [], publishes = [], consumes = [], secrets = [], door, stores, ...rest } = declared;
  return { [made]: true, ...rest, calls, reaches, publishes, consumes, secrets, ...(door && { door }), ...(stores && { stores }) };
}

/** Draws an arrow: `call(ledger, ['post'], { during: ['capture'] })`. Only operations that the callee declares compile. */
export const call = <Z extends Zone, S extends Scope, O extends Operations, const Own extends string = never>(
  callee: Service<Z, S, O>,
  operations: readonly [OperationOf<O>, ...OperationOf<O>[]],
  { during }: { readonly during: readonly Own[] },
): Call<Z, S, Own> => ({ callee, operations, during });

/** Draws an arrow to an outside host. */
export const reach = <const Own extends string = never>(host: Outside, { during }: { readonly during: readonly Own[] }): Reach<Own> => ({
  outside: host,
  during,
});
