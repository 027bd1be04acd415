import type { Rule } from '../../rule.ts';

export const certificateKeys: Rule = {
  id: 'data/certificate-keys',
  title: 'Certificates have strong keys, of their own each',
  why: 'A short key can be broken, and one that is kept at a renewal is as old as the first certificate.',
  controls: ['pci-dss-4.0.1/4.2.1'],
  match: ['cert-manager.io/Certificate'],
  expressions: [
    {
      expression: "object.spec.?privateKey.?algorithm.orValue('RSA') != 'RSA' || object.spec.?privateKey.?size.orValue(2048) >= 2048",
      message: 'has a weak key: use RSA of 2048 bits or more, ECDSA or Ed25519',
      field: 'spec.privateKey.size',
    },
    {
      expression: "object.spec.?privateKey.?rotationPolicy.orValue('Always') == 'Always'",
      message: 'keeps its key at renewal: set rotationPolicy to Always',
      field: 'spec.privateKey.rotationPolicy',
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
  privateKey: { algorithm: ECDSA, size: 256, rotationPolicy: Always }
`,
      `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: shop }
spec:
  secretName: shop
  issuerRef: { name: shop }
  duration: 2160h
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
  privateKey:
    algorithm: RSA
    size: 1024 # <--
`,
      `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: shop }
spec:
  secretName: shop
  issuerRef: { name: shop }
  privateKey:
    rotationPolicy: Never # <--
`,
    ],
  },
};
