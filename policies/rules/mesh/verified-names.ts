import type { Rule } from '../../rule.ts';

export const verifiedNames: Rule = {
  id: 'mesh/verified-names',
  title: 'Who is called outside is verified by name',
  why: 'With an SNI alone the certificate is verified, and the name in it is not: every certificate that the authority ever gave passes.',
  controls: ['pci-dss-4.0.1/4.2.1', 'psd2-rts-sca/35'],
  match: ['networking.istio.io/DestinationRule'],
  expressions: [
    {
      expression: "!(object.spec.?trafficPolicy.?tls.?mode.orValue('') in ['SIMPLE', 'MUTUAL']) || (size(object.spec.trafficPolicy.tls.?subjectAltNames.orValue([])) > 0 && !object.spec.trafficPolicy.tls.?insecureSkipVerify.orValue(false))",
      message: 'takes every certificate of the authority: set tls.subjectAltNames, and leave insecureSkipVerify out',
      field: 'spec.trafficPolicy.tls',
    },
    {
      each: { list: 'spec.trafficPolicy.portLevelSettings', as: 'port', called: 'string(port.port.number)' },
      expression: "!(port.?tls.?mode.orValue('') in ['SIMPLE', 'MUTUAL']) || (size(port.tls.?subjectAltNames.orValue([])) > 0 && !port.tls.?insecureSkipVerify.orValue(false))",
      message: 'takes every certificate of the authority: set tls.subjectAltNames, and leave insecureSkipVerify out',
      field: 'tls',
    },
    {
      expression: "object.spec.?trafficPolicy.?tls.?mode.orValue('ISTIO_MUTUAL') != 'DISABLE'",
      message: 'calls in clear text: leave tls out, or set its mode to ISTIO_MUTUAL',
      field: 'spec.trafficPolicy.tls',
    },
  ],
  cases: {
    hold: [
      `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: shop }
spec:
  host: shop.example
  trafficPolicy:
    tls: { mode: SIMPLE, sni: shop.example, subjectAltNames: [shop.example] }
`,
      `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: shop }
spec:
  host: shop.example
  trafficPolicy:
    tls: { mode: ISTIO_MUTUAL }
`,
      `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: shop }
spec:
  host: shop.example
  trafficPolicy:
    portLevelSettings:
      - port: { number: 443 }
        tls: { mode: MUTUAL, subjectAltNames: [shop.example], credentialName: shop }
`,
    ],
    break: [
      `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: shop }
spec:
  host: shop.example
  trafficPolicy:
    tls: # <--
      mode: SIMPLE
      sni: shop.example
`,
      `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: shop }
spec:
  host: shop.example
  trafficPolicy:
    tls: # <--
      mode: DISABLE
`,
      `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: shop }
spec:
  host: shop.example
  trafficPolicy:
    portLevelSettings:
      - port: { number: 443 }
        tls: # <--
          mode: SIMPLE
`,
    ],
  },
};
