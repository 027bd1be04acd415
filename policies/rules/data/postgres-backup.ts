import type { Rule } from '../../rule.ts';

export const postgresBackup: Rule = {
  id: 'data/postgres-backup',
  title: 'Every PostgreSQL cluster is backed up',
  why: 'What was deleted by mistake, or by an attacker, is copied to every standby at once.',
  controls: ['dora/12.1', 'gdpr/32'],
  match: ['postgresql.cnpg.io/Cluster'],
  expressions: [
    {
      expression: "has(object.spec.backup) || object.spec.?plugins.orValue([]).exists(plugin, plugin.name.startsWith('barman-cloud'))",
      message: 'is not backed up: set spec.backup, or the plugin barman-cloud',
      field: 'spec',
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
  backup: { retentionPolicy: 35d, barmanObjectStore: { destinationPath: 's3://shop' } }
`,
      `
apiVersion: postgresql.cnpg.io/v1
kind: Cluster
metadata: { name: shop }
spec:
  instances: 3
  plugins: [{ name: barman-cloud.cloudnative-pg.io }]
`,
    ],
    break: [
      `
apiVersion: postgresql.cnpg.io/v1
kind: Cluster
metadata: { name: shop }
spec: # <--
  instances: 3
  storage: { size: 1Gi }
`,
    ],
  },
};
