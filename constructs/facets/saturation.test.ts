import { describe, expect, it } from '@jest/globals';
import { dev } from '../../environments/dev.ts';
import { manifestsOf, planned } from '../../test/support/manifests.ts';
import { alertsOf, isRule, recordsOf } from '../../test/support/rules.ts';
import { saturation } from './saturation.ts';

const [rule] = manifestsOf(saturation, 'card-entry').filter(isRule);
const exprOf = (name: string, from = rule) => alertsOf(from).find(({ alert }) => alert === name)?.expr;

describe('saturation', () => {
  it('is evaluated by Thanos Ruler, which sees the platform’s figures', () => {
    expect(rule?.metadata).toMatchObject({ name: 'card-entry-saturation', namespace: 'guichet-cardholder' });
    expect(rule?.metadata.labels).not.toHaveProperty('openshift.io/prometheus-rule-evaluation-scope');
  });

  it('reads only what it has recorded', () => {
    const recorded = new Set(recordsOf(rule).map(({ record }) => record));
    expect(alertsOf(rule).map(({ expr }) => expr.split('{')[0]).filter((name) => !recorded.has(name ?? ''))).toEqual([]);
  });

  it('takes the floor from the environment', () => {
    const [inDev] = manifestsOf(saturation, 'card-entry', dev).filter(isRule);
    expect([exprOf('PodsBelowFloor'), exprOf('PodsBelowFloor', inDev)]).toEqual(['service:ready_pods:count{service="card-entry"} < 2', 'service:ready_pods:count{service="card-entry"} < 1']);
  });

  it('knows the service’s pods and autoscaler from those of others', () => {
    const [ready, , , , replicas] = recordsOf(rule).map(({ expr }) => expr);
    const [, pods = ''] = /pod=~"([^"]+)"/.exec(ready ?? '') ?? [];
    expect(['card-entry-6f9c7d5b4-x2x9z', 'card-entry-api-6f9c7d5b4-x2x9z', 'cards-6f9c7d5b4-x2x9z'].map((pod) => new RegExp(`^(?:${pods})$`).test(pod))).toEqual([true, false, false]);
    expect(replicas).toContain('horizontalpodautoscaler=~"(keda-hpa-)?card-entry"');
  });

  it('does not call a service of a fixed size full', () => {
    const fixed = manifestsOf(saturation, { ...planned('card-entry'), replicas: { min: 3, max: 3 } }).find(isRule);
    expect(exprOf('ReplicasAtMost')).toBe('service:replicas_of_most:ratio{service="card-entry"} >= 1');
    expect(alertsOf(fixed).map(({ alert }) => alert)).not.toContain('ReplicasAtMost');
  });

  it('watches services that promise nothing too', () => {
    const { objective: _, ...rest } = planned('card-entry');
    expect(manifestsOf(saturation, rest)).toHaveLength(1);
  });
});
