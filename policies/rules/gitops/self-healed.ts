import type { Rule } from '../../rule.ts';

export const selfHealed: Rule = {
  id: 'gitops/self-healed',
  title: 'What is changed by hand is put back',
  why: 'A change that is in no commit was reviewed by nobody, and lasts as long as nobody looks.',
  controls: ['pci-dss-4.0.1/6.5.1', 'pci-dss-4.0.1/11.5.2', 'pci-dss-4.0.1/1.2.8'],
  severity: 'warning',
  match: ['argoproj.io/Application'],
  expressions: [
    {
      expression: 'object.spec.?syncPolicy.?automated.?selfHeal.orValue(false)',
      message: 'leaves what was changed by hand: set syncPolicy.automated.selfHeal to true',
      field: 'spec.syncPolicy',
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
  syncPolicy: { automated: { prune: true, selfHeal: true } }
`,
    ],
    break: [
      `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: shop, namespace: openshift-gitops }
spec:
  project: shop
  source: { repoURL: https://git.example/shop.git, path: prod, targetRevision: release }
  syncPolicy: { automated: { prune: true } } # <--
`,
    ],
  },
};
