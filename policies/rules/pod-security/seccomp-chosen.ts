import type { Rule } from '../../rule.ts';
import { notWindows } from './version.ts';

export const seccompChosen: Rule = {
  id: 'pod-security/seccomp-chosen',
  title: 'Every container has a seccomp profile',
  why: 'Where nothing is said, most nodes let every system call through.',
  controls: ['pod-security/restricted', 'pci-dss-4.0.1/2.2.6'],
  match: 'pods',
  when: notWindows,
  expressions: [
    {
      // Which profiles are good, the rule of the baseline says.
      each: { list: 'containers', as: 'container' },
      expression: 'container.?securityContext.?seccompProfile.hasValue() || variables.spec.?securityContext.?seccompProfile.hasValue()',
      message: 'has no seccomp profile: set securityContext.seccompProfile.type to RuntimeDefault, of the pod or of the container',
      field: 'securityContext.seccompProfile',
    },
  ],
  cases: {
    hold: [
      `
spec:
  securityContext: { seccompProfile: { type: RuntimeDefault } }
  containers: [{ name: app, image: app }]
`,
      `
spec:
  containers: [{ name: app, image: app, securityContext: { seccompProfile: { type: Localhost, localhostProfile: app.json } } }]
`,
      `
spec:
  os: { name: windows }
  containers: [{ name: app, image: app }]
`,
    ],
    break: [
      `
spec:
  containers:
    - { name: app, image: app, securityContext: { seccompProfile: { type: RuntimeDefault } } }
    - { name: other, image: app } # <--
  initContainers:
    - name: first
      image: app
      securityContext: { runAsNonRoot: true } # <--
`,
    ],
  },
};
