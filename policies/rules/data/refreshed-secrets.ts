import type { Rule } from '../../rule.ts';

export const refreshedSecrets: Rule = {
  id: 'data/refreshed-secrets',
  title: 'Secrets from outside are read again',
  why: 'A secret that was changed, since it was known or old, stays in use until somebody thinks of it.',
  controls: ['pci-dss-4.0.1/8.6.3', 'pci-dss-4.0.1/3.7.4'],
  match: ['external-secrets.io/ExternalSecret'],
  expressions: [
    {
      expression: "object.spec.?refreshPolicy.orValue('Periodic') == 'Periodic' && !(object.spec.?refreshInterval.orValue('1h') in ['0', '0s', '0m', '0h', '0h0m0s'])",
      message: 'is read once: set refreshPolicy to Periodic and refreshInterval to more than 0',
      field: 'spec',
    },
  ],
  cases: {
    hold: [
      `
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: { name: shop }
spec:
  secretStoreRef: { name: shop, kind: SecretStore }
  refreshInterval: 1h
`,
      `
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: { name: shop }
spec:
  secretStoreRef: { name: shop, kind: SecretStore }
  data: []
`,
    ],
    break: [
      `
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: { name: shop }
spec: # <--
  secretStoreRef: { name: shop, kind: SecretStore }
  refreshInterval: '0'
`,
      `
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: { name: shop }
spec: # <--
  secretStoreRef: { name: shop, kind: SecretStore }
  refreshPolicy: CreatedOnce
`,
    ],
  },
};
