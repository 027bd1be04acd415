import type { Rule } from '../../rule.ts';

export const encryptedToThePod: Rule = {
  id: 'openshift/encrypted-to-the-pod',
  title: 'TLS does not end at the router',
  why: 'Behind an edge Route everything goes on in clear text through the cluster network.',
  controls: ['pci-dss-4.0.1/4.2.1'],
  severity: 'warning',
  match: ['route.openshift.io/Route'],
  expressions: [
    {
      expression: "object.spec.?tls.?termination.orValue('none') != 'edge'",
      message: 'ends TLS at the router: use passthrough, or reencrypt with the authority of the service',
      field: 'spec.tls.termination',
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
  tls: { termination: passthrough }
`,
      `
apiVersion: route.openshift.io/v1
kind: Route
metadata: { name: shop }
spec:
  host: shop.example
  to: { kind: Service, name: shop }
`,
    ],
    break: [
      `
apiVersion: route.openshift.io/v1
kind: Route
metadata: { name: shop }
spec:
  host: shop.example
  to: { kind: Service, name: shop }
  tls:
    termination: edge # <--
    insecureEdgeTerminationPolicy: Redirect
`,
    ],
  },
};
