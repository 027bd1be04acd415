import type { Form, Rule } from '../../rule.ts';

/** As cert-manager and CEL read it: of hours, minutes and seconds. */
const duration: Form = { pattern: /^(?:\d+(?:\.\d+)?[hms])+$/, said: 'a duration such as 9552h' };

export const certificateLife: Rule = {
  id: 'data/certificate-life',
  title: 'Certificates live no longer than 398 days',
  why: 'What was stolen with a key is of use as long as its certificate lives; browsers refuse longer ones.',
  controls: ['pci-dss-4.0.1/4.2.1'],
  match: ['cert-manager.io/Certificate'],
  params: { longest: '9552h', longestAuthority: '87600h' },
  forms: { longest: duration, longestAuthority: duration },
  expressions: [
    {
      expression: "object.spec.?isCA.orValue(false) || duration(object.spec.?duration.orValue('2160h')) <= duration(params.longest)",
      message: 'lives too long: set spec.duration to params.longest or less',
      field: 'spec.duration',
    },
    {
      expression: "duration(object.spec.?duration.orValue('2160h')) <= duration(params.longestAuthority)",
      message: 'is an authority for too long: set spec.duration to params.longestAuthority or less',
      field: 'spec.duration',
    },
  ],
  cases: {
    hold: [
      `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: shop }
spec:
  secretName: shop
  issuerRef: { name: shop }
  duration: 2160h
`,
      `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: shop }
spec:
  secretName: shop
  issuerRef: { name: shop }
  isCA: true
  duration: 43800h
`,
    ],
    break: [
      `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: shop }
spec:
  secretName: shop
  issuerRef: { name: shop }
  duration: 17520h # <--
`,
      `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: shop }
spec:
  secretName: shop
  issuerRef: { name: shop }
  isCA: true
  duration: 175200h # <--
`,
    ],
  },
};
