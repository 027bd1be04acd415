import type { Rule } from '../../rule.ts';

export const ownAccount: Rule = {
  id: 'hygiene/own-account',
  title: 'Every workload has a ServiceAccount of its own',
  why: 'Workloads that share one are one to the mesh and to every list of rights.',
  controls: ['pci-dss-4.0.1/7.2.5', 'pci-dss-4.0.1/8.2.2'],
  match: 'pods',
  expressions: [
    {
      expression: "!(variables.spec.?serviceAccountName.orValue('') in ['', 'default'])",
      message: 'runs as the default account: name a ServiceAccount of its own',
      field: 'spec',
    },
  ],
  cases: {
    hold: [
      `
spec:
  serviceAccountName: shop
  containers:
    - { name: app, image: app }
`,
    ],
    break: [
      `
apiVersion: v1
kind: Pod
metadata: { name: shop }
spec: # <--
  serviceAccountName: default
  containers:
    - { name: app, image: app }
`,
    ],
  },
};
