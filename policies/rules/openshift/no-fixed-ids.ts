import type { Rule } from '../../rule.ts';

export const noFixedIds: Rule = {
  id: 'openshift/no-fixed-ids',
  title: 'No user, group or volume group is fixed',
  why: 'restricted-v2 gives every namespace a range of its own. A pod with a fixed identity is refused there, or shares it with pods of other namespaces under a wider constraint.',
  controls: ['pci-dss-4.0.1/2.2.6', 'openshift/restricted-v2'],
  match: 'pods',
  expressions: [
    {
      expression: '!has(variables.spec.securityContext) || (!has(variables.spec.securityContext.runAsUser) && !has(variables.spec.securityContext.runAsGroup) && !has(variables.spec.securityContext.fsGroup) && size(variables.spec.securityContext.?supplementalGroups.orValue([])) == 0)',
      message: 'fixes its identity: leave runAsUser, runAsGroup, fsGroup and supplementalGroups to the range of the namespace',
      field: 'spec.securityContext',
    },
    {
      each: { list: 'containers', as: 'container' },
      expression: '!has(container.securityContext) || (!has(container.securityContext.runAsUser) && !has(container.securityContext.runAsGroup))',
      message: 'fixes its identity: leave runAsUser and runAsGroup to the range of the namespace',
      field: 'securityContext',
    },
  ],
  cases: {
    hold: [
      `
spec:
  securityContext: { runAsNonRoot: true }
  containers:
    - { name: app, image: app, securityContext: { runAsNonRoot: true } }
`,
      `
spec:
  containers:
    - { name: app, image: app }
`,
    ],
    break: [
      `
spec:
  securityContext: { fsGroup: 2000 } # <--
  containers:
    - { name: app, image: app }
`,
      `
spec:
  containers:
    - { name: app, image: app }
  initContainers:
    - name: first
      image: app
      securityContext: { runAsUser: 1000 } # <--
`,
    ],
  },
};
