import type { Rule } from '../../rule.ts';

export const routeTls: Rule = {
  id: 'openshift/route-tls',
  title: 'A Route speaks TLS alone',
  why: 'Without TLS, or with an edge that also takes plain HTTP, what customers send can be read and changed on its way.',
  controls: ['pci-dss-4.0.1/4.2.1', 'pci-dss-4.0.1/2.2.7', 'psd2-rts-sca/35'],
  match: ['route.openshift.io/Route'],
  expressions: [
    {
      expression: 'has(object.spec.tls)',
      message: 'has no TLS: set spec.tls',
      field: 'spec',
    },
    {
      expression: "object.spec.?tls.?insecureEdgeTerminationPolicy.orValue('None') in ['', 'None', 'Redirect']",
      message: 'takes plain HTTP too: set insecureEdgeTerminationPolicy to Redirect or None',
      field: 'spec.tls.insecureEdgeTerminationPolicy',
    },
  ],
  cases: {
    hold: [
      `
apiVersion: route.openshift.io/v1
kind: Route
metadata: { name: shop }
spec:
  host: shop.example
  to: { kind: Service, name: shop }
  tls: { termination: passthrough, insecureEdgeTerminationPolicy: None }
`,
      `
apiVersion: route.openshift.io/v1
kind: Route
metadata: { name: shop }
spec:
  host: shop.example
  to: { kind: Service, name: shop }
  tls: { termination: reencrypt, insecureEdgeTerminationPolicy: Redirect }
`,
    ],
    break: [
      `
apiVersion: route.openshift.io/v1
kind: Route
metadata: { name: shop }
spec: # <--
  host: shop.example
  to: { kind: Service, name: shop }
`,
      `
apiVersion: route.openshift.io/v1
kind: Route
metadata: { name: shop }
spec:
  host: shop.example
  to: { kind: Service, name: shop }
  tls:
    termination: edge
    insecureEdgeTerminationPolicy: Allow # <--
`,
    ],
  },
};
