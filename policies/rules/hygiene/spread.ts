import type { Rule } from '../../rule.ts';

export const spread: Rule = {
  id: 'hygiene/spread',
  title: 'Copies of a program are spread',
  why: 'Copies on one node, or in one zone, are lost together.',
  controls: ['dora/12.4'],
  match: 'pods',
  when: "object.kind in ['Deployment', 'StatefulSet', 'Rollout']",
  expressions: [
    {
      expression: 'size(variables.spec.?topologySpreadConstraints.orValue([])) > 0 || has(variables.spec.affinity) && has(variables.spec.affinity.podAntiAffinity)',
      message: 'may be all on one node: set topologySpreadConstraints',
      field: 'spec',
    },
  ],
  cases: {
    hold: [
      `
spec:
  topologySpreadConstraints: [{ maxSkew: 1, topologyKey: topology.kubernetes.io/zone, whenUnsatisfiable: DoNotSchedule }]
  containers:
    - { name: app, image: app }
`,
      `
apiVersion: v1
kind: Pod
metadata: { name: shop }
spec:
  containers:
    - { name: app, image: app }
`,
    ],
    break: [
      `
apiVersion: apps/v1
kind: Deployment
metadata: { name: shop }
spec:
  template:
    spec: # <--
      containers: [{ name: app, image: app }]
`,
    ],
  },
};
