import type { Construct } from 'constructs';
import { hasStore } from '../databases.ts';
import { poolerName, userMonitoringNamespace } from '../names.ts';
import { databaseGroup, databaseJob } from '../objectives/database.ts';
import { rulesOf } from '../objectives/rules.ts';
import type { PlannedService } from '../plan.ts';
import { PodMonitor, PrometheusRule, k8s } from '../resources/index.ts';
import { dataWaves } from '../sync.ts';
import type { Facet } from './facet.ts';

/** Pods of a database that are scraped, on the port that CloudNativePG names `metrics`. */
interface Target {
  readonly job: string;
  readonly labels: Record<string, string>;
  readonly port: number;
}

/** Poolers carry the name of their cluster too: the role tells the instances from them. */
const targetsOf = ({ name }: PlannedService): Target[] => [
  { job: databaseJob(name), labels: { 'cnpg.io/cluster': name, 'cnpg.io/podRole': 'instance' }, port: 9187 },
  { job: poolerName(name), labels: { 'cnpg.io/poolerName': poolerName(name) }, port: 9127 },
];

const prometheus: k8s.NetworkPolicyPeer = {
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': userMonitoringNamespace } },
  podSelector: { matchLabels: { 'app.kubernetes.io/name': 'prometheus', 'app.kubernetes.io/instance': 'user-workload' } },
};

function scrape(scope: Construct, namespace: string, { job, labels, port }: Target): void {
  new PodMonitor(scope, `${job}-monitor`, {
    metadata: { name: job, namespace },
    spec: {
      selector: { matchLabels: labels },
      podMetricsEndpoints: [
        {
          port: 'metrics',
          interval: '30s',
          relabelings: [{ action: 'replace', replacement: job, targetLabel: 'job' }],
          // Without those of the exporter's own run time.
          metricRelabelings: [{ sourceLabels: ['__name__'], action: 'keep', regex: 'cnpg_.+' }],
        },
      ],
    },
  });
  const name = `${job}-from-monitoring`;
  new k8s.KubeNetworkPolicy(scope, name, {
    metadata: { name, namespace, annotations: { 'guichet.dev/because': `the metrics of ${job} are scraped` } },
    spec: { podSelector: { matchLabels: labels }, policyTypes: ['Ingress'], ingress: [{ from: [prometheus], ports: [{ protocol: 'TCP', port: k8s.IntOrString.fromNumber(port) }] }] },
  });
}

/**
 * Scrapes a service's database and its pooler, and tells when they run short. In the namespace of the database, since user workload monitoring
 * looks no further; evaluated by Thanos Ruler, which alone sees the volumes that the platform's monitoring measures.
 */
export const databaseTelemetry: Facet = {
  name: 'database-telemetry',
  layer: 'data',
  wave: dataWaves.clusters,
  render(scope, service) {
    if (!hasStore(service)) return;
    const { namespace } = service.store;
    for (const target of targetsOf(service)) scrape(scope, namespace, target);
    new PrometheusRule(scope, 'rule', { metadata: { name: `${service.name}-database`, namespace }, spec: rulesOf([databaseGroup(service)]) });
  },
};
