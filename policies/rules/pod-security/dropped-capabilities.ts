import type { Rule } from '../../rule.ts';
import { notWindows } from './version.ts';

export const droppedCapabilities: Rule = {
  id: 'pod-security/dropped-capabilities',
  title: 'Every container drops all capabilities, and adds none but NET_BIND_SERVICE',
  why: 'What a runtime gives by itself lets root in a container change owners, send raw packets and become other users; programs that serve need none of it.',
  controls: ['pod-security/restricted', 'pci-dss-4.0.1/2.2.6'],
  match: 'pods',
  when: notWindows,
  expressions: [
    {
      each: { list: 'containers', as: 'container' },
      expression: "'ALL' in container.?securityContext.?capabilities.?drop.orValue([])",
      message: 'keeps the capabilities that runtimes give: set securityContext.capabilities.drop to [ALL]',
      field: 'securityContext.capabilities.drop',
    },
    {
      each: { list: 'containers', as: 'container' },
      expression: "container.?securityContext.?capabilities.?add.orValue([]).all(capability, capability == 'NET_BIND_SERVICE')",
      message: 'adds capabilities: leave all but NET_BIND_SERVICE out of securityContext.capabilities.add',
      field: 'securityContext.capabilities.add',
    },
  ],
  cases: {
    hold: [
      `
spec:
  containers:
    - { name: app, image: app, securityContext: { capabilities: { drop: [NET_RAW, ALL], add: [NET_BIND_SERVICE] } } }
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
        capabilities:
          drop: [ALL]
          add: [CHOWN] # <--
    - name: other
      image: app
      securityContext:
        capabilities:
          drop: [all] # <--
  initContainers:
    - { name: first, image: app } # <--
`,
    ],
  },
};
