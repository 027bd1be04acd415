/** Puts the policies into a real API server, and waits until it has looked at them. */
import { bindingObject, policyObject } from '../../../policies/admission/objects.ts';
import { policiesOf, type Action } from '../../../policies/admission/policy.ts';
import { groups, rules } from '../../../policies/rules/index.ts';
import { groupsWith, policyPropsIn, type Settings } from '../../../policies/settings/settings.ts';
import type { Waivers } from '../../../policies/waivers/read.ts';
import { eventually, sleep } from '../check.ts';
import type { Kubernetes, KubernetesObject } from '../cluster/kubernetes.ts';

/** No waiver in any file, and every rule may be waived on the object. */
export const none: Waivers = { rules, waivers: [], bounds: [], faults: [] };

const base = '/apis/admissionregistration.k8s.io/v1';

interface StoredPolicy extends KubernetesObject {
  readonly metadata: KubernetesObject['metadata'] & { readonly generation: number };
  readonly status?: { readonly observedGeneration?: number; readonly typeChecking?: { readonly expressionWarnings?: readonly { readonly fieldRef: string; readonly warning: string }[] } };
}

/** What the server has against the policies, before anything that takes time is done for them. */
export async function refused(kubernetes: Kubernetes): Promise<readonly string[]> {
  const answers = await Promise.all(policiesOf({ groups, waivers: none }).map(async (policy) => ({ policy, answer: await kubernetes.send('POST', `${base}/validatingadmissionpolicies?dryRun=All&fieldValidation=Strict`, { body: policyObject(policy) }) })));
  return answers.flatMap(({ policy, answer: { status, body } }) => (status < 300 ? [] : [`${policy.name}: ${status} ${body.message ?? ''}`]));
}

/** A busy machine lets requests time out; what it then says of an object is no fault of the object's. */
async function patiently<T>(work: () => Promise<T>, times = 4): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (times <= 1 || !/ 50[04] |timeout|socket hang up|ECONNRESET/i.test(String(error))) throw error;
    await sleep(5_000);
    return patiently(work, times - 1);
  }
}

/** Takes away what an earlier store left and this one has not: rules that are acted upon by themselves have policies of other names. */
async function removeOthers(kubernetes: Kubernetes, names: ReadonlySet<string>): Promise<void> {
  for (const kind of ['validatingadmissionpolicybindings', 'validatingadmissionpolicies']) {
    const stored = await kubernetes.list<KubernetesObject>(`${base}/${kind}`);
    for (const { metadata: { name } } of stored) if (name.startsWith('guichet-') && !names.has(name)) await kubernetes.remove(`${base}/${kind}/${name}`);
  }
}

export interface Storing {
  readonly settings: Settings;
  readonly waivers?: Waivers;
  readonly action: Action;
  readonly namespaces: readonly string[];
}

/** Stores the policies, and waits until the server has looked at every one. Returns what it warns of. */
export async function store(kubernetes: Kubernetes, { settings, waivers = none, action, namespaces }: Storing): Promise<readonly string[]> {
  const policies = policiesOf({ groups: groupsWith(groups, settings), waivers, ...policyPropsIn(settings) });
  await removeOthers(kubernetes, new Set(policies.map(({ name }) => name)));
  await patiently(() => kubernetes.applyAll(policies.flatMap((policy) => [policyObject(policy), bindingObject(policy, action, namespaces)])));
  const stored = await eventually('the API server checks the types of every policy', async () => {
    const all = await kubernetes.list<StoredPolicy>(`${base}/validatingadmissionpolicies`);
    return all.every(({ metadata, status }) => status?.observedGeneration === metadata.generation) ? all : undefined;
  });
  // It says when it has checked a policy, not when it has begun to ask it.
  await sleep(5_000);
  return stored.flatMap(({ metadata, status }) => (status?.typeChecking?.expressionWarnings ?? []).map(({ fieldRef, warning }) => `${metadata.name} ${fieldRef}: ${warning}`));
}
