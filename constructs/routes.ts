/**
 * How requests find an operation in the mesh. The VirtualService's routes, the canary that moves their weights, and the authorization of
 * their paths are written from this one list. Pure.
 */
import type { EndUser, Method, PathTemplate } from './declaration/index.ts';
import type { PlannedOperation, PlannedService } from './plan.ts';

/** The subsets of a service between which a canary moves weight. */
export const stableSubset = 'stable';
export const canarySubset = 'canary';

/** A path that has no parameters, or one regular expression (RE2) over the whole path. */
export type PathMatch = { readonly exact: string } | { readonly regex: string };

/** What is asked over HTTP: an operation, or beforehand whether a page may ask for it. */
export interface Asked {
  readonly method: Method | 'OPTIONS';
  readonly path: PathTemplate;
  readonly user?: EndUser;
}

/** The one route of an operation, which bears the operation's name: so do access logs and traces. */
export interface OperationRoute {
  readonly name: string;
  readonly operation: PlannedOperation;
  readonly path: PathMatch;
}

const parameter = /\{[^/}]+\}/g;

const parametersOf = (path: PathTemplate): number => path.match(parameter)?.length ?? 0;

const literal = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

/** A parameter is one whole segment, as OpenAPI has it: never empty, and never with a slash inside. */
export function pathMatch(path: PathTemplate): PathMatch {
  if (parametersOf(path) === 0) return { exact: path };
  return { regex: path.split(parameter).map(literal).join('[^/]+') };
}

/** The same path as an AuthorizationPolicy spells it: `/payments/{payment}` becomes `/payments/{*}`, one segment. */
export const authorizationPath = (path: PathTemplate): string => path.replaceAll(parameter, '{*}');

/** What an AuthorizationPolicy lets through: one entry per method, since inside an entry every method goes with every path. */
export const permitted = (asked: readonly Asked[]): { readonly methods: Asked['method'][]; readonly paths: string[] }[] =>
  [...Map.groupBy(asked, ({ method }) => method)].map(([method, same]) => ({ methods: [method], paths: [...new Set(same.map(({ path }) => authorizationPath(path)))].sort() }));

/** The route of preflights. */
export const preflightRoute = 'cors-preflight';

/**
 * What browsers ask at a door, without a token, before a page of another origin may call (Fetch standard, "CORS-preflight fetch"). None
 * where the door does not take such calls, nor for what machines do for themselves.
 */
export function preflightsOf({ door, operations }: Pick<PlannedService, 'door' | 'operations'>): Asked[] {
  if (!door?.crossOrigin) return [];
  const paths = new Set(operations.filter(({ user }) => user).map(({ path }) => path));
  return [...paths].sort().map((path) => ({ method: 'OPTIONS', path }));
}

const byName = (a: PlannedOperation, b: PlannedOperation): number => (a.name < b.name ? -1 : 1);

/** The most specific first, since the first that matches wins: OpenAPI 3.1 has concrete paths go before templated ones. */
const bySpecificity = (a: PlannedOperation, b: PlannedOperation): number => parametersOf(a.path) - parametersOf(b.path) || b.path.length - a.path.length || byName(a, b);

/** The routes of a service in the order in which they are tried. What none of them matches is not carried. */
export const routesOf = ({ operations }: Pick<PlannedService, 'operations'>): OperationRoute[] =>
  operations.toSorted(bySpecificity).map((operation) => ({ name: operation.name, operation, path: pathMatch(operation.path) }));

/** Route names, for a Rollout's traffic routing. */
export const routeNamesOf = (service: Pick<PlannedService, 'door' | 'operations'>): string[] => [...routesOf(service).map(({ name }) => name), ...(preflightsOf(service).length > 0 ? [preflightRoute] : [])];

/** The annotation of a Service that says which namespaces' proxies are told of it. */
export const exportTo = (namespaces: readonly string[]): Record<string, string> => ({ 'networking.istio.io/exportTo': namespaces.join(',') });

/**
 * The namespaces whose proxies are told of a service, as Istio's `exportTo`: its own, its callers' and its ingress gateway's. No other
 * proxy holds its configuration, and a request from there ends at that proxy.
 */
export function audienceOf({ zone, inbound, door }: Pick<PlannedService, 'zone' | 'inbound' | 'door'>): string[] {
  const others = [...inbound.map(({ peer }) => peer.namespace), ...(door ? [door.ingressNamespace] : [])].filter((namespace) => namespace !== zone.namespace);
  return ['.', ...[...new Set(others)].sort()];
}
