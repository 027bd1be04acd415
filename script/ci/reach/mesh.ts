/** The engine's answer about requests beside that of real Envoys. */
import type { Environment } from '../../../constructs/declaration/index.ts';
import { plan, type PlannedService } from '../../../constructs/plan.ts';
import { at, isFields, ManifestIndex, parseManifests, Source } from '../../../policies/manifests/index.ts';
import { isInjected } from '../../../policies/reach/mesh/identity.ts';
import { mtlsOf } from '../../../policies/reach/mesh/peer-authentication.ts';
import type { Token } from '../../../policies/reach/mesh/request.ts';
import { reading } from '../../../policies/reach/mesh/tokens.ts';
import { MeshWorkload } from '../../../policies/reach/mesh/workload.ts';
import { changesOf } from '../../../policies/reach/mutation/changes.ts';
import { worldOf, type World } from '../../../policies/reach/world.ts';
import { services as declarations } from '../../../services/registry.ts';
import { hold, say, since } from '../check.ts';
import { writtenFor } from '../cluster/written.ts';
import type { Attempt, Expectation } from '../mesh/attempt.ts';
import { identitiesOf } from '../mesh/identity.ts';
import { asStored, withKeys, type Emitted } from '../mesh/manifests.ts';
import { attemptsOn } from '../mesh/matrix.ts';
import { tryOut } from '../mesh/run.ts';
import { Issuer } from '../mesh/tokens.ts';

/** A service with one caller and none of end users, one with end users and a second factor, and one of every kind of operation. */
const sample = ['vault', 'ledger', 'baskets'];

/**
 * What the engine does not look into: when a token is valid, who signed it, what a proxy makes of an odd path, and that it does not read the
 * token of a cross-origin preflight, so that fewer are let in than the engine says.
 */
const beyond = /expired|not valid yet|signed|changed|unsigned|preflight/;

function tokenOf(text: string | undefined): Token | undefined {
  if (text === undefined) return undefined;
  const claims: unknown = JSON.parse(Buffer.from(text.split('.')[1] ?? '', 'base64url').toString());
  hold(typeof claims === 'object' && claims !== null, 'a token holds no claims');
  const found = new Map(Object.entries(claims));
  const list = (name: string): string[] => [found.get(name) ?? []].flat().filter((one) => typeof one === 'string');
  return { issuer: list('iss')[0] ?? '', subject: list('sub')[0] ?? '', audiences: list('aud'), claims: { roles: list('roles'), acr: list('acr') } };
}

/** What the engine says will become of an attempt. */
function verdict({ index, mesh, ours }: World, attempt: Attempt): Expectation {
  const actor = ours.find((one) => one.pod?.name === attempt.callee && isInjected(one));
  hold(actor !== undefined, `${attempt.callee} is not in the manifests`);
  const workload = new MeshWorkload(index, mesh, actor);
  if (attempt.transport === 'plaintext' || !attempt.caller || attempt.foreignAuthority) return mtlsOf(index, mesh, actor, attempt.port).mode === 'STRICT' ? 'no connection' : 'refused';
  const { namespace, account, trustDomain } = attempt.caller;
  // Another mesh's certificate is of an authority that nobody here knows.
  if (trustDomain !== mesh.trustDomain) return 'refused';
  const token = tokenOf(attempt.token);
  if (reading(workload.jwtRules, token) === 'refused') return 'denied';
  const sender = { principal: `${trustDomain}/ns/${namespace}/sa/${account}`, namespace, serviceAccount: account, port: attempt.port, http: true };
  return workload.permits(sender, { method: attempt.method, path: attempt.path, host: attempt.host, ...(token && { token }) }).allowed ? 'answered' : 'denied';
}

const worldFrom = (objects: readonly Emitted[]): World => worldOf(new ManifestIndex(parseManifests(new Source('mesh.json', JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }))).manifests));

interface Judge {
  readonly services: readonly PlannedService[];
  readonly attempts: readonly Attempt[];
  readonly resources: AsyncDisposableStack;
}

/** Sends every attempt and counts those of which the engine says something else than happens. */
async function disagreeing(objects: readonly Emitted[], { services, attempts, resources }: Judge): Promise<number> {
  const world = worldFrom(objects);
  const told = attempts.map((attempt) => ({ ...attempt, expect: verdict(world, attempt) }));
  const surprises = await tryOut({ objects, services, attempts: told }, resources);
  for (const { attempt, what } of surprises.slice(0, 10)) say(`  ${attempt.callee}.${attempt.operation} (${attempt.kind}, ${attempt.how}): ${attempt.method} ${attempt.path} on ${attempt.port}: the engine ${what}`);
  return surprises.length;
}

/** So many changes of each service's policies, spread evenly. */
const changes = 6;

/** The tree with one change of one policy about a service. */
function changed(objects: readonly Emitted[], service: PlannedService): { readonly name: string; readonly objects: Emitted[] }[] {
  const policies = objects.filter(({ kind, metadata }) => kind === 'AuthorizationPolicy' && metadata.namespace === service.zone.namespace && metadata.name.startsWith(`${service.name}-from-`));
  const all = policies.flatMap((policy) => {
    const [manifest] = parseManifests(new Source('policy.json', JSON.stringify(policy))).manifests;
    return manifest ? [...changesOf(manifest.object, (path) => path[1] === 'rules')].flatMap(({ what, path, object }) => {
      const spec = at(object, 'spec');
      return isFields(spec) ? [{ name: `${what} ${path.join('.')} of ${policy.metadata.name}`, objects: objects.map((one) => (one === policy ? { ...policy, spec: JSON.parse(JSON.stringify(spec)) } : one)) }] : [];
    }) : [];
  });
  return all.filter((_, i) => i % Math.ceil(all.length / changes) === 0);
}

/** The number of requests on which the engine and the Envoys differ. */
export async function agreesOnMesh(environment: Environment, resources: AsyncDisposableStack): Promise<number> {
  const planned = plan(declarations, environment);
  const world = { identities: identitiesOf(planned), tokens: new Issuer(planned) };
  const { objects } = withKeys(asStored(writtenFor(environment).map(({ object }) => object)), world.tokens.jwks);
  const services = planned.services.filter(({ name }) => sample.includes(name));
  const attemptsAt = (some: readonly PlannedService[]) => some.flatMap((service) => attemptsOn(service, world)).filter(({ how, expect }) => !beyond.test(how) && expect !== 'only as declared');
  const started = performance.now();
  let differ = await disagreeing(objects, { services, attempts: attemptsAt(services), resources });
  say(`Envoy, ${services.map(({ name }) => name).join(', ')}: ${attemptsAt(services).length} requests, ${differ} judged otherwise, in ${since(started)}`);
  let judged = 0;
  for (const service of services) {
    const attempts = attemptsAt([service]);
    for (const { name, objects: mutated } of changed(objects, service)) {
      const found = await disagreeing(mutated, { services: [service], attempts, resources }).catch(refusal);
      say(`  changed, ${name}: ${found === undefined ? 'Istio takes no such policy' : `${attempts.length} requests, ${found} judged otherwise`}`);
      if (found !== undefined) judged += 1;
      differ += found ?? 0;
    }
  }
  hold(judged >= services.length * 2, `Istio took only ${judged} of the changed policies: too few to judge by`);
  return differ;
}

/** The control plane ends on a policy that its validation refuses, as a cluster's admission would. */
function refusal(error: unknown): undefined {
  if (error instanceof Error && error.message.startsWith('mesh-render ended')) return undefined;
  throw error;
}
