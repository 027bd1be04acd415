/** Which mutants the proof does not see. */
import type { Manifest } from '../../manifests/index.ts';
import { differencesOf } from '../compare.ts';
import type { DeclaredGraph } from '../declared.ts';
import { changedWorld, type World } from '../world.ts';
import type { Mutant } from './mutants.ts';

/** An object of the root namespace is about the whole mesh; routes and services are about those who use them too. */
function namespacesOf({ kind, namespace = '' }: Manifest, { mesh }: World): ReadonlySet<string> | undefined {
  const own = new Set([namespace]);
  return namespace === mesh.rootNamespace && kind !== 'NetworkPolicy' && kind !== 'EgressFirewall' ? undefined : own;
}

/** Whether the proof fails for a mutant. */
export const isSeen = (world: World, graph: DeclaredGraph, { manifest, index, walls }: Mutant): boolean =>
  differencesOf(changedWorld(world, index(), namespacesOf(manifest, world)), graph, walls).length > 0;
