/** Which mutants the proof does not see. */
import { at, selectorOf, selects } from '../../manifests/index.ts';
import type { Actor } from '../actor.ts';
import { differencesOf } from '../compare.ts';
import type { DeclaredGraph } from '../declared.ts';
import type { Wall } from '../difference.ts';
import { isGateway } from '../mesh/identity.ts';
import { changedWorld, type World } from '../world.ts';
import { reasonFor } from './equivalents.ts';
import type { Mutant } from './mutants.ts';

const selectorFields: Readonly<Record<string, string>> = { NetworkPolicy: 'podSelector', AuthorizationPolicy: 'selector', PeerAuthentication: 'selector', RequestAuthentication: 'selector' };

/**
 * Whose walls an object can change: of a policy, the pods that it selects, as it was or as it became, which in the root namespace may be
 * anywhere; of others, those of their namespace.
 */
function isMeant({ manifest, object }: Mutant, { mesh }: World): (actor: Actor) => boolean {
  const { kind, namespace } = manifest;
  const everywhere = namespace === mesh.rootNamespace && kind !== 'NetworkPolicy' && kind !== 'EgressFirewall';
  const field = selectorFields[kind];
  const selectors = field === undefined ? [] : [manifest.spec, at(object, 'spec')].filter((spec) => spec !== undefined).map((spec) => selectorOf(at(spec, field)));
  return (actor) => (everywhere || actor.namespace === namespace) && (field === undefined || selectors.some((selector) => selects(selector, actor.labels)));
}

/** Policies of the mesh in a namespace without gateways are part of no door. */
function wallsOf({ manifest: { namespace }, walls }: Mutant, { ours, mesh }: World): readonly Wall[] {
  const gateways = namespace === mesh.rootNamespace || ours.some((actor) => actor.namespace === namespace && isGateway(actor));
  return walls.includes('mesh') && !gateways ? ['mesh'] : walls;
}

/** Whether the proof fails for a mutant. */
export const isSeen = (world: World, graph: DeclaredGraph, mutant: Mutant): boolean =>
  differencesOf(changedWorld(world, mutant.index(), isMeant(mutant, world)), graph, wallsOf(mutant, world)).length > 0;

export interface Survivor {
  readonly mutant: Mutant;
  /** Why it changes nothing; absent where the proof is deaf. */
  readonly equivalent?: string;
}

/** The mutants that the proof does not see, each with the reason why it changes nothing, if there is one. */
export function survivorsAmong(world: World, graph: DeclaredGraph, mutants: readonly Mutant[]): Survivor[] {
  return mutants.filter((mutant) => !isSeen(world, graph, mutant)).map((mutant) => {
    const reason = reasonFor(mutant, world);
    return { mutant, ...(reason !== undefined && { equivalent: reason }) };
  });
}
