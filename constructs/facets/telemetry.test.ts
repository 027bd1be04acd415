import { describe, expect, it } from '@jest/globals';
import { manifestsOf } from '../../test/support/manifests.ts';
import { telemetry } from './telemetry.ts';

interface Relabelling {
  readonly sourceLabels: readonly string[];
  readonly action: string;
  readonly regex: string;
  readonly replacement?: string;
  readonly separator?: string;
}

interface Spec {
  readonly namespaceSelector?: unknown;
  readonly jobLabel: string;
  readonly selector: unknown;
  readonly podMetricsEndpoints: readonly [{ readonly port: string; readonly path: string; readonly relabelings: readonly Relabelling[]; readonly metricRelabelings: readonly Relabelling[] }];
}

const [monitor, ...others] = manifestsOf(telemetry, 'payments');
const spec = monitor?.spec as Spec;
const [endpoint] = spec.podMetricsEndpoints;

/** As Prometheus relabels: expressions are anchored at both ends. */
const matches = (regex: string, value: string): boolean => new RegExp(`^(?:${regex})$`).test(value);

const kept = (name: string, reporter = ''): boolean =>
  endpoint.metricRelabelings.every(({ action, regex, sourceLabels }) => matches(regex, sourceLabels.length === 2 ? `${name};${reporter}` : name) === (action === 'keep'));

describe('telemetry', () => {
  it('is one PodMonitor in the service’s own namespace, which selects nothing elsewhere', () => {
    expect(others).toEqual([]);
    expect(monitor).toMatchObject({ kind: 'PodMonitor', metadata: { name: 'payments', namespace: 'guichet-core' } });
    expect(spec.namespaceSelector).toBeUndefined();
    expect(spec.selector).toEqual({ matchLabels: { 'app.kubernetes.io/name': 'payments' } });
  });

  it('says which metrics of its own the program emits, where its declaration says so', () => {
    expect(monitor?.metadata.annotations).toMatchObject({ 'guichet.dev/metrics': 'guichet_journey_total' });
    expect(manifestsOf(telemetry, 'ledger')[0]?.metadata.annotations).not.toHaveProperty(['guichet.dev/metrics']);
  });

  it('asks the proxy’s agent, which answers in plain text under STRICT', () => {
    expect(endpoint).toMatchObject({ port: 'http-envoy-prom', path: '/stats/prometheus' });
  });

  it.each([
    ['10.128.2.17:15090', '10.128.2.17:15020'],
    ['[fd01:0:0:5::1a]:15090', '[fd01:0:0:5::1a]:15020'],
  ])('turns the address %s into %s', (discovered, scraped) => {
    const address = endpoint.relabelings.find(({ sourceLabels }) => sourceLabels[0] === '__address__');
    expect(discovered.replace(new RegExp(`^(?:${address?.regex})$`), address?.replacement ?? '')).toBe(scraped);
  });

  it('names the job after the service, so that journeys are told apart by service', () => {
    expect(spec.jobLabel).toBe('app.kubernetes.io/name');
  });

  it('keeps what is read and drops the rest', () => {
    expect(['istio_requests_total', 'istio_request_duration_milliseconds_bucket', 'guichet_journey_total'].map((name) => kept(name, 'destination'))).toEqual([true, true, true]);
    expect(['istio_request_bytes_bucket', 'envoy_cluster_upstream_rq', 'istio_agent_process_cpu_seconds_total', 'not_guichet_x'].map((name) => kept(name))).toEqual([false, false, false, false]);
    expect(kept('istio_request_duration_milliseconds_bucket', 'source')).toBe(false);
  });
});
