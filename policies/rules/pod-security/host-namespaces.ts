import type { Rule } from '../../rule.ts';

export const hostNamespaces: Rule = {
  id: 'pod-security/host-namespaces',
  title: 'No pod shares the namespaces of its node',
  why: 'With the network, processes or memory of its node a pod sees and reaches what no network policy guards: the kubelet, other pods, their processes and their secrets.',
  controls: ['pod-security/baseline', 'pod-security/restricted', 'pci-dss-4.0.1/2.2.6'],
  match: 'pods',
  expressions: [
    { expression: '!variables.spec.?hostNetwork.orValue(false)', message: 'has the network of its node: leave hostNetwork out', field: 'spec.hostNetwork' },
    { expression: '!variables.spec.?hostPID.orValue(false)', message: 'sees the processes of its node: leave hostPID out', field: 'spec.hostPID' },
    { expression: '!variables.spec.?hostIPC.orValue(false)', message: 'shares memory with its node: leave hostIPC out', field: 'spec.hostIPC' },
  ],
  cases: {
    hold: [
      `
spec:
  hostNetwork: false
  hostPID: false
  shareProcessNamespace: true
  containers: [{ name: app, image: app }]
`,
    ],
    break: [
      `
spec:
  hostNetwork: true # <--
  hostPID: true # <--
  hostIPC: true # <--
  containers: [{ name: app, image: app }]
`,
    ],
  },
};
