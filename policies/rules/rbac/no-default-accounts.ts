import type { Rule } from '../../rule.ts';

export const noDefaultAccounts: Rule = {
  id: 'rbac/no-default-accounts',
  title: 'Nothing is granted to a default ServiceAccount',
  why: 'Every pod that names no ServiceAccount runs as the default one of its namespace, also those that nobody thought of.',
  controls: ['pci-dss-4.0.1/7.2.5'],
  match: ['rbac.authorization.k8s.io/RoleBinding', 'rbac.authorization.k8s.io/ClusterRoleBinding'],
  expressions: [
    {
      each: { list: 'subjects', as: 'subject' },
      expression: "subject.kind != 'ServiceAccount' || subject.name != 'default'",
      message: 'is what every pod runs as that names no other: make a ServiceAccount for the workload',
      field: 'name',
    },
  ],
  cases: {
    hold: [
      `
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: shop }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: shop }
subjects:
  - { kind: ServiceAccount, name: shop, namespace: shop }
`,
      `
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: shop }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: shop }
subjects:
  - { kind: Group, name: default, apiGroup: rbac.authorization.k8s.io }
`,
    ],
    break: [
      `
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: shop }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: shop }
subjects:
  - kind: ServiceAccount
    name: default # <--
    namespace: shop
`,
    ],
  },
};
