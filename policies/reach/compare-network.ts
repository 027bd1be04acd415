/** Holds each half of the network to the declared ways: for every pod of ours and everybody at the other end, the same ports and no others. */
import type { Actor } from './actor.ts';
import { cause, type Cause } from './cause.ts';
import { isAddressed, isParty, type DeclaredGraph, type DeclaredWay } from './declared.ts';
import type { Difference } from './difference.ts';
import type { Direction } from './network-policy.ts';
import type { Network } from './network.ts';
import { portsOfAll, type Opening } from './opening.ts';
import { normal, portsText, subtract, type PortSet } from './ports.ts';

const declaredPorts = (ways: readonly DeclaredWay[]): PortSet => normal(ways.flatMap(({ ports }) => ports));

interface Compared {
  readonly wall: Direction;
  readonly from: string;
  readonly to: string;
  readonly open: readonly Opening[];
  readonly declared: readonly DeclaredWay[];
  /** What isolates the pod, or that nothing does. */
  readonly isolation: readonly Cause[];
}

function differences({ wall, from, to, open, declared, isolation }: Compared): Difference[] {
  const more = subtract(portsOfAll(open), declaredPorts(declared));
  const less = subtract(declaredPorts(declared), portsOfAll(open));
  const opening = open.filter(({ ports }) => subtract(ports, declaredPorts(declared)).length > 0).flatMap(({ causes }) => causes);
  return [
    ...(more.length > 0 ? [{ wall, side: 'more' as const, from, to, what: portsText(more), causes: opening }] : []),
    ...(less.length > 0 ? [{ wall, side: 'less' as const, from, to, what: portsText(less), causes: [...declared.map((way) => way.cause), ...isolation] }] : []),
  ];
}

export interface NetworkComparison {
  readonly network: Network;
  readonly graph: DeclaredGraph;
  readonly actors: readonly Actor[];
  /** Addresses outside the cluster, one for each part that blocks can tell apart. */
  readonly addresses: readonly string[];
  /** The pods whose halves are judged. */
  readonly judged: readonly Actor[];
}

const isolationOf = (network: Network, actor: Actor, direction: Direction): Cause[] => network.isolating(actor, direction).map(({ manifest }) => cause(manifest, 'spec', 'podSelector'));

/** The ways into or out of one pod. What leads to everybody says nothing of who lets it in, nor what comes from everybody of who lets it out. */
function waysOf(graph: DeclaredGraph, actor: Actor, direction: Direction): DeclaredWay[] {
  return graph.ways.filter(({ from, to }) => (direction === 'egress' ? from !== '*' && isParty(from, actor) : typeof to === 'string' && to !== '*' && isParty(to, actor)));
}

function half(comparison: NetworkComparison, actor: Actor, wall: Direction): Difference[] {
  const { network, graph, actors, addresses } = comparison;
  const ways = waysOf(graph, actor, wall);
  const isolation = isolationOf(network, actor, wall);
  const isOther = (way: DeclaredWay, other: Actor): boolean => (wall === 'ingress' ? isParty(way.from, other) : typeof way.to === 'string' && isParty(way.to, other));
  const isOutside = (way: DeclaredWay, address: string): boolean => (wall === 'ingress' ? way.from === '*' : isAddressed(way.to, address));
  const ends = (other: string) => (wall === 'ingress' ? { from: other, to: actor.key } : { from: actor.key, to: other });
  return [
    ...actors.flatMap((other) => differences({ wall, ...ends(other.key), open: wall === 'ingress' ? network.admits(actor, other) : network.releases(actor, other), declared: ways.filter((way) => isOther(way, other)), isolation })),
    ...addresses.flatMap((address) => differences({ wall, ...ends(address), open: wall === 'ingress' ? network.admitsAddress(actor, address) : network.releasesAddress(actor, address), declared: ways.filter((way) => isOutside(way, address)), isolation })),
  ];
}

export const compareNetwork = (comparison: NetworkComparison): Difference[] => comparison.judged.flatMap((actor) => (['ingress', 'egress'] as const).flatMap((wall) => half(comparison, actor, wall)));
