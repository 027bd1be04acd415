import type { Rule } from '../../rule.ts';

export const noTokenRequests: Rule = {
  id: 'rbac/no-token-requests',
  title: 'No role makes tokens of ServiceAccounts or enters pods',
  why: 'Who may make a token of a ServiceAccount, or run a command in its pod, acts as that workload and leaves no other trace.',
  controls: ['pci-dss-4.0.1/7.2.5', 'pci-dss-4.0.1/8.6.1'],
  severity: 'warning',
  match: ['rbac.authorization.k8s.io/Role', 'rbac.authorization.k8s.io/ClusterRole'],
  expressions: [
    {
      each: { list: 'rules', as: 'rule', called: "(rule.?resources.orValue([]) + rule.?nonResourceURLs.orValue([])).join(' and ')" },
      expression: "!rule.?resources.orValue([]).exists(resource, resource in ['serviceaccounts/token', 'pods/exec', 'pods/attach', 'pods/ephemeralcontainers', 'nodes/proxy']) || !rule.verbs.exists(verb, verb in ['create', 'get', 'update', 'patch', '*']) || size(rule.?resourceNames.orValue([])) > 0",
      message: 'lets its holder act as every workload: leave out tokens of ServiceAccounts, exec, attach, ephemeral containers and the proxy of nodes, or name one in resourceNames',
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
  - { apiGroups: [''], resources: [pods, pods/log, serviceaccounts], verbs: [get] }
  - { apiGroups: [''], resources: [serviceaccounts/token], resourceNames: [shop], verbs: [create] }
`,
    ],
    break: [
      `
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: shop }
rules:
  - apiGroups: ['']
    resources: [pods/exec] # <--
    verbs: [create]
  - apiGroups: ['']
    resources: [serviceaccounts/token] # <--
    verbs: [create]
`,
    ],
  },
};
