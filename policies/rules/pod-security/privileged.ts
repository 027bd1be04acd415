import type { Rule } from '../../rule.ts';

export const privileged: Rule = {
  id: 'pod-security/privileged',
  title: 'No container is privileged',
  why: 'A privileged container has every right of its node: whoever breaks into it has the node, and with it the secrets of all pods there.',
  controls: ['pod-security/baseline', 'pod-security/restricted', 'pci-dss-4.0.1/2.2.6'],
  match: 'pods',
  expressions: [
    {
      each: { list: 'containers', as: 'container' },
      expression: '!container.?securityContext.?privileged.orValue(false)',
      message: 'is privileged: leave securityContext.privileged out or set it to false',
      field: 'securityContext.privileged',
    },
  ],
  cases: {
    hold: [
      `
spec:
  containers:
    - name: app
      image: app
    - name: other
      securityContext: { privileged: false }
`,
    ],
    break: [
      `
spec:
  containers:
    - name: app
      securityContext:
        privileged: true # <--
    - name: other
  initContainers:
    - name: first
      securityContext:
        runAsNonRoot: true
        privileged: true # <--
`,
    ],
  },
};
