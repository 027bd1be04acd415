import type { Rule } from '../../rule.ts';
import { notWindows } from './version.ts';

export const privilegeEscalation: Rule = {
  id: 'pod-security/privilege-escalation',
  title: 'No program gains rights that its parent has not',
  why: 'A set-user-ID program in the image makes root of whoever runs it, unless the kernel is told to allow no new rights.',
  controls: ['pod-security/restricted', 'pci-dss-4.0.1/2.2.6'],
  match: 'pods',
  when: notWindows,
  expressions: [
    {
      each: { list: 'containers', as: 'container' },
      expression: '!container.?securityContext.?allowPrivilegeEscalation.orValue(true)',
      message: 'may gain rights: set securityContext.allowPrivilegeEscalation to false',
      field: 'securityContext.allowPrivilegeEscalation',
    },
  ],
  cases: {
    hold: [
      `
spec:
  containers:
    - { name: app, image: app, securityContext: { allowPrivilegeEscalation: false } }
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
    - name: app
      image: app
      securityContext:
        allowPrivilegeEscalation: true # <--
  initContainers:
    - { name: first, image: app, securityContext: { runAsNonRoot: true } } # <--
`,
    ],
  },
};
