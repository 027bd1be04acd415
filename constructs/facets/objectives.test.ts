import { describe, expect, it } from '@jest/globals';
import { alertsOf, isRule, recordsOf } from '../../test/support/rules.ts';
import { manifestsOf, planned } from '../../test/support/manifests.ts';
import { dev } from '../../environments/dev.ts';
import { objectives } from './objectives.ts';

const [rule] = manifestsOf(objectives, 'payments').filter(isRule);
const alerts = alertsOf(rule);
const named = (name: string) => alerts.filter(({ alert }) => alert === name);

describe('objectives', () => {
  it('is evaluated by the Prometheus that scraped the figures', () => {
    expect(rule?.metadata).toMatchObject({ name: 'payments-objectives', namespace: 'guichet-core', labels: { 'openshift.io/prometheus-rule-evaluation-scope': 'leaf-prometheus' } });
  });

  it('records the part of faults over every window that an alert reads', () => {
    const recorded = new Set(recordsOf(rule).map(({ record }) => record));
    const read = alerts.flatMap(({ expr }) => [...expr.matchAll(/slo:[a-z0-9_:]+/g)].map(([name]) => name));
    expect(read.filter((name) => !recorded.has(name))).toEqual([]);
    expect([...recorded].filter((name) => name.startsWith('slo:fault_ratio'))).toEqual(['5m', '30m', '1h', '2h', '6h', '1d', '3d'].map((window) => `slo:fault_ratio:rate${window}`));
  });

  it('alerts by two windows and two burn rates at each speed, in numbers as people write them', () => {
    const [fast] = named('AvailabilityBudgetFastBurn');
    for (const part of ['rate1h{service="payments",slo="availability"} > (14.4 * 0.0005)', 'rate5m{service="payments",slo="availability"} > (14.4 * 0.0005)', 'rate6h{service="payments",slo="availability"} > (6 * 0.0005)', 'rate30m{']) expect(fast?.expr).toContain(part);
    const [slow] = named('AvailabilityBudgetSlowBurn');
    for (const part of ['rate1d{service="payments",slo="availability"} > (3 * 0.0005)', 'rate2h{', 'rate3d{service="payments",slo="availability"} > (1 * 0.0005)', 'rate6h{']) expect(slow?.expr).toContain(part);
  });

  it('measures latency at the promised bound, however the bound is written', () => {
    expect(recordsOf(rule).find(({ record, labels }) => record === 'slo:faults:rate5m' && labels['slo'] === 'latency')?.expr).toContain('le=~"10000([.]0)?"');
  });

  it('reads what the callee’s own proxy counted, so that no request counts twice', () => {
    const exprs = recordsOf(rule).flatMap(({ expr }) => [...expr.matchAll(/istio_\w+\{[^}]*\}/g)].map(([text]) => text));
    expect(exprs.length).toBeGreaterThan(0);
    expect(exprs.filter((text) => !text.includes('reporter="destination",destination_canonical_service="payments"'))).toEqual([]);
  });

  it('promises each journey for each of its channels', () => {
    expect(named('JourneyBudgetFastBurn').map(({ labels }) => `${labels['journey']} ${labels['channel']}`)).toEqual(['payment web', 'payment mobile', 'payment store', 'refund web', 'refund store']);
  });

  it('says whose it is, how urgent, where to send it and what to read', () => {
    expect(named('LatencyBudgetFastBurn')[0]).toMatchObject({
      labels: { owner: 'payments', receiver: 'payments', service: 'payments', severity: 'critical', zone: 'core' },
      annotations: { summary: expect.any(String), description: expect.stringContaining('10000 ms'), runbook_url: 'https://runbooks.shop.example/LatencyBudgetFastBurn', dashboard: '/monitoring/dashboards/guichet-payments' },
    });
  });

  it('is as urgent as the environment says, and otherwise the same', () => {
    const [inDev] = manifestsOf(objectives, 'payments', dev).filter(isRule);
    expect(alertsOf(inDev).map(({ expr }) => expr)).toEqual(alerts.map(({ expr }) => expr));
    expect(new Set(alertsOf(inDev).map(({ labels }) => labels['severity']))).toEqual(new Set(['warning', 'info']));
  });

  it('says nothing of a service that promises nothing', () => {
    const { objective: _, ...rest } = planned('payments');
    expect(manifestsOf(objectives, { ...rest, objectiveRefused: 'a trial' })).toEqual([]);
  });
});
