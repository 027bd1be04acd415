import type { Rule } from '../../rule.ts';

export const noWideSccBindings: Rule = {
  id: 'openshift/no-wide-scc-bindings',
  title: 'No binding grants a wide SecurityContextConstraints',
  why: 'Every pod of the ServiceAccount may then run as root or with the host, whatever its manifest says today.',
  controls: ['pci-dss-4.0.1/2.2.6', 'pci-dss-4.0.1/7.2.5'],
  match: ['rbac.authorization.k8s.io/RoleBinding', 'rbac.authorization.k8s.io/ClusterRoleBinding'],
  params: { allowed: ['system:openshift:scc:restricted-v2', 'system:openshift:scc:restricted-v3', 'system:openshift:scc:nonroot-v2'] },
  expressions: [
    {
      expression: "!object.roleRef.name.startsWith('system:openshift:scc:') || object.roleRef.name in params.allowed",
      message: 'grants a wide SecurityContextConstraints: bind none, or nonroot-v2',
      field: 'roleRef.name',
    },
  ],
  cases: {
    hold: [
      `
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: shop }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: 'system:openshift:scc:nonroot-v2' }
subjects: [{ kind: ServiceAccount, name: shop }]
`,
    ],
    break: [
      `
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: shop }
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: system:openshift:scc:anyuid # <--
subjects: [{ kind: ServiceAccount, name: shop }]
`,
    ],
  },
};
