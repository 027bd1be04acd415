import type { Rule } from '../../rule.ts';

export const boundedScratch: Rule = {
  id: 'hygiene/bounded-scratch',
  title: 'Scratch space has an end',
  why: 'An emptyDir without a limit fills the disk of its node, and every pod there is evicted.',
  controls: ['dora/7'],
  match: 'pods',
  expressions: [
    {
      each: { list: 'spec.volumes', as: 'volume' },
      expression: '!has(volume.emptyDir) || has(volume.emptyDir.sizeLimit)',
      message: 'may fill the disk of its node: set emptyDir.sizeLimit',
      field: '',
    },
  ],
  cases: {
    hold: [
      `
spec:
  volumes: [{ name: tmp, emptyDir: { sizeLimit: 64Mi } }, { name: settings, configMap: { name: shop } }]
  containers:
    - { name: app, image: app }
`,
    ],
    break: [
      `
spec:
  volumes:
    - { name: tmp, emptyDir: {} } # <--
  containers:
    - { name: app, image: app }
`,
    ],
  },
};
