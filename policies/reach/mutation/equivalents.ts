/** Mutants that change nothing, each with the reason, and a test of that reason: a survivor that none of them explains is a hole in the proof. */
import { at, list, selectorOf, text, type Path, type Value } from '../../manifests/index.ts';
import { anyPod, elsewhere, type Actor } from '../actor.ts';
import { authorizationOf } from '../mesh/authorization.ts';
import { isGateway, isInjected, meshSettings } from '../mesh/identity.ts';
import { mtlsOf } from '../mesh/peer-authentication.ts';
import { isSelected } from '../mesh/services.ts';
import { jwtRulesOf } from '../mesh/tokens.ts';
import { policyOf, type Direction } from '../network-policy.ts';
import { Network } from '../network.ts';
import type { World } from '../world.ts';
import type { Mutant } from './mutants.ts';

interface Equivalence {
  readonly reason: string;
  readonly is: (mutant: Mutant, world: World) => boolean;
}

const last = (path: Path | undefined): string | number | undefined => path?.at(-1);
const former = ({ manifest, path }: Mutant): Value | undefined => (path ? at(manifest.object, ...path) : undefined);
const isDrop = ({ what }: Mutant, kind: string, { manifest }: Mutant): boolean => what === 'drop' && manifest.kind === kind;
const drops = (mutant: Mutant, kind: string, field: string): boolean => isDrop(mutant, kind, mutant) && last(mutant.path) === field;

const directions: readonly Direction[] = ['ingress', 'egress'];

/** Whether every pod that a policy isolates is still isolated without what was dropped of it, and no rule is lost. */
function staysIsolated({ manifest, object, index }: Mutant, { ours }: World): boolean {
  const before = policyOf(manifest);
  const after = object ? policyOf(manifest.changed(object)) : undefined;
  if ((after?.rules.length ?? 0) !== before.rules.length) return false;
  const network = new Network(index());
  return ours.filter(({ namespace }) => namespace === before.namespace).every((actor) => directions.every((direction) => network.isolating(actor, direction).length > 0));
}

const guarded = (actors: readonly Actor[]): Actor[] => actors.filter((actor) => isInjected(actor));

/** Whether everything in the mesh still has an ALLOW, so that what none allows is denied. */
function staysGuarded({ index }: Mutant, { ours }: World): boolean {
  const changed = index();
  return guarded(ours).every((actor) => authorizationOf(changed, meshSettings(changed), actor).guarded.length > 0);
}

function staysStrict({ index }: Mutant, { ours, actors }: World): boolean {
  const changed = index();
  return [...guarded(ours), ...actors.filter(({ key }) => key === `${elsewhere}/${anyPod}`)].every((actor) => mtlsOf(changed, meshSettings(changed), actor, 1).mode === 'STRICT');
}

/** Whether every other workload of the namespace that reads tokens at all reads the same, and those that read none have no rule about end users. */
function readsTheSame({ manifest, index }: Mutant, { ours, mesh }: World): boolean {
  const changed = index();
  const read = (actor: Actor): string => JSON.stringify([...new Set(jwtRulesOf(changed, mesh, actor).map(({ issuer, audiences }) => [issuer, audiences].join(' ')))]);
  const inside = ours.filter((actor) => actor.namespace === manifest.namespace && isInjected(actor));
  return new Set(inside.map(read)).size === 1;
}

/** Whether a Service has one port, and only gateways call the pods that it selects. */
function isCalledByGatewaysAlone({ manifest }: Mutant, { graph, ours }: World): boolean {
  const targets = ours.filter((actor) => actor.pod && isSelected(manifest, actor)).map(({ key }) => key);
  const callers = (graph?.calls ?? []).filter(({ to }) => targets.includes(to)).map(({ from }) => ours.find(({ key }) => key === from));
  return list(at(manifest.spec, 'ports')).length === 1 && callers.length > 0 && callers.every((caller) => caller !== undefined && isGateway(caller));
}

export const equivalences: readonly Equivalence[] = [
  { reason: 'TCP is what a port is where it does not say', is: (mutant) => drops(mutant, 'NetworkPolicy', 'protocol') && former(mutant) === 'TCP' },
  { reason: 'no API server takes a rule of an EgressFirewall without type and protocol; read as it stands it opens nothing else', is: (mutant) => (drops(mutant, 'EgressFirewall', 'protocol') && former(mutant) === 'TCP') || (drops(mutant, 'EgressFirewall', 'type') && former(mutant) === 'Deny') },
  { reason: 'ALLOW is what a policy does where it does not say', is: (mutant) => drops(mutant, 'AuthorizationPolicy', 'action') && former(mutant) === 'ALLOW' },
  { reason: 'an empty selector and none select the same', is: (mutant) => (drops(mutant, 'NetworkPolicy', 'podSelector') && selectorOf(former(mutant)).length === 0) },
  { reason: 'another policy about the same pods isolates them, and no rule is lost', is: (mutant, world) => mutant.manifest.kind === 'NetworkPolicy' && (mutant.path === undefined || mutant.path[1] === 'policyTypes') && staysIsolated(mutant, world) },
  { reason: 'pods of the policy’s own namespace are meant where no namespace is named', is: (mutant) => drops(mutant, 'NetworkPolicy', 'namespaceSelector') && text(at(former(mutant), 'matchLabels', 'kubernetes.io/metadata.name')) === mutant.manifest.namespace },
  { reason: 'an empty ALLOW of the namespace or of the mesh still denies what no other allows', is: (mutant, world) => mutant.manifest.kind === 'AuthorizationPolicy' && mutant.what === 'leave out' && at(mutant.manifest.spec, 'rules') === undefined && staysGuarded(mutant, world) },
  { reason: 'the mesh’s, or every namespace’s own, mode is STRICT already', is: (mutant, world) => mutant.manifest.kind === 'PeerAuthentication' && staysStrict(mutant, world) },
  { reason: 'whoever else is selected reads the same tokens', is: (mutant, world) => mutant.manifest.kind === 'RequestAuthentication' && mutant.path?.[1] === 'selector' && readsTheSame(mutant, world) },
  { reason: 'left out, the keys are those that the issuer names itself (OpenID Connect Discovery)', is: (mutant) => drops(mutant, 'RequestAuthentication', 'jwksUri') },
  { reason: 'the namespace has no other gateway that could be selected', is: (mutant, { ours }) => isDrop(mutant, 'Gateway', mutant) && mutant.path?.[1] === 'selector' && ours.filter((actor) => actor.namespace === mutant.manifest.namespace && actor.pod && isGateway(actor)).length === 1 },
  { reason: 'an entry without a word on plaintext takes none (OpenShift, Route)', is: (mutant) => drops(mutant, 'Route', 'insecureEdgeTerminationPolicy') && former(mutant) === 'None' },
  { reason: 'ClusterIP is what a Service is where it does not say', is: (mutant) => drops(mutant, 'Service', 'type') && former(mutant) === 'ClusterIP' },
  { reason: 'no API server takes a port of a Service without a number', is: (mutant) => drops(mutant, 'Service', 'port') },
  { reason: 'the Route finds the Service’s port by its name', is: (mutant, { index, ours }) => mutant.manifest.kind === 'Service' && mutant.what === 'turn' && last(mutant.path) === 'port' && index.ofKind('Route').some((route) => route.namespace === mutant.manifest.namespace && typeof at(route.spec, 'port', 'targetPort') === 'string') && ours.some((actor) => actor.namespace === mutant.manifest.namespace && actor.pod && isGateway(actor)) },
  { reason: 'a gateway’s route that names no port finds the Service’s only one, and nobody else calls it', is: (mutant, world) => mutant.manifest.kind === 'Service' && mutant.what === 'turn' && last(mutant.path) === 'port' && isCalledByGatewaysAlone(mutant, world) },
  { reason: 'a Service’s port is its target where it names none', is: (mutant) => drops(mutant, 'Service', 'targetPort') },
];

/** Why a mutant changes nothing, if a reason is known and holds for it. */
export const reasonFor = (mutant: Mutant, world: World): string | undefined => equivalences.find(({ is }) => is(mutant, world))?.reason;
