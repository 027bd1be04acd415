import { describe, expect, it } from '@jest/globals';
import { noBackup } from '../../constructs/declaration/index.ts';
import { manifestsOf, planned } from '../../test/support/manifests.ts';
import { alertsOf, isRule } from '../../test/support/rules.ts';
import { databaseTelemetry } from './database-telemetry.ts';

const manifests = manifestsOf(databaseTelemetry, 'ledger');
const named = (kind: string, name: string) => manifests.find((one) => one.kind === kind && one.metadata.name === name);

describe('database-telemetry', () => {
  it('lies in the namespace of the databases', () => {
    expect(new Set(manifests.map(({ metadata }) => metadata.namespace))).toEqual(new Set(['guichet-core-data']));
  });

  it('scrapes the instances and the poolers, each under its own job', () => {
    expect(named('PodMonitor', 'ledger-database')?.spec).toMatchObject({ selector: { matchLabels: { 'cnpg.io/cluster': 'ledger', 'cnpg.io/podRole': 'instance' } }, podMetricsEndpoints: [{ port: 'metrics', relabelings: [{ replacement: 'ledger-database', targetLabel: 'job' }] }] });
    expect(named('PodMonitor', 'ledger-pooler')?.spec).toMatchObject({ selector: { matchLabels: { 'cnpg.io/poolerName': 'ledger-pooler' } } });
  });

  it('lets Prometheus, and nobody else, reach the ports that it scrapes', () => {
    const from = [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'openshift-user-workload-monitoring' } }, podSelector: { matchLabels: { 'app.kubernetes.io/name': 'prometheus', 'app.kubernetes.io/instance': 'user-workload' } } }];
    expect(named('NetworkPolicy', 'ledger-database-from-monitoring')?.spec).toMatchObject({ policyTypes: ['Ingress'], ingress: [{ from, ports: [{ protocol: 'TCP', port: 9187 }] }] });
    expect(named('NetworkPolicy', 'ledger-pooler-from-monitoring')?.spec).toMatchObject({ policyTypes: ['Ingress'], ingress: [{ from, ports: [{ protocol: 'TCP', port: 9127 }] }] });
  });

  it('alerts before the disk is full, when queries queue and when the archive fails', () => {
    expect(alertsOf(manifests.find(isRule)).map(({ alert, expr }) => [alert, expr])).toEqual([
      ['DatabaseVolumeFilling', 'service:database_volume:max{service="ledger"} > 0.85'],
      ['DatabaseClientsWaiting', 'service:database_clients_waiting:sum{service="ledger"} > 0'],
      ['DatabaseArchiveFailing', 'service:database_archive_failures:increase15m{service="ledger"} > 0'],
    ]);
  });

  it('asks nothing of an archive where backups were refused', () => {
    const { store, ...rest } = planned('ledger');
    if (!store) throw new Error('the ledger has a store');
    const rule = manifestsOf(databaseTelemetry, { ...rest, store: { ...store, backup: noBackup('made again from events') } }).find(isRule);
    expect(alertsOf(rule).map(({ alert }) => alert)).toEqual(['DatabaseVolumeFilling', 'DatabaseClientsWaiting']);
  });

  it('is absent where nothing is stored', () => {
    expect(manifestsOf(databaseTelemetry, 'card-entry')).toEqual([]);
  });
});
