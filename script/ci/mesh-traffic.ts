/**
 * Judges the mesh by real traffic: from the emitted manifests alone, Istio's control plane makes the configuration of every service's
 * Envoy, and every declared call, and many that nobody declared, are sent through it. Needs the tree that `npm run synth` writes.
 */
import { plan, type PlannedService } from '../../constructs/plan.ts';
import { prod as environment } from '../../environments/prod.ts';
import { services as declarations } from '../../services/registry.ts';
import { check, hold, say, since } from './check.ts';
import { writtenFor } from './cluster/written.ts';
import { identitiesOf } from './mesh/identity.ts';
import { asStored, withKeys, type Emitted } from './mesh/manifests.ts';
import { attemptsOn } from './mesh/matrix.ts';
import { mutations, type Mutation } from './mesh/mutations.ts';
import { listed, summary } from './mesh/report.ts';
import { tryOut } from './mesh/run.ts';
import { Issuer } from './mesh/tokens.ts';

const planned = plan(declarations, environment);
const world = { identities: identitiesOf(planned), tokens: new Issuer(planned) };
const attemptsAt = (services: readonly PlannedService[]) => services.flatMap((service) => attemptsOn(service, world));

/** Tries every service; gives the number of surprises. */
async function judged(objects: readonly Emitted[], resources: AsyncDisposableStack): Promise<number> {
  const { services } = planned;
  const started = performance.now();
  const attempts = attemptsAt(services);
  const surprises = await tryOut({ objects, services, attempts }, resources);
  const allowed = attempts.filter(({ kind }) => kind === 'declared call').length;
  say(`${services.length} services, each behind its own Envoy: ${allowed} allowed calls and ${attempts.length - allowed} others tried in ${since(started)}`);
  for (const line of [...summary(attempts, surprises), ...listed(surprises)]) say(line);
  return surprises.length;
}

/** Whether the traffic shows a change of the manifests. */
async function seen({ name, service, change, shows }: Mutation, objects: readonly Emitted[], resources: AsyncDisposableStack): Promise<boolean> {
  const services = planned.services.filter((one) => one.name === service);
  const attempts = attemptsAt(services).filter(({ kind }) => kind === shows);
  const { length } = await tryOut({ objects: change(objects), services, attempts }, resources);
  say(`  ${name} (${service}): ${length === 0 ? 'NOT SEEN' : 'seen'} by ${length} of ${attempts.length} of the kind "${shows}"`);
  return length > 0;
}

await check(async (resources) => {
  const { objects, replaced } = withKeys(asStored(writtenFor(environment).map(({ object }) => object)), world.tokens.jwks);
  say(`${environment.name}: ${objects.length} objects as emitted, but for the keys that verify tokens: ${replaced.length} jwksUri (${[...new Set(replaced)].join(', ') || 'none'}) became jwks of this run's key`);
  say('judged is what enters the services; gateways, timeouts, retries and weights are not');
  const surprises = await judged(objects, resources);
  say('what the traffic must show when the manifests are changed:');
  const deaf: Mutation[] = [];
  for (const mutation of mutations) if (!(await seen(mutation, objects, resources))) deaf.push(mutation);
  hold(surprises === 0, `${surprises} surprises, see above`);
  hold(deaf.length === 0, `${deaf.map(({ name }) => name).join(', ')}: not seen, so a quiet run proves too little`);
});
