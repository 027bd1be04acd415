/** VirtualService (networking.istio.io): where a proxy sends a request. The first route that fits takes it; what none takes is answered 404. */
import { RE2JS } from 're2js';
import { at, list, text, texts, whole, type Manifest, type ManifestIndex, type Value } from '../../manifests/index.ts';
import { cause, type Cause } from '../cause.ts';
import type { Request } from './request.ts';
import { fullHost, isExported } from './services.ts';

export interface Destination {
  readonly host: string;
  readonly subset?: string;
  readonly port?: number;
}

export type Routed = { readonly kind: 'route'; readonly destinations: readonly Destination[]; readonly causes: readonly Cause[] } | { readonly kind: 'none'; readonly causes: readonly Cause[] };

const expressions = new Map<string, RE2JS>();

/** Envoy asks a pattern (RE2) about the whole text. */
function matchesExpression(pattern: string, value: string): boolean {
  try {
    const known = expressions.get(pattern) ?? RE2JS.compile(pattern);
    expressions.set(pattern, known);
    return known.matches(value);
  } catch {
    return false;
  }
}

function matches(condition: Value | undefined, value: string): boolean {
  if (condition === undefined) return true;
  const [exact, prefix, regex] = ['exact', 'prefix', 'regex'].map((name) => text(at(condition, name)));
  if (exact !== undefined) return value === exact;
  if (prefix !== undefined) return value.startsWith(prefix);
  return regex !== undefined && matchesExpression(regex, value);
}

/** Where a request is: at a gateway, or, as `mesh`, at a caller's own proxy. */
export interface At {
  /** `mesh`, or `<namespace>/<name>` of a Gateway. */
  readonly gateway: string;
  /** Of the proxy. */
  readonly namespace: string;
  readonly port: number;
}

/** What no request here shows, such as a header: a route for it is one for others. */
const unseen = ['headers', 'withoutHeaders', 'queryParams', 'sourceLabels', 'statPrefix'];

const gatewaysOf = (names: readonly string[], namespace: string): string[] => names.map((name) => (name === 'mesh' || name.includes('/') ? name : `${namespace}/${name}`));

function matchHolds(match: Value, { method, path, host = '' }: Request, { gateway, namespace, port }: At, own: string): boolean {
  const gateways = texts(at(match, 'gateways'));
  const source = text(at(match, 'sourceNamespace'));
  const wantedPort = whole(at(match, 'port'));
  return (
    (gateways.length === 0 || gatewaysOf(gateways, own).includes(gateway)) &&
    (source === undefined || source === namespace) &&
    (wantedPort === undefined || wantedPort === port) &&
    unseen.every((field) => at(match, field) === undefined) &&
    matches(at(match, 'uri'), path.split('?')[0] ?? '') &&
    matches(at(match, 'method'), method) &&
    matches(at(match, 'authority'), host)
  );
}

const isHost = (pattern: string, host: string): boolean => pattern === '*' || pattern === host || (pattern.startsWith('*.') && host.endsWith(pattern.slice(1)));

/** The VirtualServices of a host at a place. */
export const virtualServicesOf = (index: ManifestIndex, host: string, { gateway, namespace }: At): Manifest[] =>
  index.ofKind('VirtualService', 'networking.istio.io').filter((one) => {
    const own = one.namespace ?? '';
    const gateways = texts(at(one.spec, 'gateways'));
    return isExported(one, namespace) && gatewaysOf(gateways.length === 0 ? ['mesh'] : gateways, own).includes(gateway) && texts(at(one.spec, 'hosts')).some((pattern) => isHost(fullHost(pattern, own), host));
  });

/** Weights that are zero send nobody; where none is given there is one destination. */
const destinationsOf = (route: Value, own: string): Destination[] =>
  list(at(route, 'route')).filter((one) => whole(at(one, 'weight')) !== 0).map((one) => {
    const subset = text(at(one, 'destination', 'subset'));
    const port = whole(at(one, 'destination', 'port', 'number'));
    return { host: fullHost(text(at(one, 'destination', 'host')) ?? '', own), ...(subset !== undefined && { subset }), ...(port !== undefined && { port }) };
  });

/** Where a request for a host goes; nothing to say where no VirtualService is about the host. */
export function routeOf(index: ManifestIndex, host: string, request: Request, place: At): Routed | undefined {
  const services = virtualServicesOf(index, host, place);
  if (services.length === 0) return undefined;
  for (const service of services) {
    const own = service.namespace ?? '';
    for (const [i, route] of list(at(service.spec, 'http')).entries()) {
      const all = list(at(route, 'match'));
      if (all.length > 0 && !all.some((match) => matchHolds(match, request, place, own))) continue;
      const because = [cause(service, 'spec', 'http', i)];
      // A rewritten, redirected or delegated request is another: what it becomes is not followed.
      const carried = at(route, 'rewrite') === undefined && at(route, 'redirect') === undefined && at(route, 'directResponse') === undefined && at(route, 'delegate') === undefined && at(route, 'fault') === undefined;
      return carried ? { kind: 'route', destinations: destinationsOf(route, own), causes: because } : { kind: 'none', causes: because };
    }
  }
  return { kind: 'none', causes: services.map((service) => cause(service, 'spec', 'http')) };
}
