import type { Rule } from '../../rule.ts';

export const noEscalation: Rule = {
  id: 'rbac/no-escalation',
  title: 'No role lets its holder take more rights',
  why: 'Who may escalate, bind or impersonate has every right that anybody has, whatever else the role says.',
  controls: ['pci-dss-4.0.1/7.2.5', 'pci-dss-4.0.1/7.2.1'],
  match: ['rbac.authorization.k8s.io/Role', 'rbac.authorization.k8s.io/ClusterRole'],
  expressions: [
    {
      each: { list: 'rules', as: 'rule', called: "(rule.?resources.orValue([]) + rule.?nonResourceURLs.orValue([])).join(' and ')" },
      expression: "!rule.verbs.exists(verb, verb in ['escalate', 'bind', 'impersonate'])",
      message: 'can be used to take more rights: leave out escalate, bind and impersonate',
      field: 'verbs',
    },
  ],
  cases: {
    hold: [
      `
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: shop }
rules:
  - { apiGroups: [rbac.authorization.k8s.io], resources: [roles], verbs: [get, list, watch] }
`,
    ],
    break: [
      `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: shop }
rules:
  - apiGroups: [rbac.authorization.k8s.io]
    resources: [roles]
    verbs: [get, escalate] # <--
  - apiGroups: [rbac.authorization.k8s.io]
    resources: [clusterroles]
    verbs: [bind] # <--
`,
      `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: shop }
rules:
  - apiGroups: ['']
    resources: [users]
    verbs: [impersonate] # <--
`,
    ],
  },
};
