import type { Rule } from '../../rule.ts';

export const noOptOut: Rule = {
  id: 'mesh/no-opt-out',
  title: 'No pod leaves the mesh',
  why: 'Without its proxy a pod speaks in clear text, proves to nobody who it is and is asked by no AuthorizationPolicy.',
  controls: ['pci-dss-4.0.1/1.2.1'],
  match: 'pods',
  expressions: [
    {
      expression: "variables.template.?metadata.?labels[?'sidecar.istio.io/inject'].orValue('true') != 'false' && variables.template.?metadata.?annotations[?'sidecar.istio.io/inject'].orValue('true') != 'false'",
      message: 'leaves the mesh: leave out sidecar.istio.io/inject',
      field: 'metadata.labels["sidecar.istio.io/inject"]',
    },
    {
      expression: "!has(variables.template.metadata) || !has(variables.template.metadata.annotations) || !variables.template.metadata.annotations.exists(name, name in ['traffic.sidecar.istio.io/excludeInboundPorts', 'traffic.sidecar.istio.io/excludeOutboundPorts', 'traffic.sidecar.istio.io/excludeOutboundIPRanges', 'traffic.sidecar.istio.io/includeInboundPorts', 'traffic.sidecar.istio.io/includeOutboundIPRanges'])",
      message: 'goes past its proxy: leave out the annotations of traffic.sidecar.istio.io',
      field: 'metadata.annotations',
    },
  ],
  cases: {
    hold: [
      `
metadata:
  labels: { sidecar.istio.io/inject: 'true' }
spec: { containers: [{ name: app, image: app }] }
`,
      `
spec: { containers: [{ name: app, image: app }] }
`,
    ],
    break: [
      `
metadata:
  labels:
    sidecar.istio.io/inject: 'false' # <--
spec: { containers: [{ name: app, image: app }] }
`,
      `
metadata:
  annotations: { traffic.sidecar.istio.io/excludeInboundPorts: '8080' } # <--
spec: { containers: [{ name: app, image: app }] }
`,
    ],
  },
};
