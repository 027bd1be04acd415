import type { Rule } from '../../rule.ts';

export const postgresNoSuperuser: Rule = {
  id: 'data/postgres-no-superuser',
  title: 'No password of the superuser is kept',
  why: 'With it every right in the database, its audit trail included, is a Secret that somebody can read.',
  controls: ['pci-dss-4.0.1/7.2.5', 'pci-dss-4.0.1/8.6.1'],
  match: ['postgresql.cnpg.io/Cluster'],
  expressions: [
    {
      expression: '!object.spec.?enableSuperuserAccess.orValue(false)',
      message: 'keeps a password of the superuser: leave enableSuperuserAccess out or false',
      field: 'spec.enableSuperuserAccess',
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
  enableSuperuserAccess: false
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
  enableSuperuserAccess: true # <--
`,
    ],
  },
};
