import type { Rule } from '../../rule.ts';

export const boundedProject: Rule = {
  id: 'gitops/bounded-project',
  title: 'A project allows no kind of the whole cluster by a star',
  why: 'Who may make any cluster-wide object may make a ClusterRoleBinding to themself.',
  controls: ['pci-dss-4.0.1/7.2.1', 'pci-dss-4.0.1/7.2.5', 'pci-dss-4.0.1/1.2.8'],
  match: ['argoproj.io/AppProject'],
  expressions: [
    {
      each: { list: 'spec.clusterResourceWhitelist', as: 'kind', called: "kind.group + '/' + kind.kind" },
      expression: "kind.group != '*' && kind.kind != '*'",
      message: 'has a star: name the kinds that its teams make',
      field: '',
    },
    {
      each: { list: 'spec.namespaceResourceWhitelist', as: 'kind', called: "kind.group + '/' + kind.kind" },
      expression: "kind.group != '*' && kind.kind != '*'",
      message: 'has a star: name the kinds that its teams make',
      field: '',
    },
  ],
  cases: {
    hold: [
      `
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: { name: shop }
spec:
  clusterResourceWhitelist: []
  namespaceResourceWhitelist: [{ group: apps, kind: Deployment }]
`,
    ],
    break: [
      `
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: { name: shop }
spec:
  clusterResourceWhitelist:
    - { group: '*', kind: '*' } # <--
  namespaceResourceWhitelist:
    - { group: apps, kind: '*' } # <--
`,
    ],
  },
};
