/** `admissionregistration.k8s.io/v1`, which came after the models of cdk8s-plus-28: Kubernetes 1.30 has it. */
import { typedByHand } from './model.ts';

interface PolicySpec {
  readonly spec: {
    readonly failurePolicy: string;
    readonly matchConstraints: {
      readonly matchPolicy: string;
      readonly resourceRules: readonly { readonly apiGroups: readonly string[]; readonly apiVersions: readonly string[]; readonly operations: readonly string[]; readonly resources: readonly string[] }[];
    };
    readonly matchConditions: readonly { readonly name: string; readonly expression: string }[];
    readonly variables?: readonly { readonly name: string; readonly expression: string }[];
    readonly validations: readonly { readonly expression: string; readonly messageExpression: string }[];
  };
}

interface BindingSpec {
  readonly spec: {
    readonly policyName: string;
    readonly validationActions: readonly ('Warn' | 'Audit' | 'Deny')[];
    readonly matchResources: { readonly namespaceSelector: { readonly matchExpressions: readonly { readonly key: string; readonly operator: string; readonly values: readonly string[] }[] } };
  };
}

export const ValidatingAdmissionPolicy = typedByHand<PolicySpec>('admissionregistration.k8s.io/v1', 'ValidatingAdmissionPolicy');
export const ValidatingAdmissionPolicyBinding = typedByHand<BindingSpec>('admissionregistration.k8s.io/v1', 'ValidatingAdmissionPolicyBinding');
