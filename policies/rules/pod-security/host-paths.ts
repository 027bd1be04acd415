import type { Rule } from '../../rule.ts';

export const hostPaths: Rule = {
  id: 'pod-security/host-paths',
  title: 'No pod mounts a path of its node',
  why: 'A path of the node outlives the pod, is shared with all pods there, and may be the socket of the runtime or the keys of the kubelet.',
  controls: ['pod-security/baseline', 'pod-security/restricted', 'pci-dss-4.0.1/2.2.6'],
  match: 'pods',
  expressions: [
    {
      each: { list: 'spec.volumes', as: 'volume' },
      expression: '!has(volume.hostPath)',
      message: 'is a path of the node: take an emptyDir, a claim or a CSI volume',
      field: 'hostPath',
    },
  ],
  cases: {
    hold: [
      `
spec:
  volumes: [{ name: tmp, emptyDir: { sizeLimit: 64Mi } }]
  containers: [{ name: app, image: app }]
`,
    ],
    break: [
      `
spec:
  volumes:
    - name: tmp
      emptyDir: { sizeLimit: 64Mi }
    - name: logs
      hostPath: { path: /var/log } # <--
  containers: [{ name: app, image: app }]
`,
    ],
  },
};
