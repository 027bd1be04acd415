import type { Rule } from '../../rule.ts';

export const postgresTls: Rule = {
  id: 'data/postgres-tls',
  title: 'PostgreSQL takes no client in clear text',
  why: 'Passwords and rows would go through the cluster network for everybody to read.',
  controls: ['pci-dss-4.0.1/8.3.2', 'dora/9.2', 'gdpr/32'],
  match: ['postgresql.cnpg.io/Cluster'],
  expressions: [
    {
      expression: "!object.spec.?postgresql.?pg_hba.orValue([]).exists(line, line.matches('^(host|hostnossl)[ \\\\t]') && !line.endsWith('reject'))",
      message: 'takes clients in clear text: write hostssl in pg_hba',
      field: 'spec.postgresql.pg_hba',
    },
    {
      expression: "object.spec.?postgresql.?parameters[?'ssl'].orValue('on') == 'on' && object.spec.?postgresql.?parameters[?'ssl_min_protocol_version'].orValue('TLSv1.3') in ['TLSv1.2', 'TLSv1.3']",
      message: 'has no TLS, or an old one: leave ssl on and ssl_min_protocol_version at TLSv1.2 or newer',
      field: 'spec.postgresql.parameters',
    },
    {
      expression: "!object.spec.?postgresql.?pg_hba.orValue([]).exists(line, line.matches('[ \\\\t](trust|password)([ \\\\t]|$)'))",
      message: 'takes clients without a password, or with one in clear: write cert or scram-sha-256 in pg_hba',
      field: 'spec.postgresql.pg_hba',
    },
  ],
  cases: {
    hold: [
      `
apiVersion: postgresql.cnpg.io/v1
kind: Cluster
metadata: { name: shop }
spec:
  instances: 3
  postgresql:
    pg_hba: [hostssl shop shop all scram-sha-256, host all all all reject]
    parameters: { ssl_min_protocol_version: TLSv1.3 }
`,
      `
apiVersion: postgresql.cnpg.io/v1
kind: Cluster
metadata: { name: shop }
spec:
  instances: 3
  storage: { size: 1Gi }
`,
    ],
    break: [
      `
apiVersion: postgresql.cnpg.io/v1
kind: Cluster
metadata: { name: shop }
spec:
  instances: 3
  postgresql:
    pg_hba: [host all all all scram-sha-256] # <--
`,
      `
apiVersion: postgresql.cnpg.io/v1
kind: Cluster
metadata: { name: shop }
spec:
  instances: 3
  postgresql:
    parameters: { ssl: 'off' } # <--
`,
      `
apiVersion: postgresql.cnpg.io/v1
kind: Cluster
metadata: { name: shop }
spec:
  instances: 3
  postgresql:
    pg_hba: [hostssl all all all trust] # <--
`,
    ],
  },
};
