import type { Rule } from '../../rule.ts';
import { harmlessRoot, versioned } from './version.ts';

export const procMount: Rule = {
  id: 'pod-security/proc-mount',
  title: 'No container sees all of /proc, save in a user namespace',
  why: 'What the runtime masks in /proc shows and changes the kernel. In a user namespace its own checks do what the masks do.',
  controls: ['pod-security/baseline', 'pod-security/restricted', 'pci-dss-4.0.1/2.2.6'],
  match: 'pods',
  params: versioned,
  when: `!${harmlessRoot}`,
  expressions: [
    {
      each: { list: 'containers', as: 'container' },
      expression: "container.?securityContext.?procMount.orValue('Default') == 'Default'",
      message: 'sees all of /proc: leave securityContext.procMount out',
      field: 'securityContext.procMount',
    },
  ],
  cases: {
    hold: [
      `
spec:
  containers:
    - { name: app, image: app, securityContext: { procMount: Default } }
`,
      `
spec:
  hostUsers: false
  containers:
    - { name: app, image: app, securityContext: { procMount: Unmasked } }
`,
    ],
    // A Rollout, since the API server itself refuses the like in its own kinds.
    break: [
      `
apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata: { name: case }
spec:
  template:
    spec:
      containers:
        - name: app
          image: app
          securityContext:
            procMount: Unmasked # <--
`,
    ],
  },
};
