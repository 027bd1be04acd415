/** NetworkPolicy (networking.k8s.io/v1): allows add up, and a pod that no policy selects for a direction is open in it. */
import { at, defaultNamespace, list, protocolOf, selectorOf, selects, text, texts, whole, type Manifest, type ManifestIndex, type Path, type Selector, type Value } from '../manifests/index.ts';
import type { Actor } from './actor.ts';
import { blockOf, inBlock, type Block } from './addresses.ts';
import { cause, type Cause } from './cause.ts';
import { everyPort, lastPort, onePort, type PortSet } from './ports.ts';

export type Direction = 'ingress' | 'egress';

/** Whom a rule is about: everybody, pods, or addresses. */
export type Peer =
  | { readonly kind: 'everybody'; readonly cause: Cause }
  | { readonly kind: 'pods'; readonly namespaces: Selector | 'own'; readonly pods: Selector; readonly cause: Cause }
  | { readonly kind: 'block'; readonly block: Block; readonly except: readonly Block[]; readonly cause: Cause };

/** Ports are numbers or, where a name is called, whatever the called pod names so. */
export type RulePort = { readonly kind: 'range'; readonly range: PortSet[number] } | { readonly kind: 'name'; readonly name: string; readonly protocol: PortSet[number]['protocol'] };

export interface Rule {
  readonly direction: Direction;
  readonly peers: readonly Peer[];
  /** Absent: every port. */
  readonly ports?: readonly RulePort[];
  readonly cause: Cause;
}

export interface Policy {
  readonly manifest: Manifest;
  readonly namespace: string;
  readonly subject: Selector;
  readonly directions: readonly Direction[];
  readonly rules: readonly Rule[];
}

function peerOf(manifest: Manifest, value: Value, path: Path): Peer[] {
  const block = at(value, 'ipBlock');
  if (block !== undefined && block !== null) {
    const parsed = blockOf(text(at(block, 'cidr')) ?? '');
    const except = texts(at(block, 'except')).flatMap((one) => blockOf(one) ?? []);
    return parsed ? [{ kind: 'block', block: parsed, except, cause: cause(manifest, ...path, 'ipBlock') }] : [];
  }
  const namespaces = at(value, 'namespaceSelector');
  const pods = at(value, 'podSelector');
  // The API server takes no peer without any of the three.
  if ((namespaces ?? undefined) === undefined && (pods ?? undefined) === undefined) return [];
  return [{ kind: 'pods', namespaces: (namespaces ?? undefined) === undefined ? 'own' : selectorOf(namespaces), pods: selectorOf(pods), cause: cause(manifest, ...path) }];
}

function portOf(value: Value): RulePort {
  const protocol = protocolOf(at(value, 'protocol'));
  const named = text(at(value, 'port'));
  if (named !== undefined) return { kind: 'name', name: named, protocol };
  const number = whole(at(value, 'port'));
  if (number === undefined) return { kind: 'range', range: { protocol, from: 1, to: lastPort } };
  return { kind: 'range', range: { protocol, from: number, to: whole(at(value, 'endPort')) ?? number } };
}

function ruleOf(manifest: Manifest, direction: Direction, value: Value, index: number): Rule {
  const path = ['spec', direction, index] as const;
  const side = direction === 'ingress' ? 'from' : 'to';
  const peers = list(at(value, side));
  const ports = list(at(value, 'ports'));
  return {
    direction,
    // None named is everybody, and so is an empty list.
    peers: peers.length === 0 ? [{ kind: 'everybody', cause: cause(manifest, ...path) }] : peers.flatMap((peer, i) => peerOf(manifest, peer, [...path, side, i])),
    ...(ports.length > 0 && { ports: ports.map(portOf) }),
    cause: cause(manifest, ...path),
  };
}

/** Where `policyTypes` is left out: ingress, and egress where there are rules for it. */
function directionsOf(spec: Value | undefined): Direction[] {
  const types = texts(at(spec, 'policyTypes'));
  if (types.length === 0) return at(spec, 'egress') === undefined || list(at(spec, 'egress')).length === 0 ? ['ingress'] : ['ingress', 'egress'];
  return [...(types.includes('Ingress') ? (['ingress'] as const) : []), ...(types.includes('Egress') ? (['egress'] as const) : [])];
}

export function policyOf(manifest: Manifest): Policy {
  const { spec, namespace = defaultNamespace } = manifest;
  const directions = directionsOf(spec);
  return { manifest, namespace, subject: selectorOf(at(spec, 'podSelector')), directions, rules: directions.flatMap((direction) => list(at(spec, direction)).map((rule, i) => ruleOf(manifest, direction, rule, i))) };
}

const read = new WeakMap<Manifest, Policy>();

/** Each is read once, however many indexes it is in. */
export const networkPoliciesOf = (index: ManifestIndex): Policy[] =>
  index.ofKind('NetworkPolicy', 'networking.k8s.io').map((manifest) => {
    const policy = read.get(manifest) ?? policyOf(manifest);
    read.set(manifest, policy);
    return policy;
  });

/** Whether a policy is about a pod. Who shares the node's network is about no policy. */
export const isSubject = ({ namespace, subject }: Policy, actor: Actor): boolean => !actor.hostNetwork && actor.namespace === namespace && selects(subject, actor.labels);

/** Whether a peer is a pod. Addresses of pods are not stable, so no block means one. */
export function isPeer(peer: Peer, { namespace }: Policy, actor: Actor): boolean {
  switch (peer.kind) {
    case 'everybody': return true;
    case 'block': return false;
    case 'pods': return !actor.hostNetwork && (peer.namespaces === 'own' ? actor.namespace === namespace : selects(peer.namespaces, actor.namespaceLabels)) && selects(peer.pods, actor.labels);
  }
}

/** Whether a peer is an address outside the cluster. */
export function isAddress(peer: Peer, address: string): boolean {
  switch (peer.kind) {
    case 'everybody': return true;
    case 'pods': return false;
    case 'block': return inBlock(address, peer.block) && !peer.except.some((block) => inBlock(address, block));
  }
}

/** The ports of a rule at a pod, which gives names their numbers; an address has no names. */
export const portsAt = ({ ports }: Rule, called: Pick<Actor, 'ports'>): PortSet =>
  ports?.flatMap((port) => (port.kind === 'range' ? [port.range] : called.ports.filter(({ name, protocol }) => name === port.name && protocol === port.protocol).map(({ number, protocol }) => onePort(number, protocol)))) ?? everyPort;
