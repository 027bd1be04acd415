import type { Rule } from '../../rule.ts';

export const capabilities: Rule = {
  id: 'pod-security/capabilities',
  title: 'No container adds capabilities that runtimes do not give by themselves',
  why: 'A capability is a part of the rights of root: SYS_ADMIN is nearly all of them, NET_RAW forges packets, SYS_PTRACE reads the memory of others.',
  controls: ['pod-security/baseline', 'pod-security/restricted', 'pci-dss-4.0.1/2.2.6'],
  match: 'pods',
  params: { allowed: ['AUDIT_WRITE', 'CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'KILL', 'MKNOD', 'NET_BIND_SERVICE', 'SETFCAP', 'SETGID', 'SETPCAP', 'SETUID', 'SYS_CHROOT'] },
  expressions: [
    {
      each: { list: 'containers', as: 'container' },
      expression: 'container.?securityContext.?capabilities.?add.orValue([]).all(capability, capability in params.allowed)',
      message: 'adds capabilities that runtimes do not give: leave them out of securityContext.capabilities.add',
      field: 'securityContext.capabilities.add',
    },
  ],
  cases: {
    hold: [
      `
spec:
  containers:
    - name: app
      image: app
      securityContext: { capabilities: { drop: [ALL], add: [NET_BIND_SERVICE, CHOWN] } }
    - name: other
      image: app
      securityContext: { capabilities: {} }
`,
    ],
    break: [
      `
spec:
  containers:
    - name: app
      image: app
      securityContext:
        capabilities:
          add: [CHOWN, SYS_ADMIN] # <--
  initContainers:
    - name: first
      image: app
      securityContext:
        capabilities:
          add: [CAP_CHOWN] # <--
`,
    ],
  },
};
