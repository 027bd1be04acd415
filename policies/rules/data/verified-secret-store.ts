import type { Rule } from '../../rule.ts';

export const verifiedSecretStore: Rule = {
  id: 'data/verified-secret-store',
  title: 'The store of secrets is reached by TLS that is verified',
  why: 'Whoever stands between could give out and take in secrets.',
  controls: ['pci-dss-4.0.1/8.3.2'],
  match: ['external-secrets.io/SecretStore', 'external-secrets.io/ClusterSecretStore'],
  expressions: [
    {
      expression: "object.spec.provider.?vault.?server.orValue('https://').startsWith('https://')",
      message: 'is reached in clear text: write https in spec.provider.vault.server',
      field: 'spec.provider.vault.server',
    },
  ],
  cases: {
    hold: [
      `
apiVersion: external-secrets.io/v1
kind: SecretStore
metadata: { name: shop }
spec: { provider: { vault: { server: 'https://vault.example:8200', path: shop } } }
`,
      `
apiVersion: external-secrets.io/v1
kind: SecretStore
metadata: { name: shop }
spec: { provider: { kubernetes: {} } }
`,
    ],
    break: [
      `
apiVersion: external-secrets.io/v1
kind: SecretStore
metadata: { name: shop }
spec:
  provider:
    vault:
      server: http://vault.example:8200 # <--
`,
    ],
  },
};
