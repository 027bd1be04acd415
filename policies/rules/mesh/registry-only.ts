import type { Rule } from '../../rule.ts';

export const registryOnly: Rule = {
  id: 'mesh/registry-only',
  title: 'The mesh lets out to known hosts alone',
  why: 'With ALLOW_ANY a workload reaches every host that no other rule stops, and nobody sees which.',
  controls: ['pci-dss-4.0.1/1.3.2', 'pci-dss-4.0.1/1.4.1'],
  match: ['sailoperator.io/Istio'],
  expressions: [
    {
      expression: "object.spec.?values.?meshConfig.?outboundTrafficPolicy.?mode.orValue('ALLOW_ANY') == 'REGISTRY_ONLY'",
      message: 'lets workloads out to every host: set meshConfig.outboundTrafficPolicy.mode to REGISTRY_ONLY',
      field: 'spec.values.meshConfig',
    },
  ],
  cases: {
    hold: [
      `
apiVersion: sailoperator.io/v1
kind: Istio
metadata: { name: default }
spec: { values: { meshConfig: { outboundTrafficPolicy: { mode: REGISTRY_ONLY } } } }
`,
    ],
    break: [
      `
apiVersion: sailoperator.io/v1
kind: Istio
metadata: { name: default }
spec:
  values:
    meshConfig: { accessLogFile: /dev/stdout } # <--
`,
    ],
  },
};
