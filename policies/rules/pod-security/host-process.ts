import type { Rule } from '../../rule.ts';

export const hostProcess: Rule = {
  id: 'pod-security/host-process',
  title: 'No container of Windows runs as a process of its node',
  why: 'A HostProcess container has no walls around it: it is what a privileged one is on Linux.',
  controls: ['pod-security/baseline', 'pod-security/restricted', 'pci-dss-4.0.1/2.2.6'],
  match: 'pods',
  expressions: [
    {
      expression: '!variables.spec.?securityContext.?windowsOptions.?hostProcess.orValue(false)',
      message: 'runs as a process of its node: leave windowsOptions.hostProcess out',
      field: 'spec.securityContext.windowsOptions.hostProcess',
    },
    {
      each: { list: 'containers', as: 'container' },
      expression: '!container.?securityContext.?windowsOptions.?hostProcess.orValue(false)',
      message: 'runs as a process of its node: leave windowsOptions.hostProcess out',
      field: 'securityContext.windowsOptions.hostProcess',
    },
  ],
  cases: {
    hold: [
      `
spec:
  os: { name: windows }
  securityContext: { windowsOptions: { hostProcess: false, runAsUserName: ContainerUser } }
  containers: [{ name: app, image: app }]
`,
    ],
    break: [
      `
spec:
  os: { name: windows }
  hostNetwork: true
  securityContext:
    windowsOptions:
      hostProcess: true # <--
  containers: [{ name: app, image: app }]
`,
      `
spec:
  os: { name: windows }
  hostNetwork: true
  containers:
    - name: app
      image: app
      securityContext:
        windowsOptions:
          hostProcess: true # <--
`,
    ],
  },
};
