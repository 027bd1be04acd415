/** Policies and their bindings as plain objects of `admissionregistration.k8s.io/v1`. */
import { validationActions, type Action, type Policy } from './policy.ts';

const apiVersion = 'admissionregistration.k8s.io/v1';

export const policySpec = ({ resources, conditions, variables, validations }: Policy) => ({
  failurePolicy: 'Fail',
  matchConstraints: { matchPolicy: 'Equivalent', resourceRules: resources.map(({ apiGroups, resources: names }) => ({ apiGroups: [...apiGroups], apiVersions: ['*'], operations: ['CREATE', 'UPDATE'], resources: [...names] })) },
  matchConditions: conditions.map((one) => ({ ...one })),
  ...(variables.length > 0 && { variables: variables.map((one) => ({ ...one })) }),
  validations: validations.map((one) => ({ ...one })),
});

/** `namespaces` are those in which objects are judged; objects of the whole cluster are judged always. */
export const bindingSpec = (policy: Policy, action: Action, namespaces: readonly string[]) => ({
  policyName: policy.name,
  validationActions: [...validationActions(action)],
  matchResources: { namespaceSelector: { matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: [...namespaces] }] } },
});

export const policyObject = (policy: Policy) => ({ apiVersion, kind: 'ValidatingAdmissionPolicy', metadata: { name: policy.name }, spec: policySpec(policy) });

export const bindingObject = (policy: Policy, action: Action, namespaces: readonly string[]) => ({ apiVersion, kind: 'ValidatingAdmissionPolicyBinding', metadata: { name: policy.name }, spec: bindingSpec(policy, action, namespaces) });
