import type { Rule } from '../../rule.ts';

export const namedSecrets: Rule = {
  id: 'rbac/named-secrets',
  title: 'Rights to Secrets name the Secrets',
  why: 'Who may read all Secrets of a namespace has the credentials of every program in it.',
  controls: ['pci-dss-4.0.1/7.2.5'],
  match: ['rbac.authorization.k8s.io/Role', 'rbac.authorization.k8s.io/ClusterRole'],
  expressions: [
    {
      each: { list: 'rules', as: 'rule', called: "(rule.?resources.orValue([]) + rule.?nonResourceURLs.orValue([])).join(' and ')" },
      expression: "!('secrets' in rule.?resources.orValue([]) && rule.?apiGroups.orValue([]).exists(group, group in ['', '*']) && rule.verbs.exists(verb, verb in ['get', 'list', 'watch', '*'])) || size(rule.?resourceNames.orValue([])) > 0",
      message: 'reads every Secret: name those that are needed in resourceNames',
      field: 'resources',
    },
  ],
  cases: {
    hold: [
      `
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: shop }
rules:
  - { apiGroups: [''], resources: [secrets], resourceNames: [shop], verbs: [get] }
  - { apiGroups: [''], resources: [secrets], verbs: [create] }
  - { apiGroups: [external-secrets.io], resources: [secrets], verbs: [get] }
`,
    ],
    break: [
      `
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: shop }
rules:
  - apiGroups: ['']
    resources: [configmaps, secrets] # <--
    verbs: [list]
`,
    ],
  },
};
