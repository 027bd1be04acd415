import type { Rule } from '../../rule.ts';

export const terminationGrace: Rule = {
  id: 'hygiene/termination-grace',
  title: 'A pod may finish what it has begun',
  why: 'A program that is killed amid a request leaves a payment of which nobody knows what became.',
  controls: ['dora/9.2'],
  match: 'pods',
  params: { least: 10n },
  expressions: [
    {
      expression: 'variables.spec.?terminationGracePeriodSeconds.orValue(30) >= params.least',
      message: 'is killed too soon: set terminationGracePeriodSeconds to params.least or more',
      field: 'spec.terminationGracePeriodSeconds',
    },
    {
      each: { list: 'spec.containers', as: 'container' },
      expression: 'container.?lifecycle.?preStop.?sleep.?seconds.orValue(0) < variables.spec.?terminationGracePeriodSeconds.orValue(30)',
      message: 'sleeps until it is killed: set terminationGracePeriodSeconds to more than its preStop sleeps',
      field: 'lifecycle.preStop.sleep.seconds',
    },
  ],
  cases: {
    hold: [
      `
spec:
  terminationGracePeriodSeconds: 35
  containers:
    - { name: app, image: app, lifecycle: { preStop: { sleep: { seconds: 10 } } } }
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
  terminationGracePeriodSeconds: 5 # <--
  containers:
    - { name: app, image: app }
`,
      `
spec:
  containers:
    - name: app
      lifecycle:
        preStop:
          sleep:
            seconds: 30 # <--
`,
    ],
  },
};
