import type { Rule } from '../../rule.ts';

export const resources: Rule = {
  id: 'hygiene/resources',
  title: 'Every container says what it needs',
  why: 'Without requests the scheduler puts a pod anywhere, and without a memory limit one leak takes its node along.',
  controls: ['dora/7'],
  match: 'pods',
  expressions: [
    {
      each: { list: 'spec.containers', as: 'container' },
      expression: "has(container.resources) && has(container.resources.requests) && 'cpu' in container.resources.requests && 'memory' in container.resources.requests && has(container.resources.limits) && 'memory' in container.resources.limits",
      message: 'says not what it needs: set requests for cpu and memory, and a limit for memory',
      field: '',
    },
    {
      each: { list: 'spec.initContainers', as: 'container' },
      expression: "has(container.resources) && has(container.resources.requests) && 'cpu' in container.resources.requests && 'memory' in container.resources.requests && has(container.resources.limits) && 'memory' in container.resources.limits",
      message: 'says not what it needs: set requests for cpu and memory, and a limit for memory',
      field: '',
    },
  ],
  cases: {
    hold: [
      `
spec:
  containers:
    - name: app
      resources: { requests: { cpu: 100m, memory: 64Mi }, limits: { memory: 64Mi } }
`,
    ],
    break: [
      `
spec:
  containers:
    - name: app # <--
      resources: { requests: { cpu: 100m, memory: 64Mi } }
`,
      `
spec:
  containers:
    - name: app
      resources: { requests: { cpu: 100m, memory: 64Mi }, limits: { memory: 64Mi } }
  initContainers:
    - { name: first, image: app } # <--
`,
    ],
  },
};
