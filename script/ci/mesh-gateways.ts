/**
 * Judges the ingress and egress gateways by real traffic: from the emitted manifests alone, Istio's control plane makes the configuration
 * of every gateway's Envoy, and everything that may come in or go out, and much that may not, is sent through it. Needs the tree that
 * `npm run synth` writes, and leave to listen on port 443 of a loopback address, which is the port that the manifests name.
 */
import { plan } from '../../constructs/plan.ts';
import { prod as environment } from '../../environments/prod.ts';
import { services as declarations } from '../../services/registry.ts';
import { check, hold, say, since } from './check.ts';
import { writtenFor } from './cluster/written.ts';
import { egressProbes } from './mesh/egress-probes.ts';
import { gatewayMutations, type GatewayMutation } from './mesh/gateway-mutations.ts';
import { gatewaysOf, type PlannedGateway } from './mesh/gateway-plan.ts';
import { probeKinds } from './mesh/gateway-probe.ts';
import { gatewaySummary, listedGateways } from './mesh/gateway-report.ts';
import { World } from './mesh/gateway-run.ts';
import { identitiesOf } from './mesh/identity.ts';
import { ingressProbes } from './mesh/ingress-probes.ts';
import { asStored, type Emitted } from './mesh/manifests.ts';

const planned = plan(declarations, environment);
const gateways = gatewaysOf(planned);
const hosts = [...new Set(planned.zones.flatMap(({ outside }) => outside.map(({ host }) => host)))];

const probesOf = (gateway: PlannedGateway, { authorities }: World) =>
  gateway.name === 'ingress' ? ingressProbes(gateway) : egressProbes(gateway, { authorities, identities: identitiesOf(planned), hosts });

/** Tries every gateway; gives the number of surprises. */
async function judged(objects: readonly Emitted[], world: World, resources: AsyncDisposableStack): Promise<number> {
  const started = performance.now();
  const probes = gateways.flatMap((gateway) => probesOf(gateway, world));
  const { surprises, floods } = await world.try({ objects, gateways, probes, floods: true }, resources);
  say(`${gateways.length} gateways, each an Envoy of its own (${gateways.map(({ namespace }) => namespace).join(', ')}), in ${since(started)}:`);
  const untried = probeKinds.filter((kind) => kind !== 'over the rate' && !probes.some((probe) => probe.kind === kind));
  hold(untried.length === 0 && floods.length > 0, `nothing was tried of the kinds ${untried.join(', ') || 'over the rate'}: that proves nothing`);
  for (const line of [...gatewaySummary(probes, floods, surprises), ...listedGateways(surprises)]) say(line);
  return surprises.length;
}

/** Whether the traffic shows a change of the manifests. */
async function seen({ name, gateway, change, shows }: GatewayMutation, objects: readonly Emitted[], world: World, resources: AsyncDisposableStack): Promise<boolean> {
  const some = gateways.filter(({ namespace }) => namespace === gateway);
  const floods = shows === 'over the rate';
  const probes = floods ? [] : some.flatMap((one) => probesOf(one, world)).filter(({ kind }) => kind === shows);
  const { surprises: { length } } = await world.try({ objects: change(objects), gateways: some, probes, floods }, resources);
  say(`  ${name} (${gateway}): ${length === 0 ? 'NOT SEEN' : 'seen'} by ${length} of ${floods ? 'the floods' : probes.length} of the kind "${shows}"`);
  return length > 0;
}

await check(async (resources) => {
  const objects = asStored(writtenFor(environment).map(({ object }) => object));
  say(`${environment.name}: ${objects.length} objects as emitted; stand-ins are the certificates, the services and the outside hosts`);
  say('judged is what gateways do; how callers’ own proxies reach them, timeouts and weights are not');
  const world = resources.use(await World.around(gateways));
  const surprises = await judged(objects, world, resources);
  say('what the traffic must show when the manifests are changed:');
  const deaf: GatewayMutation[] = [];
  for (const mutation of gatewayMutations) if (!(await seen(mutation, objects, world, resources))) deaf.push(mutation);
  hold(surprises === 0, `${surprises} surprises, see above`);
  hold(deaf.length === 0, `${deaf.map(({ name }) => name).join(', ')}: not seen, so a quiet run proves too little`);
});
