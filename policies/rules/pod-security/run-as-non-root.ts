import type { Rule } from '../../rule.ts';
import { harmlessRoot, versioned } from './version.ts';

export const runAsNonRoot: Rule = {
  id: 'pod-security/run-as-non-root',
  title: 'No container may start as root',
  why: 'Root in a container is root of the node when it breaks out, and owns every file of the image until then.',
  controls: ['pod-security/restricted', 'pci-dss-4.0.1/2.2.6'],
  match: 'pods',
  params: versioned,
  when: `!${harmlessRoot}`,
  expressions: [
    {
      expression: 'variables.spec.?securityContext.?runAsNonRoot.orValue(true)',
      message: 'lets its containers start as root: set securityContext.runAsNonRoot to true',
      field: 'spec.securityContext.runAsNonRoot',
    },
    {
      // A pod that says false is told above, and not again for each container that says nothing.
      each: { list: 'containers', as: 'container' },
      expression: 'container.?securityContext.?runAsNonRoot.orValue(variables.spec.?securityContext.?runAsNonRoot.hasValue())',
      message: 'may start as root: set securityContext.runAsNonRoot to true, of the pod or of the container',
      field: 'securityContext.runAsNonRoot',
    },
  ],
  cases: {
    hold: [
      `
spec:
  securityContext: { runAsNonRoot: true }
  containers: [{ name: app, image: app }]
`,
      `
spec:
  containers: [{ name: app, image: app, securityContext: { runAsNonRoot: true } }]
`,
      `
spec:
  hostUsers: false
  securityContext: { runAsNonRoot: false }
  containers: [{ name: app, image: app }]
`,
    ],
    break: [
      `
spec:
  securityContext:
    runAsNonRoot: false # <--
  containers: [{ name: app, image: app }, { name: other, image: app, securityContext: { runAsNonRoot: true } }]
`,
      `
spec:
  securityContext: { runAsNonRoot: true }
  containers:
    - name: app
      image: app
      securityContext:
        runAsNonRoot: false # <--
`,
      `
spec:
  os: { name: windows }
  containers:
    - { name: app, image: app, securityContext: { runAsNonRoot: true } }
    - { name: other, image: app } # <--
`,
    ],
  },
};
