import type { Rule } from '../../rule.ts';

export const knownRegistries: Rule = {
  id: 'hygiene/known-registries',
  title: 'Images come from known registries',
  why: 'Anybody may put anything into a public registry under any name.',
  controls: ['pci-dss-4.0.1/6.3.2'],
  match: 'pods',
  // Where some are known, all others are refused.
  params: { known: [], refused: ['docker.io/', 'index.docker.io/', 'ghcr.io/', 'gcr.io/', 'library/'], injected: ['auto'] },
  expressions: [
    {
      each: { list: 'containers', as: 'container' },
      expression: "(size(params.known) == 0 || params.known.exists(registry, container.?image.orValue('').startsWith(registry)) || container.?image.orValue('') in params.injected) && !params.refused.exists(registry, container.?image.orValue('').startsWith(registry)) && (container.?image.orValue('').contains('/') || container.?image.orValue('') in params.injected)",
      message: 'comes from a registry that is not known: mirror it into your own, and name that',
      field: 'image',
    },
  ],
  cases: {
    hold: [
      `
spec:
  containers:
    - { name: app, image: registry.example/shop }
`,
    ],
    break: [
      `
spec:
  containers:
    - name: app
      image: docker.io/library/nginx:1 # <--
    - name: other
      image: nginx # <--
`,
    ],
  },
};
