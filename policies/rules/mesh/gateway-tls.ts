import type { Rule } from '../../rule.ts';

export const gatewayTls: Rule = {
  id: 'mesh/gateway-tls',
  title: 'A gateway takes TLS 1.2 or newer',
  why: 'Old versions of TLS can be broken, and clear text needs no breaking.',
  controls: ['pci-dss-4.0.1/4.2.1'],
  match: ['networking.istio.io/Gateway'],
  expressions: [
    {
      each: { list: 'spec.servers', as: 'server', called: 'server.port.name' },
      expression: "!(server.port.protocol in ['HTTP', 'HTTP2', 'GRPC']) || server.?tls.?httpsRedirect.orValue(false)",
      message: 'takes clear text: set protocol to HTTPS, or tls.httpsRedirect',
      field: 'port',
    },
    {
      each: { list: 'spec.servers', as: 'server', called: 'server.port.name' },
      expression: "!(server.?tls.?minProtocolVersion.orValue('TLSV1_2') in ['TLSV1_0', 'TLSV1_1'])",
      message: 'takes old TLS: set tls.minProtocolVersion to TLSV1_2 or TLSV1_3',
      field: 'tls.minProtocolVersion',
    },
    {
      each: { list: 'spec.servers', as: 'server', called: 'server.port.name' },
      expression: "server.port.protocol != 'HTTPS' || !(server.?tls.?mode.orValue('') in ['', 'OPTIONAL_MUTUAL']) || server.?tls.?httpsRedirect.orValue(false)",
      message: 'says not how it proves itself: set tls.mode to SIMPLE, MUTUAL or ISTIO_MUTUAL',
      field: 'tls',
    },
  ],
  cases: {
    hold: [
      `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: shop }
spec:
  selector: { app: ingress }
  servers:
    - port: { number: 443, name: https, protocol: HTTPS }
      tls: { mode: SIMPLE, credentialName: shop, minProtocolVersion: TLSV1_2 }
    - port: { number: 80, name: http, protocol: HTTP }
      tls: { httpsRedirect: true }
`,
    ],
    break: [
      `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: shop }
spec:
  selector: { app: ingress }
  servers:
    - port: { number: 80, name: http, protocol: HTTP } # <--
`,
      `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: shop }
spec:
  selector: { app: ingress }
  servers:
    - port: { number: 443, name: https, protocol: HTTPS }
      tls:
        mode: SIMPLE
        minProtocolVersion: TLSV1_0 # <--
`,
    ],
  },
};
