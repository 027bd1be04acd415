import type { Rule } from '../../rule.ts';

export const noSccByRole: Rule = {
  id: 'openshift/no-scc-by-role',
  title: 'No role lets pods use a wide SecurityContextConstraints',
  why: 'The right to use a constraint is the right to run as it allows.',
  controls: ['pci-dss-4.0.1/2.2.6', 'pci-dss-4.0.1/7.2.5'],
  match: ['rbac.authorization.k8s.io/Role', 'rbac.authorization.k8s.io/ClusterRole'],
  params: { allowed: ['restricted-v2', 'restricted-v3', 'nonroot-v2'] },
  expressions: [
    {
      each: { list: 'rules', as: 'rule', called: "rule.?resourceNames.orValue(['all']).join(' and ')" },
      expression: "!('securitycontextconstraints' in rule.?resources.orValue([])) || !rule.verbs.exists(verb, verb in ['use', '*']) || (size(rule.?resourceNames.orValue([])) > 0 && rule.resourceNames.all(name, name in params.allowed))",
      message: 'lets pods use a wide SecurityContextConstraints: name restricted-v2 or nonroot-v2 in resourceNames',
      field: '',
    },
  ],
  cases: {
    hold: [
      `
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: shop }
rules:
  - { apiGroups: [security.openshift.io], resources: [securitycontextconstraints], resourceNames: [nonroot-v2], verbs: [use] }
  - { apiGroups: [security.openshift.io], resources: [securitycontextconstraints], verbs: [get] }
`,
    ],
    break: [
      `
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: shop }
rules:
  - { apiGroups: [security.openshift.io], resources: [securitycontextconstraints], resourceNames: [privileged], verbs: [use] } # <--
  - { apiGroups: [security.openshift.io], resources: [securitycontextconstraints], verbs: [use] } # <--
`,
    ],
  },
};
