import type { Rule } from '../../rule.ts';

/** `auto` is what the mesh replaces by the image of its proxy (Istio, "Gateway injection"). */
export const imagesByDigest: Rule = {
  id: 'hygiene/images-by-digest',
  title: 'Images are named by digest',
  why: 'A tag can be given to another image tomorrow, and then what runs is not what was tested and signed.',
  controls: ['pci-dss-4.0.1/6.3.2', 'pci-dss-4.0.1/6.5.1'],
  match: 'pods',
  params: { injected: ['auto'] },
  expressions: [
    {
      each: { list: 'containers', as: 'container' },
      expression: "container.?image.orValue('').matches('@sha256:[0-9a-f]{64}$') || container.?image.orValue('') in params.injected",
      message: 'may be another image tomorrow: name it by @sha256',
      field: 'image',
    },
  ],
  cases: {
    hold: [
      `
spec:
  containers:
    - { name: app, image: 'registry.example/shop@sha256:0000000000000000000000000000000000000000000000000000000000000000' }
`,
      `
spec:
  containers:
    - { name: istio-proxy, image: auto }
`,
    ],
    break: [
      `
spec:
  containers:
    - name: app
      image: registry.example/shop:1.2.3 # <--
`,
      `
spec:
  containers:
    - name: app
      image: registry.example/shop:latest # <--
`,
    ],
  },
};
