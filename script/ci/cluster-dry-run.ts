/**
 * A real API server with every published definition judges each object of each environment by a strict dry run: schema, CEL rules,
 * Pod Security, quota and limit ranges.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from '../../constructs/declaration/index.ts';
import { check, hold, say, since } from './check.ts';
import { installDefinitions, startCluster, submit, type Cluster, type Verdict } from './cluster/cluster.ts';
import { Kubernetes, type KubernetesObject } from './cluster/kubernetes.ts';
import { conversions } from './cluster/conversions.ts';
import { shared } from './shared.ts';
import { podOf } from './cluster/templates.ts';
import { groupOf, writtenFor, type Written } from './cluster/written.ts';
import { environments } from '../../environments/index.ts';

/** What decides about others, and is stored before they are judged. */
const deciding: ReadonlySet<string> = new Set(['Namespace', 'ResourceQuota', 'LimitRange', 'PriorityClass']);

interface ResourceQuota extends KubernetesObject {
  readonly spec: { readonly hard: Readonly<Record<string, string>> };
}

interface Namespace extends KubernetesObject {
  readonly kind: 'Namespace';
}

const isQuota = (object: KubernetesObject): object is ResourceQuota => object.kind === 'ResourceQuota';
const isNamespace = (object: KubernetesObject): object is Namespace => object.kind === 'Namespace';

/** Quota admission reads `status`, which controllers would fill in; without them nothing is used yet. */
async function countQuotas(cluster: Cluster, objects: readonly KubernetesObject[]): Promise<void> {
  using kubernetes = new Kubernetes(cluster);
  for (const quota of objects.filter(isQuota)) {
    const { hard } = quota.spec;
    const used = Object.fromEntries(Object.keys(hard).map((name) => [name, '0']));
    await kubernetes.merge(`${await kubernetes.path(quota)}/status`, { status: { hard, used } });
  }
}

const shown = ({ kind, namespace, name, file }: Verdict): string => `${kind} ${namespace ? `${namespace}/` : ''}${name ?? ''} (${file})`;

/** Prints what was refused or warned of, and returns how many. */
function complaints(verdicts: readonly Verdict[]): number {
  const lines = verdicts.flatMap((one) => [
    ...(one.accepted ? [] : [`refused ${shown(one)}: ${one.status} ${one.reason ?? ''}`]),
    ...one.warnings.map((warning) => `warned  ${shown(one)}: ${warning}`),
  ]);
  for (const line of lines) say(line);
  return lines.length;
}

/** Namespaces of our pods that would let a pod in which is not `restricted`: there, no warning proves nothing. */
function lax(objects: readonly KubernetesObject[], pods: readonly KubernetesObject[]): readonly string[] {
  const used = new Set(pods.map(({ metadata }) => metadata.namespace));
  const strict = new Set(objects.filter(isNamespace).filter(({ metadata }) => metadata.labels?.['pod-security.kubernetes.io/enforce'] === 'restricted').map(({ metadata }) => metadata.name));
  return [...used].flatMap((name) => (name !== undefined && strict.has(name) ? [] : [name ?? 'default']));
}

/** Judges one environment; returns how much was wrong. */
async function judge(cluster: Cluster, environment: Environment, written: readonly Written[]): Promise<number> {
  const started = performance.now();
  const objects = written.map(({ object }) => object);
  const first = written.filter(({ object }) => deciding.has(object.kind)).map(({ file }) => file);
  const stored = first.length > 0 ? await submit(cluster, 'apply', first) : [];
  await countQuotas(cluster, objects);
  const verdicts = await submit(cluster, 'check', written.map(({ file }) => file));

  const pods = objects.flatMap(podOf);
  const file = join(cluster.folder, `pods-${environment.name}.json`);
  writeFileSync(file, JSON.stringify(pods));
  // The namespaces go along, since the tool would make bare ones for pods alone: without the labels that Pod Security reads.
  const namespaces = written.filter(({ object }) => object.kind === 'Namespace').map((one) => one.file);
  const admitted = (await submit(cluster, 'check', [file, ...namespaces], { create: true })).filter(({ kind }) => kind === 'Pod');
  const open = lax(objects, pods);
  for (const namespace of open) say(`refused namespace ${namespace}: it runs pods of ours and does not enforce the Pod Security level restricted`);

  const wrong = complaints([...stored, ...verdicts, ...admitted]) + open.length;
  const kinds = new Set(objects.map((one) => `${groupOf(one)}/${one.kind}`)).size;
  const found = wrong === 0 ? 'all accepted, no warning' : `${wrong} refused or warned of`;
  say(`${environment.name}: ${verdicts.length} objects of ${kinds} kinds and the pods of ${pods.length} workloads: ${found} (${since(started)})`);
  return wrong;
}

await check(async (resources) => {
  const trees = environments.map((environment) => ({ environment, written: writtenFor(environment) }));
  const cluster = resources.use(startCluster());
  const started = performance.now();
  const count = await installDefinitions(cluster, [join(shared, 'schemas', 'crds')]);
  say(`Kubernetes 1.33 with ${count} definitions (${since(started)})`);
  let wrong = 0;
  // One after the other: their namespaces have the same names and other quotas.
  for (const { environment, written } of trees) wrong += await judge(cluster, environment, written);
  say('not judged here: SecurityContextConstraints and other admission of OpenShift; the webhooks of operators, and what they reconcile');
  for (const line of conversions(trees.flatMap(({ written }) => written.map(({ object }) => object)))) say(`not judged here: ${line}`);
  hold(wrong === 0, `${wrong} objects are refused or warned of, see above`);
});
