/** The network's two halves: what each pod lets out and lets in. Both must be open for a connection, and each is judged for itself. */
import type { ManifestIndex } from '../manifests/index.ts';
import type { Actor } from './actor.ts';
import { adminPoliciesOf, decide, type AdminPolicies, type End } from './admin-policy.ts';
import { isAddress, isPeer, isSubject, networkPoliciesOf, portsAt, type Direction, type Policy } from './network-policy.ts';
import { bothOpen, type Opening } from './opening.ts';
import { everyPort, intersect, type PortSet } from './ports.ts';

const open: readonly Opening[] = [{ ports: everyPort, causes: [] }];

export class Network {
  readonly #policies: readonly Policy[];
  readonly #byNamespace: ReadonlyMap<string, readonly Policy[]>;
  readonly #admin: AdminPolicies;
  readonly #isolating = new Map<string, readonly Policy[]>();

  constructor(index: ManifestIndex) {
    this.#policies = networkPoliciesOf(index);
    this.#byNamespace = Map.groupBy(this.#policies, ({ namespace }) => namespace);
    this.#admin = adminPoliciesOf(index);
  }

  get policies(): readonly Policy[] {
    return this.#policies;
  }

  /** The NetworkPolicies that are about a pod in a direction. None: nothing is kept from it. */
  isolating(actor: Actor, direction: Direction): readonly Policy[] {
    const key = `${direction} ${actor.key}`;
    const known = this.#isolating.get(key) ?? (this.#byNamespace.get(actor.namespace) ?? []).filter((policy) => policy.directions.includes(direction) && isSubject(policy, actor));
    this.#isolating.set(key, known);
    return known;
  }

  /** What a pod lets in from another. */
  admits(to: Actor, from: Actor): readonly Opening[] {
    return this.#half(to, 'ingress', { actor: from }, to);
  }

  /** What a pod lets out to another. */
  releases(from: Actor, to: Actor): readonly Opening[] {
    return this.#half(from, 'egress', { actor: to }, to);
  }

  /** What a pod lets in from an address outside the cluster. */
  admitsAddress(to: Actor, address: string): readonly Opening[] {
    return this.#half(to, 'ingress', { address }, to);
  }

  /** What a pod lets out to an address outside the cluster; of a host the name is known too. */
  releasesAddress(from: Actor, address: string, host?: string): readonly Opening[] {
    return this.#half(from, 'egress', { address, ...(host !== undefined && { host }) }, undefined);
  }

  /** What one pod may say to another. */
  between(from: Actor, to: Actor): readonly Opening[] {
    const out = this.releases(from, to);
    return out.length === 0 ? [] : bothOpen(out, this.admits(to, from));
  }

  #half(subject: Actor, direction: Direction, end: End, called: Actor | undefined): readonly Opening[] {
    const { admin, baseline } = this.#admin;
    if (admin.length === 0 && baseline.length === 0) return this.#byPolicies(subject, direction, end, called, everyPort) ?? open;
    const { allowed, rest } = decide(admin, direction, subject, end, called);
    const byPolicies = this.#byPolicies(subject, direction, end, called, rest);
    if (byPolicies) return [...allowed, ...byPolicies];
    const verdict = decide(baseline, direction, subject, end, called);
    const among = (ports: PortSet, opening: Opening): Opening => ({ ...opening, ports: intersect(opening.ports, ports) });
    return [...allowed, ...verdict.allowed.map((opening) => among(rest, opening)), { ports: intersect(verdict.rest, rest), causes: [] }].filter(({ ports }) => ports.length > 0);
  }

  /** What NetworkPolicies open of some ports; nothing to say where none is about the pod. */
  #byPolicies(subject: Actor, direction: Direction, end: End, called: Actor | undefined, among: PortSet): Opening[] | undefined {
    const policies = this.isolating(subject, direction);
    if (policies.length === 0) return undefined;
    return policies.flatMap((policy) =>
      policy.rules.filter((rule) => rule.direction === direction).flatMap((rule) =>
        rule.peers
          .filter((peer) => ('actor' in end ? isPeer(peer, policy, end.actor) : isAddress(peer, end.address)))
          .map((peer) => ({ ports: intersect(portsAt(rule, called ?? { ports: [] }), among), causes: [peer.cause] }))
          .filter(({ ports }) => ports.length > 0),
      ),
    );
  }
}
