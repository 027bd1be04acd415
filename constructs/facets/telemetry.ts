import { emittedBy, meshMetrics, ownPrefix } from '../declaration/index.ts';
import { podLabels } from '../names.ts';
import { PodMonitor } from '../resources/index.ts';
import type { Facet } from './facet.ts';

/** What rules, dashboards, canaries and scalers read. All else that proxies count is thousands of series per pod that nobody asks for. */
const wanted = [...Object.values(meshMetrics), `${ownPrefix}.+`].join('|');

/**
 * Scrapes what the service's proxies and programs count. The proxy's agent merges both on port 15020, which answers in plain text even under
 * STRICT mutual TLS, since Prometheus has no certificate of the mesh; a NetworkPolicy of the namespace lets only it in. One monitor per
 * service, in its own namespace: user workload monitoring ignores `namespaceSelector`.
 */
export const telemetry: Facet = {
  name: 'telemetry',
  layer: 'service',
  wave: 20,
  render(scope, { name, zone: { namespace }, objective }) {
    const emitted = emittedBy(objective);
    new PodMonitor(scope, 'pod-monitor', {
      // The annotation says to policies/ which of the program's metrics an alert may ask for.
      metadata: { name, namespace, ...(emitted.length > 0 && { annotations: { 'guichet.dev/metrics': emitted.join(', ') } }) },
      spec: {
        selector: { matchLabels: podLabels(name) },
        // `job` is the service: what programs count says by itself only what was counted.
        jobLabel: 'app.kubernetes.io/name',
        podMetricsEndpoints: [
          {
            // The one port that the injected container declares by name, be it a container or, as a native sidecar, an init container.
            port: 'http-envoy-prom',
            path: '/stats/prometheus',
            interval: '30s',
            relabelings: [
              { sourceLabels: ['__meta_kubernetes_pod_container_name'], action: 'keep', regex: 'istio-proxy' },
              // Greedy up to the last colon, so that IPv6 addresses keep theirs.
              { sourceLabels: ['__address__'], action: 'replace', regex: '(.+):\\d+', replacement: '$1:15020', targetLabel: '__address__' },
            ],
            metricRelabelings: [
              { sourceLabels: ['__name__'], action: 'keep', regex: wanted },
              // Both proxies measure a call; promises are made of what the callee's says.
              { sourceLabels: ['__name__', 'reporter'], separator: ';', action: 'drop', regex: `${meshMetrics.durationBucket};source` },
            ],
          },
        ],
      },
    });
  },
};
