/** Who is refused what breaks a rule, and who is not: the platform writes what nobody here could mend, and an upgrade that is refused is an outage. */
import type { Kubernetes, KubernetesObject } from '../cluster/kubernetes.ts';
import { shapeOfKind } from '../../../policies/shapes.ts';
import { groupKindOf } from '../../../policies/judge.ts';
import { say } from '../check.ts';
import { findingsOf, inTheEnd, type Asked } from './compared.ts';
import { jsonOf } from './fixtures.ts';

const account = (namespace: string, name: string): string => `system:serviceaccount:${namespace}:${name}`;

/** What writes cluster-wide rights at an upgrade of OpenShift or of an operator, when the API server starts, and all the time. */
const platform = [
  account('openshift-cluster-version', 'default'),
  account('openshift-operator-lifecycle-manager', 'olm-operator-serviceaccount'),
  account('openshift-gitops-operator', 'openshift-gitops-operator-controller-manager'),
  account('kube-system', 'clusterrole-aggregation-controller'),
  'system:apiserver',
] as const;

/** People, however many rights they have, what deploys for them, and names that are nearly those of the platform. */
const others = [
  'ada',
  'system:admin',
  account('openshift-gitops', 'openshift-gitops-argocd-application-controller'),
  account('shop', 'openshift-deployer'),
  account('openshift', 'deployer'),
  'openshift-cluster-version:default',
] as const;

interface Bound extends KubernetesObject {
  readonly roleRef: object;
  readonly subjects: readonly object[];
}

const group = (name: string): object => ({ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name });

const standing: Bound = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRoleBinding',
  metadata: { name: 'case-standing' },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
  subjects: [group('stays'), group('leaves')],
};

interface Broken {
  readonly name: string;
  readonly object: KubernetesObject;
  readonly isPod: boolean;
}

/** Objects that break rules, of which each user is asked in turn. They are not stored. */
function brokenOf(fixtures: readonly Asked[]): readonly Broken[] {
  return fixtures.filter(({ manifest }) => findingsOf(manifest).length > 0).map(({ name, manifest }) => {
    const object: KubernetesObject = JSON.parse(jsonOf(manifest.object));
    return { name, object, isPod: shapeOfKind.get(groupKindOf(manifest))?.path.length === 0 };
  });
}

/** Where the policies refuse everything that breaks a rule. Returns what is otherwise than it should be. */
export const writersTold = async (kubernetes: Kubernetes, fixtures: readonly Asked[]): Promise<readonly string[]> =>
  (await inTheEnd(async () => ({ differences: [...(await casesTold(kubernetes, brokenOf(fixtures))), ...(await elsewhereTold(kubernetes, brokenOf(fixtures))), ...(await rightsTaken(kubernetes))] }))).differences;

async function dryRun(kubernetes: Kubernetes, as: string, object: KubernetesObject): Promise<'taken' | 'refused' | 'invalid'> {
  const { status, body } = await kubernetes.send('PATCH', `${await kubernetes.path(object)}?fieldManager=case&dryRun=All&force=true`, { as, body: object, type: 'application/apply-patch+yaml' });
  if (status < 300) return 'taken';
  return /ValidatingAdmissionPolicy/.test(body.message ?? '') ? 'refused' : 'invalid';
}

async function casesTold(kubernetes: Kubernetes, all: readonly Broken[]): Promise<readonly string[]> {
  const differences: string[] = [];
  const expect = async (as: string, name: string, object: KubernetesObject, wanted: 'taken' | 'refused'): Promise<void> => {
    const answer = await dryRun(kubernetes, as, object);
    if (answer !== wanted && answer !== 'invalid') differences.push(`${name}: ${object.kind} ${object.metadata.name} of ${as} is ${answer}`);
  };

  // Every Pod is made by a controller of the platform: what would be left to judge?
  for (const { name, object, isPod } of all) await Promise.all([expect(platform[0], name, object, isPod ? 'refused' : 'taken'), expect(others[2], name, object, 'refused')]);
  const wide = all.filter(({ object }) => object.kind === 'ClusterRole' || object.kind === 'ClusterRoleBinding');
  for (const { name, object } of wide) await Promise.all([...platform.map((user) => expect(user, name, object, 'taken')), ...others.map((user) => expect(user, name, object, 'refused'))]);
  if (wide.length === 0) differences.push('no case is of rights over the whole cluster, so that this proves nothing');
  say(`${all.length} broken objects of cases are taken from OpenShift's own programs, save Pods, and refused to what deploys; ${wide.length} of them are rights over the whole cluster, asked by ${platform.length} writers of the platform and ${others.length} others`);
  return differences;
}

/** Of OpenShift's own, and of none of the bindings. */
const elsewhere = 'openshift-monitoring';

/** What people write in a namespace that no binding names is not asked about: the first object that breaks each rule, moved there. */
async function elsewhereTold(kubernetes: Kubernetes, all: readonly Broken[]): Promise<readonly string[]> {
  await kubernetes.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: elsewhere } });
  const first = [...Map.groupBy(all, ({ name }) => name.split(':')[0]).values()].flatMap(([one]) => (one ? [one] : []));
  const moved = first.map(({ name, object }) => ({ name, object: { ...object, metadata: { ...object.metadata, namespace: elsewhere } } }));
  const answers = await Promise.all(moved.map(async (one) => ({ ...one, isThere: (await kubernetes.path(one.object)).includes(`/namespaces/${elsewhere}/`), answer: await dryRun(kubernetes, others[0], one.object) })));
  const there = answers.filter(({ isThere }) => isThere);
  say(`${there.length} of them in ${elsewhere} are taken from anybody`);
  return [...(there.length > 10 ? [] : ['hardly a rule is about objects of namespaces, so that this proves nothing']), ...there.filter(({ answer }) => answer === 'refused').map(({ name, object }) => `${name}: ${object.kind} in ${elsewhere}, which no binding names, is refused`)];
}

/** A binding that the platform made: an administrator may take somebody out, and put nobody in. */
async function rightsTaken(kubernetes: Kubernetes): Promise<readonly string[]> {
  const path = await kubernetes.path(standing);
  const made = await kubernetes.send('POST', path.replace(/\/[^/]*$/, ''), { as: platform[0], body: standing });
  const change = (subjects: readonly object[]) => kubernetes.send('PATCH', path, { as: 'ada', body: { subjects }, type: 'application/merge-patch+json' });
  const less = await change([group('stays')]);
  const more = await change([group('stays'), group('comes')]);
  await kubernetes.remove(path);
  return Object.entries({ 'making a binding of the platform': [made.status, 201], 'taking rights away': [less.status, 200], 'giving rights': [more.status, 422] }).flatMap(([what, [status, wanted]]) => (status === wanted ? [] : [`${what} is answered by ${status} instead of ${wanted}`]));
}
