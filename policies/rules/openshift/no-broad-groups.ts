import type { Rule } from '../../rule.ts';

export const noBroadGroups: Rule = {
  id: 'openshift/no-broad-groups',
  title: 'Nothing is granted to everybody',
  why: 'The groups of all users, of all ServiceAccounts or of nobody in particular hold people and programs that no review has seen.',
  controls: ['pci-dss-4.0.1/7.2.1', 'pci-dss-4.0.1/7.2.5'],
  match: ['rbac.authorization.k8s.io/RoleBinding', 'rbac.authorization.k8s.io/ClusterRoleBinding'],
  params: { broad: ['system:authenticated', 'system:authenticated:oauth', 'system:unauthenticated', 'system:serviceaccounts', 'system:masters', 'self-provisioners'] },
  expressions: [
    {
      each: { list: 'subjects', as: 'subject' },
      expression: "subject.kind != 'Group' || !(subject.name in params.broad)",
      message: 'is everybody: grant it to a group of people, or to a ServiceAccount',
      field: 'name',
    },
  ],
  cases: {
    hold: [
      `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: { name: shop }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: shop }
subjects:
  - { kind: Group, apiGroup: rbac.authorization.k8s.io, name: shop-team }
  - { kind: User, apiGroup: rbac.authorization.k8s.io, name: 'system:authenticated' }
`,
    ],
    break: [
      `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: { name: shop }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: shop }
subjects:
  - kind: Group
    apiGroup: rbac.authorization.k8s.io
    name: system:serviceaccounts # <--
`,
    ],
  },
};
