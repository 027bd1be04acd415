import type { ManifestIndex } from '../../manifests/index.ts';
import type { Params, Problem, Rule } from '../../rule.ts';
import { emittedIn, familyOf, queriesOf, recordedIn } from '../../workloads/metrics.ts';
import { query } from '../../workloads/promql.ts';
import { documents } from './support.ts';

const namesIn = (params: Params, name: string): string[] => [params[name] ?? []].flat().map(String);

/** Where no manifest says what its program emits, names that nobody knows are those of programs which nobody has asked. */
function knownIn(index: ManifestIndex, params: Params): (metric: string) => boolean {
  const said = namesIn(params, 'annotation').flatMap((annotation) => emittedIn(index, annotation));
  const names = new Set([...namesIn(params, 'names'), ...recordedIn(index), ...said]);
  const prefixes = namesIn(params, 'prefixes');
  const own = namesIn(params, 'own');
  const isOwn = (metric: string): boolean => said.length > 0 || own.some((prefix) => metric.startsWith(prefix));
  const isRecorded = (metric: string): boolean => metric.includes(':');
  return (metric) => names.has(metric) || names.has(familyOf(metric)) || prefixes.some((prefix) => metric.startsWith(prefix)) || (!isOwn(metric) && !isRecorded(metric));
}

function* check(index: ManifestIndex, params: Params): Generator<Problem> {
  const isKnown = knownIn(index, params);
  for (const { manifest, path, query: text } of queriesOf(index)) {
    const { metrics, sound } = query(text);
    if (!sound) yield { manifest, path, message: 'is no PromQL: promtool check rules says where' };
    for (const metric of metrics) if (!isKnown(metric)) yield { manifest, path, message: `asks for ${metric}, which no rule records and nobody says to emit: name a metric that there is, or say on the workload or its monitor that it emits it` };
  }
}

const rules = (expression: string): string => `
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata: { name: shop, namespace: shop }
spec:
  groups:
    - name: shop
      rules:
        - record: shop:orders:rate5m
          expr: sum(rate(shop_orders_total{outcome="failure"}[5m]))
        - alert: OrdersFail
          expr: ${expression}
`;

const monitor = `
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: { name: shop, namespace: shop, annotations: { guichet.dev/metrics: 'shop_orders_total, shop_order_seconds' } }
spec: { selector: {} }
`;

const scaler = (metric: string): string => `
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: { name: shop, namespace: shop }
spec:
  scaleTargetRef: { name: shop }
  triggers:
    - type: prometheus
      metadata:
        query: sum(${metric}{group="shop"})
`;

export const knownMetrics: Rule = {
  id: 'across/known-metrics',
  title: 'Alerts, records and autoscalers ask for metrics that somebody emits',
  why: 'A query over a metric that nobody emits has no result, and an alert without a result is silent for ever.',
  controls: ['dora/10.1'],
  params: {
    // Where a workload, or what scrapes it, says what it emits.
    annotation: 'guichet.dev/metrics',
    // Names that nobody but a program of the manifests can emit, and must be said.
    own: ['guichet_'],
    // Prometheus itself; Istio's standard metrics; the Kafka exporter of Strimzi.
    names: [
      'up', 'ALERTS', 'ALERTS_FOR_STATE',
      'istio_requests_total', 'istio_request_duration_milliseconds', 'istio_request_bytes', 'istio_response_bytes', 'istio_request_messages_total', 'istio_response_messages_total',
      'istio_tcp_sent_bytes_total', 'istio_tcp_received_bytes_total', 'istio_tcp_connections_opened_total', 'istio_tcp_connections_closed_total',
      'kafka_brokers', 'kafka_topic_partitions', 'kafka_topic_partition_current_offset', 'kafka_topic_partition_oldest_offset', 'kafka_topic_partition_in_sync_replica', 'kafka_topic_partition_leader',
      'kafka_topic_partition_leader_is_preferred', 'kafka_topic_partition_replicas', 'kafka_topic_partition_under_replicated_partition',
      'kafka_consumergroup_current_offset', 'kafka_consumergroup_current_offset_sum', 'kafka_consumergroup_lag', 'kafka_consumergroup_lag_sum', 'kafka_consumergroup_members',
    ],
    // kube-state-metrics, cAdvisor, kubelet and nodes; the control plane of the mesh; Kafka's own; CloudNativePG; KEDA; Argo; programs' runtimes.
    prefixes: ['scrape_', 'kube_', 'container_', 'machine_', 'kubelet_', 'node_', 'apiserver_', 'openshift_', 'haproxy_', 'pilot_', 'citadel_', 'galley_', 'istio_agent_', 'istio_cni_', 'envoy_', 'kafka_server_', 'kafka_controller_', 'kafka_network_', 'kafka_log_', 'strimzi_', 'cnpg_', 'keda_', 'argocd_', 'rollout_', 'certmanager_', 'externalsecret_', 'nodejs_', 'process_', 'jvm_', 'go_', 'python_'],
  },
  check,
  cases: {
    hold: [
      documents(rules('shop:orders:rate5m > 3 and on () up{job="shop"} == 1 and histogram_quantile(0.9, sum by (le) (rate(shop_order_seconds_bucket[5m]))) > 1'), monitor),
      documents(rules('kube_pod_status_ready{condition="true"} == 0 or rate(istio_request_duration_milliseconds_count[5m]) > 1 or {__name__=~"other.*"}'), monitor, scaler('kafka_consumergroup_lag')),
      rules('whatever_another_program_counts > 3'),
    ],
    break: [
      documents(rules('rate(shop_order_total[5m]) > 3 # <--'), monitor),
      documents(rules('\'{__name__="shop_ordres_total"} > 3\' # <--'), monitor),
      rules('guichet_journeys_total > 3 # <--'),
      rules('shop:order:rate5m > 3 # <--'),
      rules('sum(rate(up[5m]) > # <--'),
      documents(monitor, scaler('kafka_consumergroup_lags').replace(/(query: .*)/, '$1 # <--')),
    ],
  },
};
