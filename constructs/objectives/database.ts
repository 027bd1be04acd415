/** Saturation of a service's database: disk, connections, and the archive that a restore needs. */
import { backupOf, type StoringService } from '../databases.ts';
import { databaseMetrics } from '../declaration/index.ts';
import { poolerName } from '../names.ts';
import { pattern, selector } from './promql.ts';
import { alertingRule, recordingRule, seriesOf, type Alert, type Measure, type RuleGroup } from './rules.ts';

/** The job under which the instances of a service's database are scraped; its poolers are under their own name. */
export const databaseJob = (service: string): string => `${service}-database`;

/** CloudNativePG numbers the volumes of a cluster's instances; those of the write-ahead log end in `-wal`. */
export function volume({ name: service, store: { namespace } }: StoringService): Measure {
  const volumes = { namespace, persistentvolumeclaim: pattern(`${service}-[0-9]+(-wal)?`) };
  const of = (metric: string): string => `max by (persistentvolumeclaim) (${selector(metric, volumes)})`;
  return { record: 'service:database_volume:max', labels: { service }, expr: `max(${of(databaseMetrics.volumeUsed)} / ${of(databaseMetrics.volumeCapacity)})` };
}

export const waiting = ({ name: service, store: { namespace } }: StoringService): Measure => ({
  record: 'service:database_clients_waiting:sum',
  labels: { service },
  expr: `sum(${selector(databaseMetrics.clientsWaiting, { namespace, job: poolerName(service) })})`,
});

export const archiveFailures = ({ name: service, store: { namespace } }: StoringService): Measure => ({
  record: 'service:database_archive_failures:increase15m',
  labels: { service },
  expr: `sum(increase(${selector(databaseMetrics.archiveFailures, { namespace, job: databaseJob(service) })}[15m]))`,
});

const backedUp = (service: StoringService): boolean => backupOf(service) !== undefined;

/** What is known of the database; nothing about an archive where backups were refused. */
const measures = (service: StoringService): Measure[] => [volume(service), waiting(service), ...(backedUp(service) ? [archiveFailures(service)] : [])];

function alerts(service: StoringService): Alert[] {
  const { name, environment } = service;
  const severity = environment.alerts.saturation;
  const archive: Alert = { name: 'DatabaseArchiveFailing', expr: `${seriesOf(archiveFailures(service))} > 0`, for: '15m', severity, summary: `${name}: its database cannot archive its log`, description: `PostgreSQL of ${name} fails to archive write-ahead log: a restore would end at the last segment that was archived, and the volume fills.` };
  return [
    { name: 'DatabaseVolumeFilling', expr: `${seriesOf(volume(service))} > 0.85`, for: '15m', severity, summary: `${name}: a volume of its database is filling`, description: `A volume of the database of ${name} is {{ $value | humanizePercentage }} full; PostgreSQL stops when it is full.` },
    { name: 'DatabaseClientsWaiting', expr: `${seriesOf(waiting(service))} > 0`, for: '5m', severity, summary: `${name}: queries wait for a connection to the database`, description: `{{ $value }} clients of ${name} wait at PgBouncer for a connection, and have for five minutes.` },
    ...(backedUp(service) ? [archive] : []),
  ];
}

export const databaseGroup = (service: StoringService): RuleGroup => ({
  name: `${service.name}-database`,
  interval: '30s',
  rules: [...measures(service).map(recordingRule), ...alerts(service).map((alert) => alertingRule(service, alert))],
});
