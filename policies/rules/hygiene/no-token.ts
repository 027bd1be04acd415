import type { Rule } from '../../rule.ts';

export const noToken: Rule = {
  id: 'hygiene/no-token',
  title: 'No pod holds a token of the API server unasked',
  why: 'With the token whoever takes a pod asks the API server in its name, for what no network rule stops.',
  controls: ['pci-dss-4.0.1/7.2.5'],
  match: 'pods',
  expressions: [
    {
      expression: '!variables.spec.?automountServiceAccountToken.orValue(true)',
      message: 'holds a token of the API server: set automountServiceAccountToken to false',
      field: 'spec',
    },
  ],
  cases: {
    hold: [
      `
spec:
  automountServiceAccountToken: false
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
  containers:
    - { name: app, image: app }
`,
    ],
  },
};
