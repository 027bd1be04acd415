import type { Construct } from 'constructs';
import { poolerLabels, poolerResources, poolSize, type StoringService } from '../../databases.ts';
import { ownershipOf } from '../../description.ts';
import { poolerName } from '../../names.ts';
import { requestsOf } from '../../requests.ts';
import { Pooler, k8s } from '../../resources/index.ts';
import { dataWaves, inWave } from '../../sync.ts';
import { describeService } from '../facet.ts';

function template(service: StoringService) {
  const { name, zone, environment } = service;
  const { nodeSelector } = environment.zones[zone.name];
  const spread = (topologyKey: string) => ({ maxSkew: 1, topologyKey, whenUnsatisfiable: 'ScheduleAnyway' as const, labelSelector: { matchLabels: poolerLabels(name) } });
  return {
    metadata: { labels: { ...ownershipOf(describeService(service)), 'sidecar.istio.io/inject': 'false' } },
    spec: {
      // CloudNativePG fills in the rest of the container by this name.
      containers: [{ name: 'pgbouncer', resources: requestsOf(poolerResources) }],
      topologySpreadConstraints: [spread('topology.kubernetes.io/zone'), spread('kubernetes.io/hostname')],
      priorityClassName: zone.priorityClass,
      ...(nodeSelector && { nodeSelector: { ...nodeSelector } }),
    },
  };
}

/**
 * PgBouncer in front of the primary: the service's pods may be many, PostgreSQL's connections are few. A connection is the client's for
 * one transaction only, so session state (advisory locks of a session, LISTEN) is not to be had through it. It refuses
 * whoever asks for a setting when connecting: a program's time limits are its role's, set with its migrations (services/kit/migrations.ts), and a changed one
 * holds for a connection of the pooler when that is renewed, within the hour. script/ci/pooler.ts tries the programs through PgBouncer with these parameters.
 */
export function pooler(scope: Construct, service: StoringService): void {
  const { name: of, store: { namespace }, environment } = service;
  const name = poolerName(of);
  const connections = String(poolSize(service));
  new Pooler(scope, 'pooler', {
    metadata: { name, namespace, annotations: inWave(dataWaves.dependents) },
    spec: {
      cluster: { name: of },
      type: 'rw',
      instances: environment.data.postgres.poolers,
      pgbouncer: {
        poolMode: 'transaction',
        parameters: {
          client_tls_sslmode: 'require',
          max_client_conn: '1000',
          default_pool_size: connections,
          max_db_connections: connections,
          // As many as services/kit/prepared.ts prepares.
          max_prepared_statements: '100',
          // In seconds: as long as a statement may take (services/kit/migrations.ts), where PgBouncer's own two minutes outlive every caller.
          query_wait_timeout: '20',
        },
      },
      template: template(service),
    },
  });
  // CloudNativePG makes a budget for its instances, none for poolers.
  new k8s.KubePodDisruptionBudget(scope, 'pooler-budget', {
    metadata: { name, namespace, annotations: inWave(dataWaves.dependents) },
    spec: { maxUnavailable: k8s.IntOrString.fromNumber(1), selector: { matchLabels: poolerLabels(of) } },
  });
}
