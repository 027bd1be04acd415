/** Whether declared calls arrive: what the caller's own proxy makes of them. Anybody can go round their own proxy, so it opens and shuts nothing to others. */
import { selects } from '../manifests/index.ts';
import type { Actor } from './actor.ts';
import type { Cause } from './cause.ts';
import { several } from './compare-mesh.ts';
import type { DeclaredCall, DeclaredGraph } from './declared.ts';
import type { Difference } from './difference.ts';
import { connectionOf } from './mesh/destination-rules.ts';
import { isGateway, principalOf } from './mesh/identity.ts';
import { requestOf } from './mesh/probes.ts';
import { routeOf, type Destination } from './mesh/routes.ts';
import { hostOf, isSelected, isServiceExported, knowsHost, targetPort } from './mesh/services.ts';
import { isJudged, type World } from './world.ts';

interface Fault {
  readonly what: string;
  readonly causes: readonly Cause[];
}

/** A destination must be the callee's pods, reached by mutual TLS under the callee's own name. */
function faultsAt({ index, mesh }: World, from: Actor, to: Actor, destination: Destination, host: string): string[] {
  const connection = connectionOf(index, from, destination, 80);
  if (!connection) return [`there is no subset ${destination.subset ?? ''} of ${destination.host}`];
  const { tls, subset } = connection;
  return [
    ...(destination.host === host ? [] : [`is sent to ${destination.host}`]),
    ...(selects(subset, to.labels) ? [] : [`the subset ${destination.subset ?? ''} has no pods`]),
    ...(tls && tls.mode !== 'ISTIO_MUTUAL' ? [`TLS ${tls.mode}`] : []),
    ...(tls?.names.every((name) => name === `spiffe://${principalOf(to, mesh.trustDomain)}`) === false ? ['the callee is not who is expected'] : []),
  ];
}

function faultsOf(world: World, graph: DeclaredGraph, call: DeclaredCall, from: Actor, to: Actor): Fault[] {
  const { index, mesh } = world;
  const service = index.ofKind('Service', '').find((one) => isSelected(one, to));
  if (!service || targetPort(service, BigInt(call.port), to) !== call.port) return [{ what: `no Service leads to ${to.key}:${call.port}`, causes: service ? [{ manifest: service, path: ['spec'] }] : [] }];
  const host = hostOf(service);
  const hidden = isServiceExported(service, from.namespace) && knowsHost(index, from, mesh.rootNamespace, host, to.namespace) ? [] : [{ what: `${host} is not known to ${from.key}`, causes: [{ manifest: service, path: ['metadata'] }] }];
  const astray = call.operations.flatMap((operation): Fault[] => {
    const route = routeOf(index, host, requestOf(graph, operation, host), { gateway: 'mesh', namespace: from.namespace, port: call.port });
    if (route?.kind === 'none') return [{ what: `${operation.name} has no route`, causes: route.causes }];
    const destinations = route?.destinations ?? [{ host }];
    return destinations.flatMap((destination) => faultsAt(world, from, to, destination, host)).map((what) => ({ what: `${operation.name}: ${what}`, causes: route?.causes ?? [] }));
  });
  return [...hidden, ...astray];
}

/** Calls of gateways are doors, which are judged with the public's way. */
export function compareCalls(world: World, graph: DeclaredGraph): Difference[] {
  return graph.calls.filter((call) => isJudged(world, call.from, call.to)).flatMap((call): Difference[] => {
    const [from, to] = [call.from, call.to].map((key) => world.ours.find((actor) => actor.key === key && actor.kind === 'workload'));
    if (from && isGateway(from)) return [];
    const faults = from && to ? faultsOf(world, graph, call, from, to) : [{ what: `there is no ${from ? call.to : call.from}`, causes: [] }];
    return faults.length === 0 ? [] : [{ wall: 'calls', side: 'less', from: call.from, to: call.to, what: several(faults.map(({ what }) => what)), causes: [call.cause, ...faults.flatMap(({ causes }) => causes)] }];
  });
}
