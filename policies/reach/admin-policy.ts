/** AdminNetworkPolicy and BaselineAdminNetworkPolicy (policy.networking.k8s.io/v1alpha1): of the rules of one direction the first that fits decides. */
import { at, isFields, list, protocolOf, selectorOf, selects, text, texts, whole, type Manifest, type ManifestIndex, type Path, type Selector, type Value } from '../manifests/index.ts';
import type { Actor } from './actor.ts';
import { blockOf, inBlock, type Block } from './addresses.ts';
import { cause, type Cause } from './cause.ts';
import type { Direction } from './network-policy.ts';
import type { Opening } from './opening.ts';
import { everyPort, intersect, onePort, subtract, type PortSet } from './ports.ts';

type Action = 'Allow' | 'Deny' | 'Pass';

type AdminPeer = { readonly kind: 'pods'; readonly namespaces: Selector; readonly pods: Selector } | { readonly kind: 'blocks'; readonly blocks: readonly Block[] } | { readonly kind: 'host'; readonly names: readonly string[] } | { readonly kind: 'nodes' };

export interface AdminRule {
  readonly action: Action;
  readonly direction: Direction;
  readonly peers: readonly AdminPeer[];
  readonly ports: readonly Value[] | undefined;
  readonly cause: Cause;
}

export interface AdminPolicy {
  /** The lowest is asked first. */
  readonly priority: number;
  readonly subject: { readonly namespaces: Selector; readonly pods: Selector };
  readonly rules: readonly AdminRule[];
}

const podsOf = (value: Value | undefined): { readonly namespaces: Selector; readonly pods: Selector } =>
  isFields(at(value, 'pods')) ? { namespaces: selectorOf(at(value, 'pods', 'namespaceSelector')), pods: selectorOf(at(value, 'pods', 'podSelector')) } : { namespaces: selectorOf(at(value, 'namespaces')), pods: [] };

function peerOf(value: Value): AdminPeer[] {
  if (at(value, 'networks') !== undefined) return [{ kind: 'blocks', blocks: texts(at(value, 'networks')).flatMap((one) => blockOf(one) ?? []) }];
  if (at(value, 'domainNames') !== undefined) return [{ kind: 'host', names: texts(at(value, 'domainNames')) }];
  if (at(value, 'nodes') !== undefined) return [{ kind: 'nodes' }];
  return at(value, 'pods') === undefined && at(value, 'namespaces') === undefined ? [] : [{ kind: 'pods', ...podsOf(value) }];
}

const actions: readonly Action[] = ['Allow', 'Deny', 'Pass'];

function rulesOf(manifest: Manifest, direction: Direction): AdminRule[] {
  return list(at(manifest.spec, direction)).map((rule, i) => {
    const path: Path = ['spec', direction, i];
    const ports = at(rule, 'ports');
    return {
      // A word that no API server takes denies: what cannot be read opens nothing.
      action: actions.find((one) => one === at(rule, 'action')) ?? 'Deny',
      direction,
      peers: list(at(rule, direction === 'ingress' ? 'from' : 'to')).flatMap(peerOf),
      ports: ports === undefined || ports === null ? undefined : list(ports),
      cause: cause(manifest, ...path),
    };
  });
}

const policyOf = (manifest: Manifest): AdminPolicy => ({ priority: whole(at(manifest.spec, 'priority')) ?? 0, subject: podsOf(at(manifest.spec, 'subject')), rules: [...rulesOf(manifest, 'ingress'), ...rulesOf(manifest, 'egress')] });

const group = 'policy.networking.k8s.io';

export interface AdminPolicies {
  /** By priority. */
  readonly admin: readonly AdminPolicy[];
  readonly baseline: readonly AdminPolicy[];
}

export const adminPoliciesOf = (index: ManifestIndex): AdminPolicies => ({
  admin: index.ofKind('AdminNetworkPolicy', group).map(policyOf).sort((a, b) => a.priority - b.priority),
  baseline: index.ofKind('BaselineAdminNetworkPolicy', group).map(policyOf),
});

/** Somebody at the other end of a connection: a pod, or an address or host outside. */
export type End = { readonly actor: Actor } | { readonly address: string; readonly host?: string };

function fits(peer: AdminPeer, end: End): boolean {
  if ('actor' in end) return peer.kind === 'pods' && !end.actor.hostNetwork && selects(peer.namespaces, end.actor.namespaceLabels) && selects(peer.pods, end.actor.labels);
  if (peer.kind === 'blocks') return peer.blocks.some((block) => inBlock(end.address, block));
  return peer.kind === 'host' && end.host !== undefined && peer.names.some((name) => name === end.host || (name.startsWith('*.') && end.host?.endsWith(name.slice(1))));
}

function portsOf(ports: readonly Value[] | undefined, called: Actor | undefined): PortSet {
  if (ports === undefined) return everyPort;
  return ports.flatMap((port): PortSet => {
    const name = text(at(port, 'namedPort'));
    if (name !== undefined) return (called?.ports ?? []).filter((one) => one.name === name).map(({ number, protocol }) => onePort(number, protocol));
    const range = at(port, 'portRange');
    if (range !== undefined) return [{ protocol: protocolOf(at(range, 'protocol')), from: whole(at(range, 'start')) ?? 1, to: whole(at(range, 'end')) ?? 0 }];
    const number = whole(at(port, 'portNumber', 'port'));
    return number === undefined ? [] : [onePort(number, protocolOf(at(port, 'portNumber', 'protocol')))];
  });
}

export interface Verdict {
  readonly allowed: readonly Opening[];
  readonly denied: readonly Opening[];
  /** What nobody decided, or was passed on. */
  readonly rest: PortSet;
}

/** Asks policies about what one end may do with the other; `called` is whose names of ports count. */
export function decide(policies: readonly AdminPolicy[], direction: Direction, subject: Actor, end: End, called: Actor | undefined): Verdict {
  const allowed: Opening[] = [];
  const denied: Opening[] = [];
  let undecided: PortSet = everyPort;
  let passed: PortSet = [];
  const about = policies.filter((policy) => !subject.hostNetwork && selects(policy.subject.namespaces, subject.namespaceLabels) && selects(policy.subject.pods, subject.labels));
  for (const rule of about.flatMap(({ rules }) => rules)) {
    if (rule.direction !== direction || !rule.peers.some((peer) => fits(peer, end))) continue;
    const ports = intersect(portsOf(rule.ports, called), undecided);
    undecided = subtract(undecided, ports);
    if (rule.action === 'Pass') passed = [...passed, ...ports];
    else if (ports.length > 0) (rule.action === 'Allow' ? allowed : denied).push({ ports, causes: [rule.cause] });
  }
  return { allowed, denied, rest: [...undecided, ...passed] };
}
