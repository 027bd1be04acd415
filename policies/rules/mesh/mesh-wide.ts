import type { Rule } from '../../rule.ts';

export const meshWide: Rule = {
  id: 'mesh/mesh-wide',
  title: 'What is meant for the whole mesh has no selector',
  why: 'In the root namespace a policy without selector is for every workload of the mesh; with one, it is for some of that namespace alone.',
  controls: ['pci-dss-4.0.1/1.2.1'],
  match: ['security.istio.io/PeerAuthentication', 'security.istio.io/AuthorizationPolicy', 'security.istio.io/RequestAuthentication', 'telemetry.istio.io/Telemetry', 'networking.istio.io/Sidecar'],
  params: { root: 'istio-system' },
  when: "object.metadata.?namespace.orValue('') == params.root",
  expressions: [
    {
      expression: 'size(object.?spec.?selector.?matchLabels.orValue({})) == 0 && size(object.?spec.?workloadSelector.?labels.orValue({})) == 0',
      message: 'is not for the whole mesh: leave the selector out, or put it into the namespace of the workload',
      field: 'spec',
    },
  ],
  cases: {
    hold: [
      `
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: default, namespace: istio-system }
spec:
  mtls: { mode: STRICT }
`,
      `
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: default, namespace: shop }
spec:
  selector: { matchLabels: { app: shop } }
`,
    ],
    break: [
      `
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: default, namespace: istio-system }
spec: # <--
  selector: { matchLabels: { app: istiod } }
  mtls: { mode: STRICT }
`,
    ],
  },
};
