import type { Rule } from '../../rule.ts';

export const noClusterAdmin: Rule = {
  id: 'rbac/no-cluster-admin',
  title: 'Nobody is bound to cluster-admin',
  why: 'cluster-admin may do everything everywhere, Secrets and audit settings included, and no review can say what it was used for.',
  controls: ['pci-dss-4.0.1/7.2.1', 'pci-dss-4.0.1/7.2.5'],
  match: ['rbac.authorization.k8s.io/RoleBinding', 'rbac.authorization.k8s.io/ClusterRoleBinding'],
  expressions: [
    {
      expression: "object.roleRef.name != 'cluster-admin'",
      message: 'grants everything: bind a role that names what is needed',
      field: 'roleRef.name',
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
  - { kind: User, name: ada, apiGroup: rbac.authorization.k8s.io }
`,
    ],
    break: [
      `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: { name: shop }
roleRef: 
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: cluster-admin # <--
subjects:
  - { kind: Group, name: shop, apiGroup: rbac.authorization.k8s.io }
`,
    ],
  },
};
