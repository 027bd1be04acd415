/** The proof: every wall against the declared graph, nothing more and nothing less. */
import type { ManifestIndex } from '../manifests/index.ts';
import { compareCalls } from './compare-calls.ts';
import { compareDoors } from './compare-doors.ts';
import { compareExits } from './compare-exits.ts';
import { compareMesh } from './compare-mesh.ts';
import { compareNetwork } from './compare-network.ts';
import { compareOutside } from './compare-outside.ts';
import type { DeclaredGraph } from './declared.ts';
import type { Difference, Wall } from './difference.ts';
import { worldOf, type World } from './world.ts';

export interface Proof {
  readonly world: World;
  /** Absent where the manifests bring no declared graph: then there is nothing to hold them to. */
  readonly graph: DeclaredGraph | undefined;
  readonly differences: readonly Difference[];
}

type Compare = (world: World, graph: DeclaredGraph) => Difference[];

const compares: readonly (readonly [readonly Wall[], Compare])[] = [
  [['ingress', 'egress'], (world, graph) => compareNetwork({ ...world, graph })],
  [['exits'], compareExits],
  [['calls'], compareCalls],
  [['doors'], compareDoors],
  [['outside'], compareOutside],
  [['mesh'], compareMesh],
];

/** Judges the walls, or some of them. */
export function differencesOf(world: World, graph: DeclaredGraph, walls?: readonly Wall[]): Difference[] {
  return compares.filter(([names]) => walls === undefined || names.some((name) => walls.includes(name))).flatMap(([, compare]) => compare(world, graph));
}

export function prove(index: ManifestIndex): Proof {
  const world = worldOf(index);
  return { world, graph: world.graph, differences: world.graph ? differencesOf(world, world.graph) : [] };
}
