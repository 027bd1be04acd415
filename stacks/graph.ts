/**
 * The declared graph as data, beside the tree: who may reach whom, by what. It is written from the plan alone, not from what the facets
 * make of it, so that policies, which know nothing of declarations, can hold the emitted objects to it.
 */
import type { Plan } from '../constructs/plan.ts';
import { callsOf, doorsOf, outsideOf } from './graph/calls.ts';
import { exitsOf } from './graph/exits.ts';
import { nearMissesOf, neighboursOf } from './graph/parties.ts';
import { waysOf } from './graph/ways.ts';

/** No object of the cluster: nothing applies it, and no kustomization names it. */
export const graphFile = 'declared-graph.json';

export function declaredGraph(plan: Plan): object {
  const { environment: { name, identity: { issuer, audience, jwksUri } } } = plan;
  return {
    apiVersion: 'guichet.dev/v1',
    kind: 'DeclaredGraph',
    metadata: { name },
    spec: {
      endUsers: { issuer, audience, keys: jwksUri },
      neighbours: neighboursOf(plan),
      nearMisses: nearMissesOf(plan),
      ways: waysOf(plan),
      calls: callsOf(plan),
      doors: doorsOf(plan),
      outside: outsideOf(plan),
      ...exitsOf(plan),
    },
  };
}
