import type { Rule } from '../../rule.ts';

export const unmaskedProc: Rule = {
  id: 'pod-security/unmasked-proc',
  title: 'No container sees all of /proc, not even in a user namespace',
  why: "A hole in the kernel's user namespaces is then all that stands between a container and the kernel's settings.",
  controls: ['pod-security/restricted', 'pci-dss-4.0.1/2.2.6'],
  match: 'pods',
  when: '!variables.spec.?hostUsers.orValue(true)',
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
  hostUsers: false
  containers:
    - { name: app, image: app, securityContext: { procMount: Default } }
`,
    ],
    break: [
      `
spec:
  hostUsers: false
  containers:
    - name: app
      image: app
      securityContext:
        procMount: Unmasked # <--
`,
    ],
  },
};
