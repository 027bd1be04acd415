/** What becomes of objects that carry a waiver, from one change to the next, where the policies refuse. */
import { at, type Manifest, type Path } from '../../../policies/manifests/index.ts';
import { annotationOf, waiverVariables } from '../../../policies/waivers/annotation.ts';
import { eventually } from '../check.ts';
import type { Kubernetes, KubernetesObject } from '../cluster/kubernetes.ts';
import { annotated, expired, whole } from './annotated.ts';
import { jsonOf } from './fixtures.ts';

const template: Path = ['spec', 'template', 'metadata', 'annotations'];
const merge = 'application/merge-patch+json';

/** The object by another name. */
const named = (manifest: Manifest, name: string): KubernetesObject => {
  const object: KubernetesObject = JSON.parse(jsonOf(manifest.object));
  return { ...object, metadata: { ...object.metadata, name, namespace: manifest.namespace ?? 'default' } };
};

/** As the controller of a Deployment makes it, who copies its template and does not ask for its waiver. */
function replicaSetOf(manifest: Manifest, text: string, rules: readonly string[]): KubernetesObject & { readonly spec: object } {
  const carrying = annotated(manifest, template, rules, text);
  const spec = JSON.parse(jsonOf({ selector: at(carrying.spec, 'selector') ?? {}, template: at(carrying.spec, 'template') ?? {} }));
  const owner = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'waived', uid: '00000000-0000-4000-8000-000000000000', controller: true };
  const metadata = { name: 'waived-1', namespace: manifest.namespace ?? 'default', ownerReferences: [owner] };
  return { apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata, spec };
}

/** A Deployment that breaks rules, by a waiver of its own: it may be made and changed while that counts, and no longer. Returns what is otherwise. */
export async function waivedLife(kubernetes: Kubernetes, deployment: Manifest, rules: readonly string[]): Promise<readonly string[]> {
  const waived = named(annotated(deployment, template, rules, whole), 'waived');
  const path = await kubernetes.path(waived);
  const all = path.replace(/\/[^/]*$/, '');
  const differences: string[] = [];
  const expect = (what: string, wanted: number, { status, body }: { readonly status: number; readonly body: { readonly message?: string } }): void => {
    if (status !== wanted) differences.push(`${what} is answered by ${status} instead of ${wanted}: ${body.message ?? ''}`);
  };
  const post = (to: string, body: object) => kubernetes.send('POST', to, { body });
  const patch = (body: object) => kubernetes.send('PATCH', path, { body, type: merge });
  const withText = (text: string | null, word: string) => patch({ spec: { template: { metadata: { annotations: { ...Object.fromEntries(rules.map((rule) => [annotationOf(rule), text])), case: word } } } } });

  expect('a new Deployment with an expired waiver', 422, await post(all, named(annotated(deployment, template, rules, expired), 'expired')));
  expect('a Deployment that carries its waiver', 201, await post(all, waived));
  expect('a change of it', 200, await withText(whole, 'changed'));
  expect('taking its waiver away', 422, await withText(null, 'bare'));
  expect('letting its waiver expire with a change', 422, await withText(expired, 'late'));
  expect('scaling it', 200, await patch({ spec: { replicas: 0 } }));
  const sets = `${all.replace('/deployments', '/replicasets')}?dryRun=All`;
  expect('what a controller makes of it', 201, await post(sets, replicaSetOf(deployment, whole, rules)));
  expect('what a controller makes of it when its waiver has expired', 201, await post(sets, replicaSetOf(deployment, expired, rules)));
  await kubernetes.remove(path);
  return differences;
}

const name = 'case-clock';
const registration = 'admissionregistration.k8s.io/v1';

/** Tells the clock that waivers are asked by. */
const teller: KubernetesObject & { readonly spec: object } = {
  apiVersion: registration,
  kind: 'ValidatingAdmissionPolicy',
  metadata: { name },
  spec: {
    failurePolicy: 'Fail',
    matchConstraints: { resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['UPDATE'], resources: ['configmaps'] }] },
    matchConditions: [{ name: 'case', expression: `object.metadata.name == '${name}'` }],
    variables: [{ name: 'clock', expression: waiverVariables(undefined)['clock'] ?? '' }],
    validations: [{ expression: "variables.clock == ''", messageExpression: "'clock ' + variables.clock" }],
  },
};

const telling: KubernetesObject & { readonly spec: object } = { apiVersion: registration, kind: 'ValidatingAdmissionPolicyBinding', metadata: { name }, spec: { policyName: name, validationActions: ['Warn'] } };

const changing: KubernetesObject & { readonly data: object } = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'default' }, data: { turn: '0' } };

/** That the server writes its clock into an object not only when it is made, but when it is changed. This one tracks who changes what from the first apply on. */
export async function clockTold(kubernetes: Kubernetes): Promise<void> {
  await kubernetes.applyAll([changing, teller, telling]);
  const path = await kubernetes.path(changing);
  const { metadata } = await kubernetes.get<{ readonly metadata: { readonly creationTimestamp: string } }>(path);
  let turn = 0;
  await eventually('the API server writes its clock into what is changed', async () => {
    turn += 1;
    const { warnings } = await kubernetes.send('PATCH', path, { body: { data: { turn: String(turn) } }, type: merge });
    const told = warnings.map((warning) => /clock (\S+)$/.exec(warning)?.[1]).find((one) => one !== undefined);
    return told !== undefined && told > metadata.creationTimestamp ? told : undefined;
  });
  for (const object of [telling, teller, changing]) await kubernetes.remove(await kubernetes.path(object));
}
