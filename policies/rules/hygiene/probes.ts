import type { Rule } from '../../rule.ts';

export const probes: Rule = {
  id: 'hygiene/probes',
  title: 'Programs that serve are asked whether they are ready and alive',
  why: 'Without a readiness probe a pod gets calls before it can answer them; a liveness probe that asks the same kills a program whose database is away.',
  controls: ['dora/10.1', 'dora/7'],
  match: 'pods',
  params: { injected: ['auto'] },
  when: "!(object.kind in ['Job', 'CronJob', 'Pod', 'PodTemplate'])",
  expressions: [
    {
      each: { list: 'spec.containers', as: 'container' },
      expression: "has(container.readinessProbe) || container.?image.orValue('') in params.injected",
      message: 'is called before it is ready: set readinessProbe',
      field: '',
    },
    {
      each: { list: 'spec.containers', as: 'container' },
      expression: "!has(container.livenessProbe) || !has(container.readinessProbe) || container.livenessProbe.?httpGet.?path.orValue('a') != container.readinessProbe.?httpGet.?path.orValue('b')",
      message: 'is killed when it is not ready: ask something else in livenessProbe',
      field: 'livenessProbe',
    },
  ],
  cases: {
    hold: [
      `
spec:
  containers:
    - name: app
      readinessProbe: { httpGet: { path: /ready, port: 8080 } }
      livenessProbe: { httpGet: { path: /live, port: 8080 } }
`,
      `
apiVersion: batch/v1
kind: Job
metadata: { name: once }
spec:
  template:
    spec:
      restartPolicy: Never
      containers: [{ name: app, image: app }]
`,
    ],
    break: [
      `
apiVersion: apps/v1
kind: Deployment
metadata: { name: shop }
spec:
  template:
    spec:
      containers:
        - { name: app, image: app } # <--
`,
      `
apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata: { name: shop }
spec:
  template:
    spec:
      containers:
        - name: app
          readinessProbe: { httpGet: { path: /health, port: 8080 } }
          livenessProbe: { httpGet: { path: /health, port: 8080 } } # <--
`,
    ],
  },
};
