/** Everything that the walls are judged among, made once of an index. */
import { at, list, text, texts, type ManifestIndex, type Value } from '../manifests/index.ts';
import { actorsOf, type Actor } from './actor.ts';
import { blockOf, edges } from './addresses.ts';
import { declaredGraphOf, type DeclaredGraph } from './declared.ts';
import { meshSettings, type MeshSettings } from './mesh/identity.ts';
import { Network } from './network.ts';

export interface World {
  readonly index: ManifestIndex;
  readonly graph: DeclaredGraph | undefined;
  readonly network: Network;
  readonly mesh: MeshSettings;
  readonly actors: readonly Actor[];
  /** Pods in the namespaces that the manifests make or fill. */
  readonly ours: readonly Actor[];
  /** Whose walls are judged: ours, or some of them. */
  readonly judged: readonly Actor[];
  readonly addresses: readonly string[];
}

const blocksOfRule = (rule: Value): string[] => ['from', 'to'].flatMap((side) => list(at(rule, side))).flatMap((peer) => [text(at(peer, 'ipBlock', 'cidr')) ?? '', ...texts(at(peer, 'ipBlock', 'except')), ...texts(at(peer, 'networks'))]);

/** Every block of addresses that some object or declaration names. */
function blocksOf(index: ManifestIndex, graph: DeclaredGraph | undefined): string[] {
  const policies = ['NetworkPolicy', 'AdminNetworkPolicy', 'BaselineAdminNetworkPolicy'].flatMap((kind) => index.ofKind(kind)).flatMap(({ spec }) => ['ingress', 'egress'].flatMap((direction) => list(at(spec, direction)).flatMap(blocksOfRule)));
  const firewalls = index.ofKind('EgressFirewall').flatMap(({ spec }) => list(at(spec, 'egress')).map((rule) => text(at(rule, 'to', 'cidrSelector')) ?? ''));
  const declared = (graph?.ways ?? []).flatMap(({ to }) => (typeof to === 'string' ? [] : [to.block, ...to.except]));
  return [...policies, ...firewalls, ...declared, ...(graph?.exits ?? []).map((exit) => ('block' in exit ? exit.block : ''))];
}

/** What decides whether one pod reaches another: enough for whoever asks about pods that are there. */
export type Reach = Pick<World, 'index' | 'network' | 'mesh'>;

export const reachOf = (index: ManifestIndex): Reach => ({ index, network: new Network(index), mesh: meshSettings(index) });

/** A public and a private address that no object is likely to name: RFC 5737 keeps the first for documentation. */
const somewhere = ['203.0.113.1', '10.255.255.1'];

export function worldOf(index: ManifestIndex): World {
  const graph = declaredGraphOf(index);
  const actors = actorsOf({ index, neighbours: graph?.neighbours ?? [], nearMisses: graph?.nearMisses ?? [] });
  const own = new Set([...index.ofKind('Namespace', '').map(({ name }) => name), ...index.pods.map(({ namespace }) => namespace)]);
  const ours = actors.filter(({ namespace }) => own.has(namespace));
  return {
    ...reachOf(index),
    graph,
    actors,
    ours,
    judged: ours,
    addresses: [...new Set([...somewhere, ...blocksOf(index, graph).flatMap((block) => blockOf(block) ?? []).flatMap(edges)])].sort(),
  };
}

/** Whether one of some parties is judged. */
export const isJudged = ({ judged }: World, ...keys: readonly string[]): boolean => keys.some((key) => judged.some((actor) => actor.key === key));

/** The same world with other manifests and the same actors: what mutations of policies leave. Only some walls are judged. */
export function changedWorld(world: World, index: ManifestIndex, isMeant: (actor: Actor) => boolean): World {
  return { ...world, ...reachOf(index), judged: world.ours.filter(isMeant) };
}
