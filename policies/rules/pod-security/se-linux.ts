import type { Rule } from '../../rule.ts';

export const seLinux: Rule = {
  id: 'pod-security/se-linux',
  title: 'No pod chooses a user, role or uncommon type of SELinux',
  why: 'spc_t and its like lift the walls that SELinux puts between a container and its node.',
  controls: ['pod-security/baseline', 'pod-security/restricted', 'pci-dss-4.0.1/2.2.6'],
  match: 'pods',
  params: { types: ['', 'container_t', 'container_init_t', 'container_kvm_t', 'container_engine_t'] },
  expressions: [
    {
      expression: "variables.spec.?securityContext.?seLinuxOptions.?type.orValue('') in params.types && variables.spec.?securityContext.?seLinuxOptions.?user.orValue('') == '' && variables.spec.?securityContext.?seLinuxOptions.?role.orValue('') == ''",
      message: 'chooses an SELinux user, role or uncommon type: leave them out of securityContext.seLinuxOptions',
      field: 'spec.securityContext.seLinuxOptions',
    },
    {
      each: { list: 'containers', as: 'container' },
      expression: "container.?securityContext.?seLinuxOptions.?type.orValue('') in params.types && container.?securityContext.?seLinuxOptions.?user.orValue('') == '' && container.?securityContext.?seLinuxOptions.?role.orValue('') == ''",
      message: 'chooses an SELinux user, role or uncommon type: leave them out of securityContext.seLinuxOptions',
      field: 'securityContext.seLinuxOptions',
    },
  ],
  cases: {
    hold: [
      `
spec:
  securityContext: { seLinuxOptions: { type: container_t, level: "s0:c1,c2" } }
  containers:
    - { name: app, image: app, securityContext: { seLinuxOptions: { type: container_engine_t, user: "" } } }
    - { name: other, image: app, securityContext: { seLinuxOptions: { type: "" } } }
`,
    ],
    break: [
      `
spec:
  securityContext:
    seLinuxOptions: { role: sysadm_r } # <--
  containers:
    - name: app
      image: app
      securityContext:
        seLinuxOptions: { type: spc_t } # <--
  initContainers:
    - name: first
      image: app
      securityContext:
        seLinuxOptions: { user: root } # <--
`,
    ],
  },
};
