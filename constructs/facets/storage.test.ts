import { describe, expect, it } from '@jest/globals';
import { manifestsOf, planned } from '../../test/support/manifests.ts';
import { dev } from '../../environments/dev.ts';
import { prod } from '../../environments/prod.ts';
import { mostPrepared } from '../../services/kit/prepared.ts';
import { noBackup, type Environment } from '../declaration/index.ts';
import { mebibytes } from '../quantities.ts';
import { settingsOf } from '../settings.ts';
import { storage } from './storage.ts';

const manifests = (service = 'ledger', environment: Environment = prod) => manifestsOf(storage, service, environment);
const only = (kind: string, service?: string, environment?: Environment) => {
  const found = manifests(service, environment).filter((one) => one.kind === kind);
  if (found.length !== 1 || !found[0]) throw new Error(`${found.length} objects of kind ${kind}`);
  return found[0];
};
const brought = (name: string) => manifests().find(({ kind, metadata }) => kind === 'ExternalSecret' && metadata.name === name);
const wave = (kind: string) => Number(only(kind).metadata.annotations?.['argocd.argoproj.io/sync-wave']);

describe('storage: cluster', () => {
  it('makes the database and its role, whose password comes from outside', () => {
    expect(only('Cluster')).toMatchObject({
      metadata: { name: 'ledger', namespace: 'guichet-core-data' },
      spec: { enableSuperuserAccess: false, bootstrap: { initdb: { database: 'ledger', owner: 'ledger', secret: { name: 'ledger-database' } } } },
    });
  });

  it('waits for a standby where commits must not be lost, and degrades where the declaration prefers writes', () => {
    expect(only('Cluster', 'ledger').spec).toMatchObject({ instances: 3, postgresql: { synchronous: { method: 'any', number: 1, dataDurability: 'required' } } });
    expect(only('Cluster', 'baskets').spec).toMatchObject({ postgresql: { synchronous: { dataDurability: 'preferred' } } });
  });

  it('asks one instance for no standby and no disruption budget: the one could never be met, the other never drained', () => {
    const { spec } = only('Cluster', 'ledger', dev);
    expect(spec).toMatchObject({ instances: 1, enablePDB: false });
    expect(spec).not.toHaveProperty('postgresql.synchronous');
  });

  it('lets in the own role over TLS 1.3 and nobody else', () => {
    expect(only('Cluster').spec).toMatchObject({ postgresql: { parameters: { ssl_min_protocol_version: 'TLSv1.3' }, pg_hba: ['hostssl ledger ledger all scram-sha-256', 'host all all all reject'] } });
  });

  it('has a certificate for the host that the program connects to', () => {
    const { certificates } = only('Cluster').spec as { readonly certificates: { readonly serverAltDNSNames: readonly string[] } };
    expect(certificates.serverAltDNSNames).toContain(settingsOf(planned('ledger'))['DATABASE_HOST']);
  });

  it('keeps the log on a disk of its own', () => {
    expect(only('Cluster').spec).toMatchObject({ storage: { size: '100Gi', storageClass: 'premium-csi' }, walStorage: { size: '25Gi', storageClass: 'premium-csi' } });
  });

  it('gives the database four times what a pod of its service asks for, a quarter of it as shared buffers', () => {
    const { resources } = planned('ledger');
    expect(only('Cluster').spec).toMatchObject({ resources: { limits: { memory: '2Gi' } }, postgresql: { parameters: { shared_buffers: `${mebibytes(resources.memory)}MB` } } });
  });

  it('puts instances on different nodes and in different failure zones, and the jobs that place their disks too', () => {
    expect(only('Cluster').spec).toMatchObject({
      affinity: { podAntiAffinityType: 'required', topologyKey: 'kubernetes.io/hostname' },
      topologySpreadConstraints: [{ topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'DoNotSchedule', labelSelector: { matchLabels: { 'cnpg.io/cluster': 'ledger' }, matchExpressions: [{ key: 'cnpg.io/poolerName', operator: 'DoesNotExist' }] } }],
      priorityClassName: 'guichet-core',
    });
  });

  it('takes its image by digest from the namespace’s catalogue', () => {
    expect(only('Cluster').spec).toMatchObject({ imageCatalogRef: { kind: 'ImageCatalog', name: 'postgresql', major: 17 } });
    expect(prod.data.postgres.image).toMatch(/@sha256:[0-9a-f]{64}$/);
  });

  it('stays out of the mesh, and survives its declaration', () => {
    expect(only('Cluster')).toMatchObject({ metadata: { annotations: { 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false' } }, spec: { inheritedMetadata: { labels: { 'sidecar.istio.io/inject': 'false', 'guichet.dev/owner': 'finance' } } } });
  });
});

describe('storage: credentials', () => {
  it('brings the role’s password as CloudNativePG asks for it, watched for rotation', () => {
    expect(brought('ledger-database')).toMatchObject({
      metadata: { namespace: 'guichet-core-data' },
      spec: { data: [{ remoteRef: { key: 'prod/ledger/database', property: 'password' } }], target: { template: { type: 'kubernetes.io/basic-auth', metadata: { labels: { 'cnpg.io/reload': '' } }, data: { username: 'ledger', password: '{{ .password }}' } } } },
    });
  });

  it('copies the authority’s certificate, without the key that lies beside it', () => {
    expect(brought('ledger-database-ca')?.spec).toMatchObject({ secretStoreRef: { name: 'cluster-authorities' }, data: [{ secretKey: 'ca.crt', remoteRef: { key: 'ledger-ca', property: 'ca.crt' } }] });
  });
});

describe('storage: pooler', () => {
  it('pools by transaction and refuses clients without TLS', () => {
    expect(only('Pooler')).toMatchObject({ metadata: { name: 'ledger-pooler' }, spec: { cluster: { name: 'ledger' }, type: 'rw', instances: 3, pgbouncer: { poolMode: 'transaction', parameters: { client_tls_sslmode: 'require' } } } });
  });

  it('never opens more connections than the database has', () => {
    const { instances, pgbouncer } = only('Pooler').spec as { readonly instances: number; readonly pgbouncer: { readonly parameters: Readonly<Record<string, string>> } };
    const { postgresql } = only('Cluster').spec as { readonly postgresql: { readonly parameters: Readonly<Record<string, string>> } };
    expect(instances * Number(pgbouncer.parameters['max_db_connections'])).toBeLessThan(Number(postgresql.parameters['max_connections']));
  });

  it('keeps as many prepared statements as a program makes', () => {
    expect(only('Pooler').spec).toMatchObject({ pgbouncer: { parameters: { max_prepared_statements: String(mostPrepared) } } });
  });

  it('loses one pod at a time to drains', () => {
    expect(only('PodDisruptionBudget').spec).toEqual({ maxUnavailable: 1, selector: { matchLabels: { 'cnpg.io/poolerName': 'ledger-pooler' } } });
  });
});

describe('storage: backup', () => {
  it('archives to another system, encrypted, for as long as was declared', () => {
    expect(only('Cluster').spec).toMatchObject({
      backup: {
        barmanObjectStore: { destinationPath: 's3://guichet-prod-backups/core', endpointURL: 'https://objects.shop.example', wal: { compression: 'gzip', encryption: 'AES256', maxParallel: 4 }, data: { compression: 'gzip', encryption: 'AES256' } },
        retentionPolicy: '35d',
      },
    });
  });

  it('takes base backups on the declared schedule, with the seconds that CloudNativePG’s cron begins with', () => {
    expect(only('ScheduledBackup').spec).toMatchObject({ cluster: { name: 'ledger' }, schedule: '0 45 */6 * * *', method: 'barmanObjectStore' });
  });

  it('gives every cluster keys of its own at the object store', () => {
    expect(brought('ledger-backup')?.spec).toMatchObject({ data: ['access-key-id', 'secret-access-key'].map((property) => ({ secretKey: property, remoteRef: { key: 'prod/ledger/backup', property } })) });
    expect(only('Cluster').spec).toMatchObject({ backup: { barmanObjectStore: { s3Credentials: { accessKeyId: { name: 'ledger-backup', key: 'access-key-id' }, secretAccessKey: { name: 'ledger-backup', key: 'secret-access-key' } } } } });
  });

  it('takes none where it was refused with a reason', () => {
    const ledger = planned('ledger');
    if (!ledger.store) throw new Error('ledger has no store');
    const refused = manifestsOf(storage, { ...ledger, store: { ...ledger.store, backup: noBackup('made again from the events') } });
    expect(refused.some(({ kind, metadata }) => kind === 'ScheduledBackup' || metadata.name === 'ledger-backup')).toBe(false);
    expect(refused.find(({ kind }) => kind === 'Cluster')?.spec).not.toHaveProperty('backup');
  });
});

describe('storage: order', () => {
  it('has secrets before the cluster, and the cluster before what needs it', () => {
    for (const name of ['ledger-database', 'ledger-backup']) expect(Number(brought(name)?.metadata.annotations?.['argocd.argoproj.io/sync-wave'])).toBeLessThan(wave('Cluster'));
    for (const kind of ['Pooler', 'ScheduledBackup']) expect(wave(kind)).toBeGreaterThan(wave('Cluster'));
    expect(Number(brought('ledger-database-ca')?.metadata.annotations?.['argocd.argoproj.io/sync-wave'])).toBeGreaterThan(wave('Cluster'));
  });

  it('has the same objects in every environment', () => {
    const identities = (environment: Environment) => manifests('ledger', environment).map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? ''}/${metadata.name}`);
    expect(identities(dev)).toEqual(identities(prod));
  });

  it('makes nothing for a service that stores nothing', () => {
    expect(manifests('card-entry')).toEqual([]);
  });
});
