/** Which namespaces a pod's policies speak of at all: cheap to ask before a question about two pods, of which there are very many. */
import { selects } from '../manifests/index.ts';
import type { Actor } from './actor.ts';
import type { Direction, Policy } from './network-policy.ts';
import type { Reach } from './world.ts';

const speaksOf = (policies: readonly Policy[], direction: Direction, { namespace, namespaceLabels }: Actor): boolean =>
  policies.some((policy) => policy.rules.some((rule) => rule.direction === direction && rule.peers.some((peer) => peer.kind === 'everybody' || (peer.kind === 'pods' && (peer.namespaces === 'own' ? namespace === policy.namespace : selects(peer.namespaces, namespaceLabels))))));

/** False where nothing can be open between a pod and another's namespace in a direction; true does not say that anything is. */
export function mayBeOpen({ index, network }: Reach, actor: Actor, direction: Direction): (other: Actor) => boolean {
  const policies = network.isolating(actor, direction);
  const administered = ['AdminNetworkPolicy', 'BaselineAdminNetworkPolicy'].some((kind) => index.ofKind(kind).length > 0);
  if (policies.length === 0 || administered) return () => true;
  const known = new Map<string, boolean>();
  return (other) => {
    const told = known.get(other.namespace) ?? speaksOf(policies, direction, other);
    known.set(other.namespace, told);
    return told;
  };
}
