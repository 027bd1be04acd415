import type { Rule } from '../../rule.ts';

export const strict: Rule = {
  id: 'mesh/strict',
  title: 'Programs speak to each other by mutual TLS alone',
  why: 'Where clear text is taken too, whoever reaches the port is let in without saying who they are.',
  controls: ['pci-dss-4.0.1/8.3.2', 'dora/9.2', 'gdpr/32'],
  match: ['security.istio.io/PeerAuthentication'],
  expressions: [
    {
      expression: "object.?spec.?mtls.?mode.orValue('UNSET') == 'STRICT'",
      message: 'takes clear text: set spec.mtls.mode to STRICT',
      field: 'spec.mtls.mode',
    },
    {
      expression: "object.?spec.?portLevelMtls.orValue({}).all(port, object.spec.portLevelMtls[port].?mode.orValue('UNSET') in ['STRICT', 'UNSET'])",
      message: 'takes clear text at a port: leave portLevelMtls out',
      field: 'spec.portLevelMtls',
    },
  ],
  cases: {
    hold: [
      `
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: default, namespace: shop }
spec:
  mtls: { mode: STRICT }
`,
      `
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: default, namespace: shop }
spec:
  selector: { matchLabels: { app: shop } }
  mtls: { mode: STRICT }
  portLevelMtls: { '8080': { mode: STRICT } }
`,
    ],
    break: [
      `
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: default, namespace: shop }
spec:
  mtls:
    mode: PERMISSIVE # <--
`,
      `
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: default, namespace: shop }
spec:
  mtls: { mode: STRICT }
  portLevelMtls: # <--
    '8080': { mode: DISABLE }
`,
    ],
  },
};
