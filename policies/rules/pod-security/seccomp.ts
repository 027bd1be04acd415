import type { Rule } from '../../rule.ts';

export const seccomp: Rule = {
  id: 'pod-security/seccomp',
  title: 'No seccomp profile but those of the runtime and of the node',
  why: 'Unconfined lets a container make every system call, and with that try every hole of the kernel that all pods of the node share.',
  controls: ['pod-security/baseline', 'pod-security/restricted', 'pci-dss-4.0.1/2.2.6'],
  match: 'pods',
  params: { allowed: ['RuntimeDefault', 'Localhost'] },
  expressions: [
    {
      expression: "variables.spec.?securityContext.?seccompProfile.orValue({'type': 'RuntimeDefault'}).?type.orValue('') in params.allowed",
      message: 'has no seccomp profile of the runtime or the node: set securityContext.seccompProfile.type to RuntimeDefault',
      field: 'spec.securityContext.seccompProfile.type',
    },
    {
      each: { list: 'containers', as: 'container' },
      expression: "container.?securityContext.?seccompProfile.orValue({'type': 'RuntimeDefault'}).?type.orValue('') in params.allowed",
      message: 'has no seccomp profile of the runtime or the node: set securityContext.seccompProfile.type to RuntimeDefault',
      field: 'securityContext.seccompProfile.type',
    },
  ],
  cases: {
    hold: [
      `
spec:
  securityContext: { seccompProfile: { type: Localhost, localhostProfile: app.json } }
  containers:
    - { name: app, image: app }
    - { name: other, image: app, securityContext: { seccompProfile: { type: RuntimeDefault } } }
`,
    ],
    break: [
      `
spec:
  securityContext:
    seccompProfile:
      type: Unconfined # <--
  containers:
    - name: app
      image: app
      securityContext:
        seccompProfile:
          type: RuntimeDefault
  initContainers:
    - name: first
      image: app
      securityContext:
        seccompProfile:
          type: Unconfined # <--
`,
    ],
  },
};
