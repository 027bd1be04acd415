import { join } from 'node:path';
import { Construct } from 'constructs';
import { describe } from '../constructs/description.ts';
import { gitopsNamespace } from '../constructs/foundations/gitops/instance.ts';
import { namespacesOf, type NamespaceRole } from '../constructs/namespaces.ts';
import type { Plan } from '../constructs/plan.ts';
import { ValidatingAdmissionPolicy, ValidatingAdmissionPolicyBinding } from '../constructs/resources/index.ts';
import { Stack } from '../constructs/stack.ts';
import { faultText } from '../policies/manifests/index.ts';
import { bindingSpec, policySpec } from '../policies/admission/objects.ts';
import { actionOf, policiesOf, type Action, type Actions, type Policy } from '../policies/admission/policy.ts';
import { groups, rules } from '../policies/rules/index.ts';
import { actionsIn, groupsWith, policyPropsIn } from '../policies/settings/settings.ts';
import { readWaivers, type Waivers } from '../policies/waivers/read.ts';
import { platformTeam } from './platform.ts';
import { settingsFor } from './settings.ts';

const waiversFile = join(import.meta.dirname, '..', 'policies', 'waivers.yaml');

function waivers(): Waivers {
  const read = readWaivers([waiversFile], rules);
  if (read.faults.length > 0) throw new Error(read.faults.map(faultText).join('\n'));
  return read;
}

/** Namespaces whose workloads are written by operators: nobody here can mend those, so what breaks a rule is recorded. */
const operated: ReadonlySet<NamespaceRole> = new Set(['data', 'kafka', 'mesh', 'mesh-network']);

interface Binding {
  readonly id: string;
  readonly name: string;
  readonly action: Action;
  readonly namespaces: readonly string[];
}

function bindingsOf(policy: Policy, plan: Plan, actions: Actions): readonly Binding[] {
  const all = namespacesOf(plan);
  const action = actionOf(policy, actions);
  if (policy.about === 'objects') return [{ id: 'binding', name: policy.name, action, namespaces: [...all.map(({ name }) => name), gitopsNamespace] }];
  const [ours, theirs] = [false, true].map((whether) => all.filter(({ role }) => operated.has(role) === whether).map(({ name }) => name));
  return [
    { id: 'binding', name: policy.name, action, namespaces: ours ?? [] },
    { id: 'binding-operators', name: `${policy.name}-operators`, action: 'audit', namespaces: theirs ?? [] },
  ];
}

/** The rules that files are judged by, asked by the API server too, before anything that they are about is applied. */
export function policies(app: Construct, plan: Plan): void {
  const stack = new Stack(app, {
    name: 'policies',
    order: 5,
    project: platformTeam.name,
    description: { name: 'policies', component: 'policies', owner: platformTeam, purpose: 'what the API server asks of every object', zone: 'platform', scope: 'connected' },
  });
  const settings = settingsFor(plan.environment);
  const actions = actionsIn(settings);
  for (const policy of policiesOf({ groups: groupsWith(groups, settings), waivers: waivers(), ...policyPropsIn(settings) })) {
    const scope = new Construct(stack, policy.name);
    describe(scope, { name: policy.name, component: 'policies', owner: platformTeam, purpose: policy.rules.map(({ id }) => id).filter((id, i, ids) => ids.indexOf(id) === i).join(', '), zone: 'platform', scope: 'connected' });
    new ValidatingAdmissionPolicy(scope, 'policy', { metadata: { name: policy.name }, spec: policySpec(policy) });
    for (const { id, name, action, namespaces } of bindingsOf(policy, plan, actions)) new ValidatingAdmissionPolicyBinding(scope, id, { metadata: { name }, spec: bindingSpec(policy, action, namespaces) });
  }
}
