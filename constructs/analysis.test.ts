import { describe, expect, it } from '@jest/globals';
import { dev } from '../environments/dev.ts';
import { planned } from '../test/support/manifests.ts';
import { analysisOf } from './analysis.ts';
import type { PlannedService } from './plan.ts';

function metricsOf(service: PlannedService) {
  if (!service.objective) throw new Error(`${service.name} promises nothing`);
  return analysisOf(service, service.objective).metrics ?? [];
}

const service = planned('payments');
const [success, latency] = metricsOf(service);
const queries = metricsOf(service).map(({ provider }) => provider.prometheus?.query ?? '');

describe('canary analysis', () => {
  it('holds the new version to what the service promises', () => {
    expect(success).toMatchObject({ name: 'success-rate', successCondition: 'len(result) > 0 && result[0] >= 0.9995', failureCondition: 'len(result) > 0 && result[0] < 0.9995' });
    expect(latency).toMatchObject({ name: 'latency-p99', successCondition: 'len(result) > 0 && result[0] <= 10000', failureCondition: 'len(result) > 0 && result[0] > 10000' });
  });

  it('asks the percentile that was promised', () => {
    const [, ofInsights] = metricsOf(planned('insights'));
    expect(ofInsights).toMatchObject({ name: 'latency-p95', successCondition: expect.stringContaining('<= 1000') });
    expect(ofInsights?.provider.prometheus?.query).toContain('histogram_quantile(0.95, ');
  });

  it('asks of the new version’s pods alone, by the hash in their names', () => {
    for (const query of queries) {
      const selectors = query.match(/\{[^{}]*(\{\{[^}]*\}\}[^{}]*)*\}/g) ?? [];
      expect(selectors.length).toBeGreaterThan(1);
      for (const one of selectors) expect(one).toContain('pod=~"payments-{{args.canary-hash}}-.+"');
    }
  });

  it('counts failures, so that a version of which every request fails is not taken for a quiet one', () => {
    expect(queries[0]).toMatch(/^\(1 - \(sum\(rate\(.*response_code=~"5\.\."\}\[2m\]\)\) or vector\(0\)\) \/ sum\(rate\(/);
  });

  it('lets a quiet version through where its pods are scraped, and drops what is no number', () => {
    for (const query of queries) expect(query).toMatch(/\) >= 0 or count\(up\{[^=]*=~"payments-\{\{args\.canary-hash\}\}-\.\+"\} == 1\) \* 0 \+ [01]$/);
  });

  it('holds the roll-out when nothing is known of the version twice', () => {
    for (const metric of metricsOf(service)) expect(metric.inconclusiveLimit).toBe(1);
  });

  it('measures for as long as the environment watches a share of the traffic', () => {
    expect(success).toMatchObject({ initialDelay: '1m', interval: '1m', count: 5 });
    expect(metricsOf(planned('payments', dev))[0]).toMatchObject({ initialDelay: '12s', interval: '12s', count: 5 });
  });

  it('may be asked elsewhere, and reads its own namespace’s metrics with a token that is not in the tree', () => {
    if (!service.objective) throw new Error('payments promises nothing');
    expect(analysisOf(service, service.objective).args).toEqual([
      { name: 'canary-hash' },
      { name: 'prometheus', value: 'https://thanos-querier.openshift-monitoring.svc.cluster.local:9092?namespace=guichet-core' },
      { name: 'token', valueFrom: { secretKeyRef: { name: 'metrics-token', key: 'token' } } },
    ]);
    expect(success?.provider.prometheus).toMatchObject({ address: '{{args.prometheus}}', headers: [{ key: 'Authorization', value: 'Bearer {{args.token}}' }] });
    expect(success?.provider.prometheus).not.toHaveProperty('insecure');
  });
});
