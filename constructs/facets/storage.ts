import { hasStore } from '../databases.ts';
import { describe } from '../description.ts';
import { dataWaves } from '../sync.ts';
import { describeService, type Facet } from './facet.ts';
import { backups } from './storage/backup.ts';
import { cluster } from './storage/cluster.ts';
import { account, authority } from './storage/credentials.ts';
import { pooler } from './storage/pooler.ts';

/**
 * A PostgreSQL cluster of the service's own with CloudNativePG: its role and database, a pooler, TLS on every connection, backups to
 * another system. The service's own copies of the credentials come with its other secrets.
 */
export const storage: Facet = {
  name: 'storage',
  layer: 'data',
  wave: dataWaves.clusters,
  render(scope, service) {
    if (!hasStore(service)) return;
    describe(scope, { ...describeService(service), component: 'database', purpose: `the database of ${service.name}` });
    for (const part of [account, backups, cluster, pooler, authority]) part(scope, service);
  },
};
