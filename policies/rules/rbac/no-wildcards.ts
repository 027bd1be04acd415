import type { Rule } from '../../rule.ts';

export const noWildcards: Rule = {
  id: 'rbac/no-wildcards',
  title: 'A role names its verbs, resources and API groups',
  why: 'A star grants what a later release or operator adds too, which nobody has reviewed.',
  controls: ['pci-dss-4.0.1/7.2.1', 'pci-dss-4.0.1/7.2.5'],
  match: ['rbac.authorization.k8s.io/Role', 'rbac.authorization.k8s.io/ClusterRole'],
  expressions: [
    {
      each: { list: 'rules', as: 'rule', called: "(rule.?resources.orValue([]) + rule.?nonResourceURLs.orValue([])).join(' and ')" },
      expression: "!('*' in rule.verbs) && !('*' in rule.?resources.orValue([])) && !('*' in rule.?apiGroups.orValue([])) && !('*' in rule.?nonResourceURLs.orValue([]))",
      message: 'has a star: name the verbs, resources and API groups that are needed',
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
  - { apiGroups: [''], resources: [pods], verbs: [get, list] }
`,
      `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: shop }
rules:
  - { nonResourceURLs: [/metrics], verbs: [get] }
`,
    ],
    break: [
      `
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: shop }
rules:
  - { apiGroups: ['*'], resources: [pods], verbs: [get] } # <--
  - { apiGroups: [''], resources: ['*'], verbs: [get] } # <--
  - { apiGroups: [''], resources: [pods], verbs: ['*'] } # <--
`,
      `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: shop }
rules:
  - { nonResourceURLs: ['*'], verbs: [get] } # <--
`,
    ],
  },
};
