import type { Rule } from '../../rule.ts';

export const narrowScc: Rule = {
  id: 'openshift/narrow-scc',
  title: 'A SecurityContextConstraints of its own is no way to the node',
  why: 'It decides what pods of everybody whom it is granted to may do, and groups are granted it without a binding that anybody would see.',
  controls: ['pci-dss-4.0.1/2.2.6'],
  match: ['security.openshift.io/SecurityContextConstraints'],
  expressions: [
    {
      expression: '!object.allowPrivilegedContainer && !object.allowHostNetwork && !object.allowHostPID && !object.allowHostIPC && !object.allowHostDirVolumePlugin && !object.allowHostPorts',
      message: 'opens the node: allow no privileged containers and nothing of the host',
      field: '',
    },
    {
      expression: "!object.?groups.orValue([]).exists(group, group.startsWith('system:'))",
      message: 'is granted to everybody: grant it to ServiceAccounts by a RoleBinding',
      field: 'groups',
    },
  ],
  cases: {
    hold: [
      `
apiVersion: security.openshift.io/v1
kind: SecurityContextConstraints
metadata: { name: shop }
allowHostDirVolumePlugin: false
allowHostIPC: false
allowHostNetwork: false
allowHostPID: false
allowHostPorts: false
readOnlyRootFilesystem: true
allowPrivilegedContainer: false
groups: []
`,
    ],
    break: [
      `
apiVersion: security.openshift.io/v1 # <--
kind: SecurityContextConstraints
metadata: { name: shop }
allowHostDirVolumePlugin: false
allowHostIPC: false
allowHostNetwork: false
allowHostPID: false
allowHostPorts: false
readOnlyRootFilesystem: true
allowPrivilegedContainer: true
`,
      `
apiVersion: security.openshift.io/v1
kind: SecurityContextConstraints
metadata: { name: shop }
allowHostDirVolumePlugin: false
allowHostIPC: false
allowHostNetwork: false
allowHostPID: false
allowHostPorts: false
readOnlyRootFilesystem: true
allowPrivilegedContainer: false
groups: ['system:authenticated'] # <--
`,
    ],
  },
};
