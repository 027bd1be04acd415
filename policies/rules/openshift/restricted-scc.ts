import type { Rule } from '../../rule.ts';

export const restrictedScc: Rule = {
  id: 'openshift/restricted-scc',
  title: 'A pod asks for no wider constraint than nonroot-v2',
  why: 'The annotation takes a SecurityContextConstraints by name. A wide one lifts what all other rules ask.',
  controls: ['pci-dss-4.0.1/2.2.6', 'openshift/restricted-v2'],
  match: 'pods',
  params: { allowed: ['restricted-v2', 'restricted-v3', 'nonroot-v2'] },
  expressions: [
    {
      expression: "variables.template.?metadata.?annotations[?'openshift.io/required-scc'].orValue('restricted-v2') in params.allowed",
      message: 'asks for a wide SecurityContextConstraints: take restricted-v2',
      field: 'metadata.annotations["openshift.io/required-scc"]',
    },
  ],
  cases: {
    hold: [
      `
metadata:
  annotations: { openshift.io/required-scc: restricted-v2 }
spec: { containers: [{ name: app, image: app }] }
`,
      `
spec: { containers: [{ name: app, image: app }] }
`,
    ],
    break: [
      `
metadata:
  annotations:
    openshift.io/required-scc: privileged # <--
spec: { containers: [{ name: app, image: app }] }
`,
    ],
  },
};
