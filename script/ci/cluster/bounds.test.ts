import { describe, expect, it } from '@jest/globals';
import { bounded } from './bounds.ts';
import { peakOf } from './quota.ts';
import type { Workload } from './templates.ts';

const template = { spec: { containers: [{ name: 'app' }] } };
const workload = (kind: string, spec: Partial<Workload['spec']> = {}): Workload => ({ apiVersion: kind === 'Rollout' ? 'argoproj.io/v1alpha1' : 'apps/v1', kind, metadata: { name: 'payments', namespace: 'shop' }, spec: { template, ...spec } });
const scaledObject = { apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledObject', metadata: { name: 'payments', namespace: 'shop' }, spec: { scaleTargetRef: { kind: 'Rollout', name: 'payments' }, minReplicaCount: 3, maxReplicaCount: 24, triggers: [] } };
const horizontal = { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: { name: 'other', namespace: 'shop' }, spec: { scaleTargetRef: { kind: 'Rollout', name: 'payments' }, minReplicas: 2, maxReplicas: 4 } };

describe('the bounds of a workload', () => {
  it('are those of its autoscaler, whichever it is', () => {
    expect(bounded([workload('Rollout'), scaledObject])).toMatchObject([{ name: 'payments', namespace: 'shop', min: 3, max: 24 }]);
    expect(bounded([workload('Rollout'), horizontal])).toMatchObject([{ min: 2, max: 4 }]);
  });

  it('are its own number where no autoscaler names its kind, name and namespace', () => {
    expect(bounded([workload('Deployment', { replicas: 5 }), scaledObject])).toMatchObject([{ min: 5, max: 5 }]);
  });

  it('are never taken from two autoscalers', () => {
    expect(() => bounded([workload('Rollout'), scaledObject, horizontal])).toThrow('Rollout shop/payments has 2 autoscalers');
  });
});

describe('the peak of a workload', () => {
  const peaks = (one: Workload) => bounded([one, scaledObject]).map(peakOf);

  it('counts the pods of a new version beside the stable ones', () => {
    expect(peaks(workload('Rollout'))).toEqual([24 + 12 + 3]);
  });

  it('counts the surge of a Deployment, a quarter where it says none', () => {
    expect(peaks(workload('Deployment', { replicas: 12, strategy: { rollingUpdate: { maxSurge: 1 } } }))).toEqual([13]);
    expect(peaks(workload('Deployment', { replicas: 12, strategy: { rollingUpdate: { maxSurge: '50%' } } }))).toEqual([18]);
    expect(peaks(workload('Deployment', { replicas: 10 }))).toEqual([13]);
  });
});
