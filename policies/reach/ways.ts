/** Who effectively reaches whom: what the network and, where the mesh decides, identities, methods and paths let through together. */
import { at, list, texts } from '../manifests/index.ts';
import { anyPod, elsewhere, type Actor } from './actor.ts';
import { publicAddress } from './compare-exits.ts';
import type { Cause } from './cause.ts';
import { entriesOf } from './doors.ts';
import { firewallOf, firewallOpenings } from './exits.ts';
import type { AuthorizationRule } from './mesh/rule.ts';
import { isInjected, isGateway, principalOf, unguardedPorts } from './mesh/identity.ts';
import { isMutual, listenersOf } from './mesh/gateways.ts';
import { mtlsOf } from './mesh/peer-authentication.ts';
import { MeshWorkload } from './mesh/workload.ts';
import { bothOpen, type Opening } from './opening.ts';
import { includes, normal, onePort, subtract, type PortSet } from './ports.ts';
import type { Reach, World } from './world.ts';

export interface EffectiveWay {
  readonly from: string;
  readonly to: string;
  readonly ports: PortSet;
  /** What may be asked, where the mesh decides: `POST /tokens`. Absent where it does not. */
  readonly operations?: readonly string[];
  readonly causes: readonly Cause[];
}

export const internet = 'internet';

/** A rule's operations in its own words; a rule without any is about everything. */
function operationsOf({ value }: AuthorizationRule, port: number): string[] {
  const to = list(at(value, 'to'));
  if (to.length === 0) return ['everything'];
  return to.filter((one) => texts(at(one, 'operation', 'ports')).length === 0 || texts(at(one, 'operation', 'ports')).includes(String(port))).flatMap((one) => {
    const methods = texts(at(one, 'operation', 'methods'));
    const paths = texts(at(one, 'operation', 'paths'));
    const hosts = texts(at(one, 'operation', 'hosts'));
    const what = methods.length === 0 && paths.length === 0 ? (hosts.length > 0 ? hosts : ['everything']) : paths.length === 0 ? methods : paths.map((path) => `${methods.join(' or ')} ${path}`.trim());
    return what;
  });
}

const merged = (ways: readonly EffectiveWay[]): EffectiveWay[] => ways.filter(({ ports }) => ports.length > 0);

function throughMesh(reach: Reach, from: Actor, to: Actor, openings: readonly Opening[]): EffectiveWay[] {
  const workload = new MeshWorkload(reach.index, reach.mesh, to);
  const inside = isInjected(from);
  const { serviceAccount, namespace } = from;
  const identity = inside ? { principal: principalOf(from, reach.mesh.trustDomain), namespace, serviceAccount } : {};
  const all = normal(openings.flatMap(({ ports }) => ports));
  const unguarded = unguardedPorts.filter((port) => includes(all, port)).map((port) => onePort(port));
  const opening = openings.flatMap(({ causes }) => causes);
  const plain = { from: from.key, to: to.key, ports: unguarded, causes: openings.filter(({ ports }) => ports.some((range) => unguarded.some((one) => range.from <= one.from && one.to <= range.to))).flatMap(({ causes }) => causes) };
  const candidates = isGateway(to) ? listenersOf(reach.index, to).map(({ port }) => port) : workload.ports([]);
  const guarded = [...new Set(candidates)].filter((port) => includes(all, port)).flatMap((port): EffectiveWay[] => {
    const mutual = isGateway(to) ? listenersOf(reach.index, to).some((one) => one.port === port && isMutual(one)) : mtlsOf(reach.index, reach.mesh, to, port).mode === 'STRICT';
    if (!inside && mutual) return [];
    const { allow, guarded: policies } = workload.authorizationFor(mutual ? identity : {});
    const operations = policies.length === 0 ? ['everything'] : [...new Set(allow.flatMap((rule) => operationsOf(rule, port)))];
    return operations.length === 0 ? [] : [{ from: from.key, to: to.key, ports: [onePort(port)], operations, causes: [...opening, ...allow.map(({ manifest, path }) => ({ manifest, path }))] }];
  });
  return merged([plain, ...guarded]);
}

/** What one pod effectively reaches of another. */
export function effectiveWays(reach: Reach, from: Actor, to: Actor): EffectiveWay[] {
  const openings = reach.network.between(from, to);
  if (openings.length === 0) return [];
  if (to.pod && isInjected(to)) return throughMesh(reach, from, to, openings);
  return merged([{ from: from.key, to: to.key, ports: normal(openings.flatMap(({ ports }) => ports)), causes: openings.flatMap(({ causes }) => causes) }]);
}

/** The public's entries, and what each leads to. */
const fromInternet = (world: World): EffectiveWay[] =>
  entriesOf(world.index, world.ours).flatMap(({ host, to, cause }) => to.map(({ actor, port }) => ({ from: internet, to: actor.key, ports: [onePort(port)], operations: [`by ${host}`], causes: [cause] })));

/** Hosts outside that a pod's namespace lets it reach, itself or, for a caller, its egress gateway. */
function toHosts(world: World): EffectiveWay[] {
  const hosts = [...new Set(world.index.ofKind('EgressFirewall', 'k8s.ovn.org').flatMap(({ spec }) => list(at(spec, 'egress')).map((rule) => at(rule, 'to', 'dnsName'))).filter((host) => typeof host === 'string'))];
  return world.ours.filter(({ kind }) => kind === 'workload').flatMap((actor) =>
    hosts.flatMap((host) => {
      const target = { address: publicAddress, host };
      const open = bothOpen(world.network.releasesAddress(actor, publicAddress, host), firewallOpenings(firewallOf(world.index, actor.namespace), target));
      const general = normal(firewallOpenings(firewallOf(world.index, actor.namespace), { address: publicAddress }).flatMap(({ ports }) => ports));
      const own = subtract(normal(open.flatMap(({ ports }) => ports)), general);
      return merged([{ from: actor.key, to: host, ports: own, causes: open.flatMap(({ causes }) => causes) }]);
    }),
  );
}

/** Pods that stand for somebody: workloads, neighbours, and any pod of a namespace. */
const told = ({ kind, key, namespace }: Actor): boolean => kind !== 'stranger' || (key.endsWith(`/${anyPod}`) && namespace !== elsewhere);

export interface Question {
  readonly from?: string;
  readonly to?: string;
}

/** `vault`, `guichet-cardholder/vault`, `guichet-cardholder/*`, a host, or `internet`. */
export const isMeant = (asked: string | undefined, key: string): boolean => asked === undefined || asked === key || key.endsWith(`/${asked}`) || (asked.endsWith('/*') && key.startsWith(asked.slice(0, -1)));

/** Every effective way with an end of ours, or those that are asked about. */
export function allWays(world: World, { from, to }: Question = {}): EffectiveWay[] {
  const known = world.actors.filter(told);
  const own = new Set(world.ours.map(({ key }) => key));
  const among = known.filter(({ key }) => isMeant(from, key)).flatMap((one) => known.filter((other) => isMeant(to, other.key) && one !== other && (own.has(one.key) || own.has(other.key))).flatMap((other) => effectiveWays(world, one, other)));
  return [...among, ...[...fromInternet(world), ...toHosts(world)].filter((way) => isMeant(from, way.from) && isMeant(to, way.to))];
}
