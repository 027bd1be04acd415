import type { Rule } from '../../rule.ts';

export const readOnlyRoot: Rule = {
  id: 'hygiene/read-only-root',
  title: 'No container writes to its image',
  why: 'What an attacker cannot write, they cannot run: tools and changed programs have no place.',
  controls: ['pci-dss-4.0.1/2.2.6', 'pci-dss-4.0.1/11.5.2'],
  match: 'pods',
  params: { injected: ['auto'] },
  expressions: [
    {
      each: { list: 'containers', as: 'container' },
      expression: "container.?securityContext.?readOnlyRootFilesystem.orValue(false) || container.?image.orValue('') in params.injected",
      message: 'may write to its image: set securityContext.readOnlyRootFilesystem, and mount an emptyDir where it must write',
      field: '',
    },
  ],
  cases: {
    hold: [
      `
spec:
  containers:
    - { name: app, image: app, securityContext: { readOnlyRootFilesystem: true } }
`,
    ],
    break: [
      `
spec:
  containers:
    - { name: app, image: app } # <--
  initContainers:
    - { name: first, image: app, securityContext: { readOnlyRootFilesystem: false } } # <--
`,
    ],
  },
};
