import type { Rule } from '../../rule.ts';
import { harmlessRoot, versioned } from './version.ts';

export const runAsUser: Rule = {
  id: 'pod-security/run-as-user',
  title: 'No container is told to run as user 0',
  why: 'User 0 is root whatever the image says, and with runAsNonRoot the container does not even start.',
  controls: ['pod-security/restricted', 'pci-dss-4.0.1/2.2.6'],
  match: 'pods',
  params: versioned,
  when: `!${harmlessRoot}`,
  expressions: [
    {
      expression: 'variables.spec.?securityContext.?runAsUser.orValue(1) != 0',
      message: 'runs as root: leave securityContext.runAsUser out',
      field: 'spec.securityContext.runAsUser',
    },
    {
      each: { list: 'containers', as: 'container' },
      expression: 'container.?securityContext.?runAsUser.orValue(1) != 0',
      message: 'runs as root: leave securityContext.runAsUser out',
      field: 'securityContext.runAsUser',
    },
  ],
  cases: {
    hold: [
      `
spec:
  securityContext: { runAsNonRoot: true, runAsUser: 1000 }
  containers: [{ name: app, image: app }]
`,
      `
spec:
  hostUsers: false
  securityContext: { runAsUser: 0 }
  containers: [{ name: app, image: app, securityContext: { runAsUser: 0 } }]
`,
    ],
    break: [
      `
spec:
  securityContext:
    runAsUser: 0 # <--
  containers: [{ name: app, image: app, securityContext: { runAsUser: 1000 } }]
  initContainers:
    - name: first
      image: app
      securityContext:
        runAsUser: 0 # <--
`,
    ],
  },
};
