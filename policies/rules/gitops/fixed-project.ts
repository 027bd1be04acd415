import type { Rule } from '../../rule.ts';

export const fixedProject: Rule = {
  id: 'gitops/fixed-project',
  title: 'A project names its repositories and destinations',
  why: 'A project with a star lets every Application in it bring anything from anywhere to every cluster and namespace.',
  controls: ['pci-dss-4.0.1/7.2.1'],
  match: ['argoproj.io/AppProject'],
  expressions: [
    {
      expression: "!('*' in object.spec.?sourceRepos.orValue([]))",
      message: 'takes manifests from every repository: name those of its teams in spec.sourceRepos',
      field: 'spec.sourceRepos',
    },
    {
      each: { list: 'spec.destinations', as: 'destination', called: "destination.?namespace.orValue('without namespace')" },
      expression: "destination.?namespace.orValue('*') != '*' && destination.?server.orValue('') != '*'",
      message: 'is every namespace or cluster: name one',
      field: '',
    },
  ],
  cases: {
    hold: [
      `
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: { name: shop, namespace: openshift-gitops }
spec:
  sourceRepos: [https://git.example/shop.git]
  destinations:
    - { server: https://kubernetes.default.svc, namespace: shop }
`,
    ],
    break: [
      `
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: { name: shop, namespace: openshift-gitops }
spec:
  sourceRepos: ['*'] # <--
  destinations:
    - { server: https://kubernetes.default.svc, namespace: shop }
    - { server: https://kubernetes.default.svc, namespace: '*' } # <--
`,
    ],
  },
};
