import type { Rule } from '../../rule.ts';

export const fixedRevision: Rule = {
  id: 'gitops/fixed-revision',
  title: 'An Application follows what was released',
  why: 'A branch that everybody works on, or a range of versions, brings into the cluster what nobody has promoted.',
  controls: ['pci-dss-4.0.1/6.5.1'],
  match: ['argoproj.io/Application'],
  params: { floating: ['', 'HEAD', 'main', 'master', 'trunk', 'develop', 'latest'] },
  expressions: [
    {
      expression: "!has(object.spec.source) || !(object.spec.source.?targetRevision.orValue('HEAD') in params.floating || object.spec.source.?targetRevision.orValue('').matches('[*^~<>]|[.]x'))",
      message: 'follows a moving revision: set targetRevision to a tag, a commit or the branch of a release',
      field: 'spec.source.targetRevision',
    },
    {
      each: { list: 'spec.sources', as: 'source', called: 'source.repoURL' },
      expression: "!(source.?targetRevision.orValue('HEAD') in params.floating || source.?targetRevision.orValue('').matches('[*^~<>]|[.]x'))",
      message: 'follows a moving revision: set targetRevision to a tag, a commit or the branch of a release',
      field: 'targetRevision',
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
      `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: shop, namespace: openshift-gitops }
spec:
  project: shop
  sources:
    - { repoURL: https://charts.example, chart: shop, targetRevision: 1.2.3 }
`,
    ],
    break: [
      `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: shop, namespace: openshift-gitops }
spec:
  project: shop
  source:
    repoURL: https://git.example/shop.git
    path: prod
    targetRevision: HEAD # <--
`,
      `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: shop, namespace: openshift-gitops }
spec:
  project: shop
  source: { repoURL: https://git.example/shop.git, path: prod } # <--
`,
      `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: shop, namespace: openshift-gitops }
spec:
  project: shop
  sources:
    - repoURL: https://charts.example
      chart: shop
      targetRevision: ^1.2.0 # <--
`,
    ],
  },
};
