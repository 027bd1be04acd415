import type { Construct } from 'constructs';
import { clusterSelector, databaseResources, logSize, maxConnections, postgresCatalog, sharedBuffers, type StoringService } from '../../databases.ts';
import { ownershipOf } from '../../description.ts';
import { databaseName, databaseSecret, hostOf, poolerName } from '../../names.ts';
import { requestsOf } from '../../requests.ts';
import { Cluster } from '../../resources/index.ts';
import { dataWaves, inWave, kept } from '../../sync.ts';
import { describeService } from '../facet.ts';
import { archiving } from './backup.ts';

/** A commit waits for one standby, whichever is first. One instance alone has none, and CloudNativePG refuses the setting. */
const synchronous = ({ store, environment }: StoringService) =>
  environment.data.instances > 1 ? { synchronous: { method: 'any' as const, number: 1, dataDurability: store.durability, failoverQuorum: store.durability === 'required' } } : {};

const postgresql = (service: StoringService) => ({
  ...synchronous(service),
  parameters: {
    max_connections: String(maxConnections),
    shared_buffers: sharedBuffers(service),
    password_encryption: 'scram-sha-256',
    ssl_min_protocol_version: 'TLSv1.3',
    log_connections: 'on',
    log_disconnections: 'on',
    idle_in_transaction_session_timeout: '60s',
  },
  // After CloudNativePG's own lines for the operator, replication and the pooler, and before its last one, which would let any role in.
  pg_hba: [`hostssl ${databaseName(service.name)} ${databaseName(service.name)} all scram-sha-256`, 'host all all all reject'],
});

/** Never two instances on a node, and each in another failure zone while there are enough. */
const placement = ({ name, zone, environment }: StoringService) => {
  const { nodeSelector } = environment.zones[zone.name];
  return {
    affinity: { enablePodAntiAffinity: true, podAntiAffinityType: 'required', topologyKey: 'kubernetes.io/hostname', ...(nodeSelector && { nodeSelector: { ...nodeSelector } }) },
    topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'DoNotSchedule' as const, labelSelector: clusterSelector(name) }],
    priorityClassName: zone.priorityClass,
  };
};

/** The names that clients verify: those of the pooler, which shows the server's certificate and is not among CloudNativePG's own. */
function poolerHosts({ name, store: { namespace } }: StoringService): string[] {
  const short = poolerName(name);
  return [short, `${short}.${namespace}`, `${short}.${namespace}.svc`, hostOf({ name: short, namespace })];
}

/** The PostgreSQL cluster of one service. */
export function cluster(scope: Construct, service: StoringService): void {
  const { name, store, environment } = service;
  const { storageClass, instances, postgres } = environment.data;
  new Cluster(scope, 'cluster', {
    metadata: { name, namespace: store.namespace, annotations: { ...inWave(dataWaves.clusters), ...kept } },
    spec: {
      instances,
      // With one instance a disruption budget would forbid every node drain.
      enablePDB: instances > 1,
      imageCatalogRef: { apiGroup: 'postgresql.cnpg.io', kind: 'ImageCatalog', name: postgresCatalog, major: postgres.major },
      enableSuperuserAccess: false,
      bootstrap: { initdb: { database: databaseName(name), owner: databaseName(name), secret: { name: databaseSecret(name) }, encoding: 'UTF8', dataChecksums: true } },
      postgresql: postgresql(service),
      certificates: { serverAltDNSNames: poolerHosts(service) },
      managed: { services: { disabledDefaultServices: ['ro', 'r'] } },
      storage: { size: store.size, storageClass },
      walStorage: { size: logSize(service), storageClass },
      resources: requestsOf(databaseResources(service)),
      ...placement(service),
      ...archiving(service),
      inheritedMetadata: { labels: { ...ownershipOf(describeService(service)), 'sidecar.istio.io/inject': 'false' } },
      primaryUpdateStrategy: 'unsupervised',
      primaryUpdateMethod: 'switchover',
    },
  });
}
