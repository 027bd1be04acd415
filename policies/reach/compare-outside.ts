/** Holds the ways to hosts outside to the declared ones: who may ask the egress gateway for which host, and whether the whole way is there. */
import { at, list, text, texts, whole, type Manifest } from '../manifests/index.ts';
import type { Actor } from './actor.ts';
import type { Cause } from './cause.ts';
import { publicAddress } from './compare-exits.ts';
import { several } from './compare-mesh.ts';
import { isParty, type DeclaredGraph, type DeclaredOutside } from './declared.ts';
import type { Difference } from './difference.ts';
import { firewallOf, firewallOpenings } from './exits.ts';
import { callersOf, type Caller } from './mesh/callers.ts';
import { connectionOf } from './mesh/destination-rules.ts';
import { isMutual, listenersOf, takesHost } from './mesh/gateways.ts';
import { isGateway, principalOf } from './mesh/identity.ts';
import { routeOf, type Destination } from './mesh/routes.ts';
import { isExported, isSelected, isServiceExported, knowsHost, serviceAt, targetPort } from './mesh/services.ts';
import { MeshWorkload } from './mesh/workload.ts';
import { portsOfAll } from './opening.ts';
import { includes } from './ports.ts';
import { isJudged, type World } from './world.ts';

type Ends = Pick<Difference, 'wall' | 'from' | 'to'>;
const ends = (from: string, to: string): Ends => ({ wall: 'outside', from, to });

/** The host that an entry of the registry (ServiceEntry) makes known to a namespace. */
const entryOf = ({ index }: World, host: string, namespace: string): Manifest | undefined => index.ofKind('ServiceEntry', 'networking.istio.io').find((one) => texts(at(one.spec, 'hosts')).includes(host) && isExported(one, namespace));

/** Every host that somebody names for an egress gateway, and one that nobody does. */
const hostsOf = (gateway: MeshWorkload, hosts: readonly string[]): string[] => [
  ...new Set([
    ...hosts,
    ...gateway.rules.flatMap(({ value }) => [...list(at(value, 'to')).flatMap((to) => texts(at(to, 'operation', 'hosts'))), ...list(at(value, 'when')).flatMap((when) => texts(at(when, 'values')))]).map((host) => host.replace('*', 'w7')),
    'elsewhere.example',
  ]),
];

/** Who gets which host of the gateway, by both names that a request has: of the handshake and of the request itself. */
function asked(world: World, graph: DeclaredGraph, gateway: Actor, caller: Caller): Difference[] {
  const workload = new MeshWorkload(world.index, world.mesh, gateway);
  const declared = graph.outside.filter((one) => one.through === gateway.key && isParty(one.from, caller));
  const hosts = hostsOf(workload, graph.outside.filter(({ through }) => through === gateway.key).map(({ host }) => host));
  const found: Record<Difference['side'], { readonly what: string; readonly causes: readonly Cause[] }[]> = { more: [], less: [] };
  const ports = [...new Set([...listenersOf(world.index, gateway).map(({ port }) => port), 1])];
  for (const port of ports) {
    for (const host of hosts) {
      for (const sni of hosts) {
        const { allowed, causes } = workload.permits({ ...caller.identity, port, http: true }, { method: 'POST', path: '/w7', host, sni });
        const wanted = host === sni && declared.some((one) => one.host === host && one.port === port);
        if (allowed !== wanted) found[allowed ? 'more' : 'less'].push({ what: host === sni ? `${host}:${port}` : `${host}:${port} as ${sni}`, causes });
      }
    }
  }
  return (['more', 'less'] as const).filter((side) => found[side].length > 0).map((side) => ({
    ...ends(caller.key, gateway.key),
    side,
    what: several(found[side].map(({ what }) => what)),
    causes: [...(side === 'less' ? declared.map(({ cause }) => cause) : []), ...new Set(found[side].flatMap(({ causes }) => causes))],
  }));
}

interface Step {
  readonly what: string;
  readonly causes: readonly Cause[];
}

const step = (holds: boolean, what: string, causes: readonly Cause[] = []): Step[] => (holds ? [] : [{ what, causes }]);

/** From the caller's own proxy to the gateway: the host is known, its requests are routed there, and the handshake names the host. */
function toGateway(world: World, { host }: DeclaredOutside, from: Actor, gateway: Actor): Step[] {
  const { index, mesh } = world;
  const entry = entryOf(world, host, from.namespace);
  if (!entry) return [{ what: `${host} is not known in ${from.namespace}`, causes: [] }];
  const known = knowsHost(index, from, mesh.rootNamespace, host, entry.namespace ?? '');
  // A program speaks plaintext to its own proxy, or TLS of its own: on one of the entry's ports its requests must be routed.
  const ports = list(at(entry.spec, 'ports')).flatMap((port) => whole(at(port, 'number')) ?? []);
  const routes = ports.map((port) => routeOf(index, host, { method: 'POST', path: '/w7', host }, { gateway: 'mesh', namespace: from.namespace, port })).filter((route) => route?.kind === 'route');
  const leading = routes.flatMap((route) => (route?.kind === 'route' ? route.destinations.map((destination) => ({ destination, causes: route.causes })) : []));
  const right = leading.filter(({ destination }) => leadsTo(world, destination, from, gateway, host));
  return [...step(known, `${host} is kept from ${from.key} by a Sidecar`), ...step(right.length > 0 && right.length === leading.length, `requests of ${from.key} for ${host} are not sent to ${gateway.key}`, leading.flatMap(({ causes }) => causes))];
}

function leadsTo({ index, mesh }: World, destination: Destination, from: Actor, gateway: Actor, host: string): boolean {
  const service = serviceAt(index, destination.host);
  const connection = connectionOf(index, from, destination, 443);
  const { tls } = connection ?? {};
  return service !== undefined && isSelected(service, gateway) && isServiceExported(service, from.namespace) && tls?.mode === 'ISTIO_MUTUAL' && tls.sni === host && tls.names.length === 1 && tls.names[0] === `spiffe://${principalOf(gateway, mesh.trustDomain)}` && listenersOf(index, gateway).some(({ port }) => port === targetPort(service, BigInt(destination.port ?? 443), gateway));
}

/** From the gateway to the host: it listens, routes to the host alone, and checks who it is by TLS. */
function fromGateway(world: World, { host, port }: DeclaredOutside, gateway: Actor): Step[] {
  const { index } = world;
  const listener = listenersOf(index, gateway).find((one) => isMutual(one) && takesHost(one, host));
  if (!listener) return [{ what: `${gateway.key} does not listen for ${host}`, causes: [] }];
  const route = routeOf(index, host, { method: 'POST', path: '/w7', host }, { gateway: listener.gateway, namespace: gateway.namespace, port: listener.port });
  const destinations = route?.kind === 'route' ? route.destinations : [];
  const [destination] = destinations;
  const tls = destination && connectionOf(index, gateway, destination, port)?.tls;
  const entry = entryOf(world, host, gateway.namespace);
  return [
    ...step(destinations.length > 0 && destinations.every((one) => one.host === host && (one.port ?? port) === port), `${gateway.key} does not send requests for ${host} there alone`, route?.causes ?? [listener.cause]),
    ...step(entry !== undefined && list(at(entry.spec, 'ports')).some((one) => whole(at(one, 'number')) === port) && text(at(entry.spec, 'location')) === 'MESH_EXTERNAL', `${host}:${port} is not known to ${gateway.key} as a host outside`),
    ...step(tls !== undefined && ['SIMPLE', 'MUTUAL'].includes(tls.mode) && tls.sni === host && tls.names.includes(host), `${gateway.key} does not check by TLS that it speaks to ${host}`, route?.causes ?? []),
  ];
}

/** The network under it all. */
function onNetwork({ index, network }: World, { host, port }: DeclaredOutside, from: Actor, gateway: Actor): Step[] {
  const toHost = network.releasesAddress(gateway, publicAddress, host);
  const exits = firewallOpenings(firewallOf(index, gateway.namespace), { address: publicAddress, host });
  return [
    ...step(includes(portsOfAll(network.between(from, gateway)), port), `${from.key} does not reach ${gateway.key}:${port}`),
    ...step(includes(portsOfAll(toHost), port) && includes(portsOfAll(exits), port), `${gateway.key} does not reach ${host}:${port}`),
  ];
}

function way(world: World, one: DeclaredOutside): Difference[] {
  const [from, gateway] = [one.from, one.through].map((key) => world.ours.find((actor) => actor.key === key));
  const steps = from && gateway ? [...toGateway(world, one, from, gateway), ...fromGateway(world, one, gateway), ...onNetwork(world, one, from, gateway)] : [{ what: `there is no ${from ? one.through : one.from}`, causes: [] }];
  return steps.length === 0 ? [] : [{ ...ends(one.from, one.host), side: 'less', what: several(steps.map(({ what }) => what)), causes: [one.cause, ...steps.flatMap(({ causes }) => causes)] }];
}

/** Entries that make a host known which nobody declared, or to a namespace for which nobody did. */
function registry({ index, ours }: World, graph: DeclaredGraph): Difference[] {
  const namespaces = [...new Set(ours.map(({ namespace }) => namespace))];
  return index.ofKind('ServiceEntry', 'networking.istio.io').flatMap((entry) =>
    texts(at(entry.spec, 'hosts')).flatMap((host): Difference[] => {
      const users = graph.outside.filter((one) => one.host === host).flatMap(({ from, through }) => [from, through]).map((key) => key.split('/')[0]);
      const astray = namespaces.filter((namespace) => isExported(entry, namespace) && !users.includes(namespace));
      return astray.length === 0 ? [] : [{ ...ends(several(astray.map((namespace) => `${namespace}/*`)), host), side: 'more', what: 'is known to proxies there', causes: [{ manifest: entry, path: ['spec'] }] }];
    }),
  );
}

export function compareOutside(world: World, graph: DeclaredGraph): Difference[] {
  const gateways = world.ours.filter((actor) => actor.kind === 'workload' && isGateway(actor) && graph.outside.some(({ through }) => through === actor.key));
  const callers = callersOf(world.actors, world.mesh);
  return [...registry(world, graph), ...gateways.filter(({ key }) => isJudged(world, key)).flatMap((gateway) => callers.flatMap((caller) => asked(world, graph, gateway, caller))), ...graph.outside.filter(({ from, through }) => isJudged(world, from, through)).flatMap((one) => way(world, one))];
}
