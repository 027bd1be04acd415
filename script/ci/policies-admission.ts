/**
 * The third judge: a real API server stores the emitted policies and is asked about every case of every rule and about our own tree. Verdict and
 * message must be those of `guichet-policies check`: as rules are by themselves, as they are set, with waivers in a file, and with whole and faulty ones on
 * the objects themselves; of our own trees as each environment sets them.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { environments } from '../../environments/index.ts';
import { load, ManifestIndex } from '../../policies/manifests/index.ts';
import { rules } from '../../policies/rules/index.ts';
import { unset, type Settings } from '../../policies/settings/settings.ts';
import type { Waiver } from '../../policies/waivers/waiver.ts';
import { settingsFor } from '../../stacks/settings.ts';
import { check, hold, say, since } from './check.ts';
import { installDefinitions, startCluster } from './cluster/cluster.ts';
import { Kubernetes, type KubernetesObject } from './cluster/kubernetes.ts';
import { writtenFor } from './cluster/written.ts';
import { annotatedOf } from './policies/annotated.ts';
import { compare, findingsOf, refusals, type Asked } from './policies/compared.ts';
import { fixturesOf, jsonOf } from './policies/fixtures.ts';
import { clockTold, waivedLife } from './policies/life.ts';
import { none, refused, store, type Storing } from './policies/stored.ts';
import { writersTold } from './policies/writers.ts';
import { definitionOf } from './shared.ts';

/**
 * Parameters of every type, and a Kubernetes in which the rules that differ by it judge otherwise. None of them breaks what most pods hold: of too many
 * warnings at once the server leaves some out.
 */
const changed: Settings = {
  kubernetes: 33n,
  admission: {},
  rules: {
    'hygiene/termination-grace': { action: 'audit', params: { least: 5n } },
    'hygiene/known-registries': { params: { known: ["registry.example/it's\\", 'registry.example/'] } },
    'data/certificate-life': { params: { longest: '1h' } },
    'mesh/mesh-wide': { params: { root: 'shop' } },
    'openshift/no-broad-groups': { action: 'deny', params: { broad: [] } },
  },
};

/** The first two that break each rule. The others are still refused. */
function waiversFor(asked: readonly Asked[]): Waiver[] {
  const broken = Map.groupBy(asked.flatMap(({ manifest }) => findingsOf(manifest)), ({ rule }) => rule.id);
  return [...broken.values()].flatMap((findings) => findings.slice(0, 2)).map(({ rule, manifest }) => ({ rule: rule.id, subject: { kind: manifest.kind, namespace: manifest.namespace ?? (scoped.has(manifest.kind) ? undefined : 'default'), name: manifest.name }, reason: 'a case', approver: 'nobody', ticket: 'CASE-1', expires: '9999-12-31', location: manifest.locate() }));
}

/** Kinds of the whole cluster that rules are about and that leave their namespace out for that. */
const scoped = new Set(['Namespace', 'ClusterRole', 'ClusterRoleBinding', 'SecurityContextConstraints', 'ClusterIssuer', 'AdminNetworkPolicy', 'BaselineAdminNetworkPolicy', 'IngressController', 'Istio', 'IstioCNI', 'ValidatingAdmissionPolicy', 'PriorityClass', 'StorageClass', 'PersistentVolume', 'Node']);

/** The ServiceAccounts that pods of cases name: without them the server asks no policy about those pods. And the namespaces that they are in. */
function accountsOf(fixtures: readonly Asked[]): KubernetesObject[] {
  const pods = new ManifestIndex(fixtures.map(({ manifest }) => manifest)).pods;
  const accounts = new Map(pods.filter(({ namespace }) => namespace === 'default').map(({ namespace, serviceAccount }) => [`${namespace}/${serviceAccount}`, { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: serviceAccount, namespace } }]));
  return [...accounts.values()];
}

interface Stored extends KubernetesObject {
  readonly spec?: { readonly replicas?: number };
}

/** What stood before a policy may be scaled and may go, though its template would be refused today. */
async function standing(kubernetes: Kubernetes, object: KubernetesObject): Promise<readonly string[]> {
  const path = await kubernetes.path(object);
  const merge = (body: object) => kubernetes.send<Stored>('PATCH', path, { body, type: 'application/merge-patch+json' });
  const scaled = await merge({ spec: { replicas: 0 } });
  const changed = await merge({ spec: { template: { metadata: { annotations: { case: 'changed' } } } } });
  const gone = await kubernetes.send<Stored>('DELETE', path);
  return [
    ...(scaled.status === 200 ? [] : [`${object.kind} ${object.metadata.name}: scaling it is answered by ${scaled.status} ${scaled.body.message ?? ''}`]),
    ...(changed.status === 422 ? [] : [`${object.kind} ${object.metadata.name}: a new template that breaks a rule is answered by ${changed.status}`]),
    ...(gone.status === 200 ? [] : [`${object.kind} ${object.metadata.name}: deleting it is answered by ${gone.status} ${gone.body.message ?? ''}`]),
  ];
}

/** A Deployment that breaks a rule, named for itself, so that no waiver means it. */
function formerOf(fixtures: readonly Asked[]): KubernetesObject {
  const found = fixtures.find(({ manifest }) => manifest.kind === 'Deployment' && findingsOf(manifest).some(({ severity }) => severity === 'error'));
  hold(found !== undefined, 'no case is a Deployment that breaks a rule');
  const object: KubernetesObject = JSON.parse(jsonOf(found.manifest.object));
  return { ...object, metadata: { ...object.metadata, name: 'former', namespace: object.metadata.namespace ?? 'default' } };
}

await check(async (resources) => {
  const cluster = resources.use(startCluster({ nodes: 1 }));
  using kubernetes = new Kubernetes(cluster);
  const not = await refused(kubernetes);
  for (const line of not) say(`refused: ${line}`);
  hold(not.length === 0, `${not.length} policies are refused, see above`);

  const fixtures = fixturesOf(rules);
  const trees = environments.map((environment) => ({ environment, manifests: load(writtenFor(environment).map(({ file }) => file)).manifests }));
  const started = performance.now();
  const kinds = [...new Set([...fixtures.map(({ manifest }) => manifest), ...trees.flatMap(({ manifests }) => manifests)].map(({ group, kind }) => definitionOf(group, kind)))];
  const count = await installDefinitions(cluster, kinds.filter((file) => existsSync(file)));
  say(`Kubernetes 1.33 with ${count} definitions (${since(started)})`);

  const namespaces = [...new Set([...fixtures.map(({ manifest }) => manifest), ...trees.flatMap(({ manifests }) => manifests)].map(({ namespace }) => namespace ?? 'default'))].sort();

  await kubernetes.applyAll(accountsOf(fixtures));
  const former = formerOf(fixtures);
  await kubernetes.apply(former);
  const warnings: string[] = [];
  const stored = async (storing: Omit<Storing, 'namespaces'>): Promise<void> => {
    const told = await store(kubernetes, { ...storing, namespaces });
    for (const line of told) say(`warned of a text: ${line}`);
    warnings.push(...told);
  };
  await stored({ settings: unset, action: 'warn' });
  const cases = await compare(cluster, join(cluster.folder, 'cases'), fixtures);
  for (const line of cases.invalid) say(`not asked: ${line}`);
  say(`${fixtures.length} objects of cases, ${cases.broken} of them broken: ${cases.differences.length} differences; ${cases.invalid.length} refused before any policy is asked`);
  hold(cases.invalid.length <= fixtures.length / 20, 'more than one case in twenty is no object that the API server takes: mend the cases');

  const differences: string[] = [];
  const differ = (lines: readonly string[]): void => {
    for (const line of lines) say(line);
    differences.push(...lines);
  };
  differ(cases.differences);
  const carrying = annotatedOf(fixtures, (manifest) => [...new Set(findingsOf(manifest).map(({ rule }) => rule.id))]);
  const carried = await compare(cluster, join(cluster.folder, 'carrying'), carrying);
  say(`${carrying.length} objects with waivers of their own, ${carried.broken} of them still broken: ${carried.differences.length} differences`);
  differ(carried.differences);
  await clockTold(kubernetes);

  await stored({ settings: changed, action: 'warn' });
  const reset = await compare(cluster, join(cluster.folder, 'set'), fixtures, changed);
  const otherwise = fixtures.filter(({ manifest }) => findingsOf(manifest).map(({ message }) => message).join() !== findingsOf(manifest, changed).map(({ message }) => message).join());
  say(`with ${Object.keys(changed.rules).length} rules set and Kubernetes 1.${changed.kubernetes}: ${reset.broken} objects of cases broken, ${otherwise.length} judged otherwise than before: ${reset.differences.length} differences`);
  hold(Object.keys(changed.rules).every((id) => otherwise.some(({ manifest }) => [...findingsOf(manifest), ...findingsOf(manifest, changed)].some(({ rule }) => rule.id === id))), 'what is set changes nothing, so that this proves nothing');
  differ(reset.differences);
  for (const { environment, manifests } of trees) {
    const asked = manifests.filter(({ kind }) => kind !== 'Kustomization').map((manifest) => ({ name: environment.name, manifest }));
    const settings = settingsFor(environment);
    await stored({ settings, action: 'warn' });
    const tree = await compare(cluster, join(cluster.folder, environment.name), asked, settings);
    say(`${environment.name}: ${asked.length} objects, ${tree.broken} broken: ${tree.differences.length} differences`);
    differ([...tree.differences, ...tree.invalid]);
  }

  const waivers = { ...none, waivers: waiversFor(fixtures) };
  await stored({ settings: unset, action: 'deny' });
  differ(await writersTold(kubernetes, fixtures));

  await stored({ settings: unset, waivers, action: 'deny' });
  const waived = await refusals(cluster, join(cluster.folder, 'cases'), fixtures, waivers);
  say(`with ${waivers.waivers.length} waivers, refusing: ${waived.broken} objects still broken, ${waived.differences.length} differences`);
  const breaking = fixtures.find(({ manifest }) => manifest.kind === 'Deployment' && findingsOf(manifest).some(({ severity }) => severity === 'error'));
  hold(breaking !== undefined, 'no case is a Deployment that breaks a rule');
  differ([...waived.differences, ...(await standing(kubernetes, former)), ...(await waivedLife(kubernetes, breaking.manifest, findingsOf(breaking.manifest).map(({ rule }) => rule.id)))]);
  hold(differences.length === 0 && warnings.length === 0, `${differences.length} differences and ${warnings.length} warnings of texts, see above`);
});
