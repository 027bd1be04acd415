import type { Construct } from 'constructs';
import { backupOf, backupSecret, type StoringService } from '../../databases.ts';
import { days } from '../../declaration/index.ts';
import { bringSecret, sourcesOf, vaultKey } from '../../external-secret.ts';
import { vaultStore } from '../../names.ts';
import { ScheduledBackup } from '../../resources/index.ts';
import { dataWaves, inWave } from '../../sync.ts';

/**
 * CloudNativePG's own backups, deprecated since 1.26 and gone with 1.31: the plug-in that takes over has no published definition to be
 * judged by. This file is what changes then (docs/decisions/0002).
 */
const method = 'barmanObjectStore';

/** Segments of the log sent at once. One at a time, the archive would fall behind a promotion's peak and the log's volume fill. */
const segmentsAtOnce = 4;

/** What the Cluster says of its archive: every segment of the log goes there, and base backups beside it. */
export function archiving(service: StoringService) {
  const chosen = backupOf(service);
  if (!chosen) return {};
  const { name, zone, environment: { data: { backups: { bucket, endpoint } } } } = service;
  const key = (one: string) => ({ name: backupSecret(name), key: one });
  const packed = { compression: 'gzip', encryption: 'AES256' } as const;
  return {
    backup: {
      [method]: {
        // Below it, a folder of the cluster's name.
        destinationPath: `s3://${bucket}/${zone.name}`,
        endpointURL: endpoint,
        s3Credentials: { accessKeyId: key('access-key-id'), secretAccessKey: key('secret-access-key') },
        wal: { ...packed, maxParallel: segmentsAtOnce },
        data: packed,
      },
      retentionPolicy: `${Math.ceil(chosen.retention / days(1))}d`,
    },
  };
}

/** Where to, how often and how long. Each cluster has keys of its own, so that one zone cannot read another's backups. */
export function backups(scope: Construct, service: StoringService): void {
  const chosen = backupOf(service);
  if (!chosen) return;
  const { name, store: { namespace }, environment } = service;
  bringSecret(scope, 'credentials', { name: backupSecret(name), namespace, store: vaultStore, sources: sourcesOf(vaultKey(environment, name, 'backup'), ['access-key-id', 'secret-access-key']), annotations: inWave(dataWaves.prerequisites), environment });
  new ScheduledBackup(scope, 'schedule', {
    metadata: { name, namespace, annotations: inWave(dataWaves.dependents) },
    // CloudNativePG's cron begins with seconds.
    spec: { cluster: { name }, schedule: `0 ${chosen.schedule}`, immediate: true, backupOwnerReference: 'self', method },
  });
}
