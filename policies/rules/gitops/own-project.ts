import type { Rule } from '../../rule.ts';

export const ownProject: Rule = {
  id: 'gitops/own-project',
  title: 'An Application is in a project of its team',
  why: 'The project default allows everything everywhere.',
  controls: ['pci-dss-4.0.1/7.2.1'],
  match: ['argoproj.io/Application'],
  expressions: [
    {
      expression: "object.spec.project != 'default' && object.spec.project != ''",
      message: 'is in the project default: make one that allows what its team needs',
      field: 'spec.project',
    },
  ],
  cases: {
    hold: [
      `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: shop, namespace: openshift-gitops }
spec:
  project: shop
  source: { repoURL: https://git.example/shop.git, path: prod, targetRevision: release }
`,
    ],
    break: [
      `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: shop }
spec:
  project: default # <--
  source: { repoURL: https://git.example/shop.git, path: prod, targetRevision: release }
`,
    ],
  },
};
