import type { Rule } from '../../rule.ts';

export const hostPorts: Rule = {
  id: 'pod-security/host-ports',
  title: 'No container takes a port of its node',
  why: 'A port of the node is reached past the mesh and its policies, and two pods that want the same one cannot run on one node.',
  controls: ['pod-security/baseline', 'pod-security/restricted', 'pci-dss-4.0.1/2.2.6'],
  match: 'pods',
  expressions: [
    {
      each: { list: 'containers', as: 'container' },
      expression: 'container.?ports.orValue([]).all(port, port.?hostPort.orValue(0) == 0)',
      message: 'takes a port of its node: leave hostPort out, a Service reaches containerPort',
      field: 'ports',
    },
  ],
  cases: {
    hold: [
      `
spec:
  containers:
    - name: app
      image: app
      ports: [{ containerPort: 8080 }, { containerPort: 8081, hostPort: 0 }]
`,
    ],
    break: [
      `
spec:
  containers:
    - name: app
      image: app
      ports: # <--
        - { containerPort: 8080 }
        - { containerPort: 8081, hostPort: 8081 }
  initContainers:
    - name: first
      image: app
      ports: [{ containerPort: 9090, hostPort: 9090 }] # <--
`,
    ],
  },
};
