/** Holds the public's way to the declared doors: the entries, what the gateway listens for, what it lets in, and where it sends it. */
import { selects } from '../manifests/index.ts';
import type { Actor } from './actor.ts';
import { several } from './compare-mesh.ts';
import type { Cause } from './cause.ts';
import type { DeclaredDoor, DeclaredGraph, DeclaredOperation } from './declared.ts';
import type { Difference } from './difference.ts';
import { entriesOf } from './doors.ts';
import { isDeclared } from './mesh/declared-paths.ts';
import { connectionOf } from './mesh/destination-rules.ts';
import { isMutual, listenersOf, takesHost, takesRoutesOf, type Listener } from './mesh/gateways.ts';
import { isGateway } from './mesh/identity.ts';
import { probesOf } from './mesh/probes.ts';
import { routeOf } from './mesh/routes.ts';
import type { Request } from './mesh/request.ts';
import { isSelected, isServiceExported, serviceAt, targetPort } from './mesh/services.ts';
import { MeshWorkload } from './mesh/workload.ts';
import { isJudged, type World } from './world.ts';

const internet = 'internet';

type Ends = Pick<Difference, 'wall' | 'from' | 'to'>;
const ends = (from: string, to: string): Ends => ({ wall: 'doors', from, to });

/** What end users must be is the callee's to ask: before the gateway they are nobody yet. */
const withoutUsers = (operations: readonly DeclaredOperation[]): DeclaredOperation[] => operations.map(({ name, method, path }) => ({ name, method, path }));

function entries(world: World, graph: DeclaredGraph): Difference[] {
  const all = entriesOf(world.index, world.ours);
  const more = all.flatMap(({ host, to, faults, cause }): Difference[] => {
    const door = graph.doors.find((one) => one.host === host);
    const astray = to.filter(({ actor }) => actor.key !== door?.through).map(({ actor, port }) => `${actor.key}:${port}`);
    const told = [...faults, ...(door ? astray.map((one) => `leads to ${one}`) : [`leads to ${to.map(({ actor, port }) => `${actor.key}:${port}`).join(', ') || 'nobody'}`])];
    return told.length > 0 ? [{ ...ends(internet, host), side: 'more', what: several(told), causes: [cause] }] : [];
  });
  const less = graph.doors.flatMap((door): Difference[] => {
    const found = all.filter(({ host, to }) => host === door.host && to.some(({ actor, port }) => actor.key === door.through && listenersOf(world.index, actor).some((one) => one.port === port && takesHost(one, host))));
    return found.length > 0 ? [] : [{ ...ends(internet, door.host), side: 'less', what: `no entry leads to ${door.through}`, causes: [door.cause, ...all.filter(({ host }) => host === door.host).map(({ cause }) => cause)] }];
  });
  return [...more, ...less];
}

/** Listeners for the public take the declared hosts over TLS, and nothing else. */
function listeners(graph: DeclaredGraph, gateway: Actor, all: readonly Listener[]): Difference[] {
  const doors = graph.doors.filter(({ through }) => through === gateway.key);
  const outside = graph.outside.filter(({ through }) => through === gateway.key).map(({ host }) => host);
  return all.flatMap((listener): Difference[] => {
    const expected = isMutual(listener) ? outside : doors.map(({ host }) => host);
    const unknown = listener.hosts.filter(({ host }) => !expected.includes(host)).map(({ host }) => `listens for ${host}`);
    const strange = listener.hosts.filter(({ host, namespace }) => !isMutual(listener) && namespace !== doors.find((door) => door.host === host)?.to.split('/')[0]).map(({ host, namespace }) => `takes routes for ${host} from ${namespace}`);
    const plain = listener.mode === undefined || !['SIMPLE', 'MUTUAL', 'OPTIONAL_MUTUAL', 'ISTIO_MUTUAL'].includes(listener.mode) ? [`TLS ${listener.mode ?? 'none'} on ${listener.port}`] : [];
    const told = [...unknown, ...strange, ...plain];
    return told.length > 0 ? [{ ...ends(isMutual(listener) ? 'mesh' : internet, gateway.key), side: 'more', what: several(told), causes: [listener.cause] }] : [];
  });
}

function differing(graph: DeclaredGraph, door: DeclaredDoor, rules: MeshWorkload['rules'], judge: (request: Request) => { readonly open: boolean; readonly causes: readonly Cause[] }, place: Ends): Difference[] {
  const operations = withoutUsers(door.operations);
  const found: Record<Difference['side'], { what: string; causes: readonly Cause[] }[]> = { more: [], less: [] };
  for (const request of probesOf({ rules, operations, host: door.host })) {
    const declared = isDeclared(graph, operations, request) && [door.host, `${door.host}:443`].includes(request.host ?? '');
    const { open, causes } = judge(request);
    if (open !== declared) found[open ? 'more' : 'less'].push({ what: `${request.method} ${request.host ?? ''}${request.path}`, causes });
  }
  return (['more', 'less'] as const).filter((side) => found[side].length > 0).map((side) => ({ ...place, side, what: several(found[side].map(({ what }) => what)), causes: [...(side === 'less' ? [door.cause] : []), ...new Set(found[side].flatMap(({ causes }) => causes))] }));
}

/** No policy may lean on the gateway's listening on no other port. */
const anyOtherPort = 1;

function onOtherPorts(one: DeclaredDoor, { rules }: MeshWorkload, judge: (request: Request) => { readonly open: boolean; readonly causes: readonly Cause[] }, place: Ends): Difference[] {
  const open = [...probesOf({ rules, operations: one.operations, host: one.host })].map(judge).filter((verdict) => verdict.open);
  return open.length === 0 ? [] : [{ ...place, side: 'more', what: 'requests on every port', causes: [...new Set(open.flatMap(({ causes }) => causes))] }];
}

/** What the gateway lets in, and where it sends what it is asked. */
function door(world: World, graph: DeclaredGraph, one: DeclaredDoor, gateway: Actor): Difference[] {
  const { index, mesh } = world;
  const workload = new MeshWorkload(index, mesh, gateway);
  const listener = listenersOf(index, gateway).find((each) => !isMutual(each) && takesHost(each, one.host));
  if (!listener) return [{ ...ends(internet, gateway.key), side: 'less', what: `nobody listens for ${one.host}`, causes: [one.cause] }];
  const permittedOn = (port: number) => (request: Request) => {
    const { allowed, causes } = workload.permits({ port, http: true }, request);
    return { open: allowed, causes };
  };
  const routed = (request: Request) => {
    if (request.host !== one.host && request.host !== `${one.host}:443`) return { open: false, causes: [] };
    const route = routeOf(index, one.host, request, { gateway: listener.gateway, namespace: gateway.namespace, port: listener.port });
    const destinations = route?.kind === 'route' ? route.destinations : [];
    const astray = destinations.filter(({ host }) => !isDestination(world, host, one.to));
    return { open: destinations.length > 0, causes: astray.length > 0 || route === undefined ? [] : route.causes };
  };
  return [
    ...differing(graph, one, workload.rules, permittedOn(listener.port), ends(internet, gateway.key)),
    ...onOtherPorts(one, workload, permittedOn(anyOtherPort), ends(internet, gateway.key)),
    ...differing(graph, one, [], routed, ends(gateway.key, one.to)),
    ...delivery(world, one, gateway, listener),
  ];
}

const isDestination = ({ index, ours }: World, host: string, to: string): boolean => {
  const service = serviceAt(index, host);
  return service !== undefined && ours.some((actor) => actor.key === to && isSelected(service, actor));
};

/** Whether what the gateway routes arrives: the service is there and shown, its routes may be bound, its subsets have pods, and it is reached as the mesh does. */
function delivery(world: World, one: DeclaredDoor, gateway: Actor, listener: Listener): Difference[] {
  const { index } = world;
  const target = world.ours.find(({ key }) => key === one.to);
  const callPort = world.graph?.calls.find(({ from, to }) => from === gateway.key && to === one.to)?.port;
  const told = one.operations.flatMap(({ method, path }): { readonly what: string; readonly causes: readonly Cause[] }[] => {
    const route = routeOf(index, one.host, { method, path: path.replaceAll(/\{[^}]*\}/g, 'w7'), host: one.host }, { gateway: listener.gateway, namespace: gateway.namespace, port: listener.port });
    if (route?.kind !== 'route') return [];
    return route.destinations.flatMap((destination) => {
      const service = serviceAt(index, destination.host);
      const connection = connectionOf(index, gateway, destination, 80);
      const faults = [
        ...(service && target && isSelected(service, target) ? [] : [`${destination.host} is not ${one.to}`]),
        ...(service && !isServiceExported(service, gateway.namespace) ? [`${destination.host} is not shown to ${gateway.namespace}`] : []),
        ...(service && target && targetPort(service, destination.port === undefined ? undefined : BigInt(destination.port), target) !== callPort ? [`${destination.host} does not lead to port ${callPort ?? 'of the call'}`] : []),
        ...(takesRoutesOf(listener, one.host, one.to.split('/')[0] ?? '') ? [] : [`no route of ${one.to.split('/')[0]} may be bound`]),
        ...(connection && target && !selects(connection.subset, target.labels) ? [`the subset ${destination.subset ?? ''} has no pods`] : []),
        ...(connection?.tls && connection.tls.mode !== 'ISTIO_MUTUAL' ? [`TLS ${connection.tls.mode} to ${destination.host}`] : []),
      ];
      return faults.map((what) => ({ what, causes: route.causes }));
    });
  });
  return told.length === 0 ? [] : [{ ...ends(gateway.key, one.to), side: 'less', what: several(told.map(({ what }) => what)), causes: [one.cause, ...new Set(told.flatMap(({ causes }) => causes))] }];
}

export function compareDoors(world: World, graph: DeclaredGraph): Difference[] {
  const gateways = world.ours.filter((actor) => actor.kind === 'workload' && isGateway(actor));
  return [
    ...entries(world, graph),
    ...gateways.filter(({ key }) => isJudged(world, key)).flatMap((gateway) => listeners(graph, gateway, listenersOf(world.index, gateway))),
    ...graph.doors.filter(({ through, to }) => isJudged(world, through, to)).flatMap((one) => {
      const gateway = gateways.find(({ key }) => key === one.through);
      return gateway ? door(world, graph, one, gateway) : [{ ...ends(internet, one.through), side: 'less' as const, what: `there is no gateway ${one.through}`, causes: [one.cause] }];
    }),
  ];
}
