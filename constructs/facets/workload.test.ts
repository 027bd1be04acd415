import { describe, expect, it } from '@jest/globals';
import { environments } from '../../environments/index.ts';
import { manifestsOf, planned } from '../../test/support/manifests.ts';
import { routeNamesOf } from '../routes.ts';
import { settingsOf } from '../settings.ts';
import { resilience } from './resilience.ts';
import { workload } from './workload.ts';

const service = planned('payments');
const kindOf = (of: typeof service, kind: string) => manifestsOf(workload, of).find((one) => one.kind === kind);
const rollout = kindOf(service, 'Rollout');

const analysis = { analysis: { templates: [{ templateName: 'payments' }], args: [{ name: 'canary-hash', valueFrom: { podTemplateHashValue: 'Latest' } }] } };

describe('workload', () => {
  it('leaves the number of pods to the autoscaler', () => {
    expect(rollout?.spec).not.toHaveProperty('replicas');
  });

  it('gives a new version ever more of the traffic, and analyses it after each share', () => {
    expect(rollout?.spec).toMatchObject({ strategy: { canary: { steps: [{ setWeight: 10 }, analysis, { setWeight: 25 }, analysis, { setWeight: 50 }, analysis] } } });
  });

  it('watches a version that promises nothing for the same time, without an analysis', () => {
    const { objective: _, ...without } = { ...service, objectiveRefused: 'a demonstration' };
    expect(manifestsOf(workload, without).map(({ kind }) => kind)).not.toContain('AnalysisTemplate');
    expect(kindOf(without, 'Rollout')?.spec).toMatchObject({ strategy: { canary: { steps: [{ setWeight: 10 }, { pause: { duration: '5m' } }, { setWeight: 25 }, { pause: { duration: '5m' } }, { setWeight: 50 }, { pause: { duration: '5m' } }] } } });
  });

  it('moves the weights of every route of the VirtualService, between the subsets of the DestinationRule', () => {
    expect(rollout?.spec).toMatchObject({
      strategy: { canary: { trafficRouting: { istio: { virtualService: { name: 'payments', routes: routeNamesOf(service) }, destinationRule: { name: 'payments', stableSubsetName: 'stable', canarySubsetName: 'canary' } } } } },
    });
    const [destination, routes] = ['DestinationRule', 'VirtualService'].map((kind) => manifestsOf(resilience, service).find((one) => one.kind === kind));
    expect(destination).toMatchObject({ metadata: { name: 'payments' }, spec: { subsets: [{ name: 'stable' }, { name: 'canary' }] } });
    expect(routes).toMatchObject({ metadata: { name: 'payments' }, spec: { http: routeNamesOf(service).map((name) => ({ name })) } });
  });

  it('shrinks the stable version as the new one grows, and the new one as it is taken back', () => {
    expect(rollout?.spec).toMatchObject({ strategy: { canary: { dynamicStableScale: true } } });
    expect(JSON.stringify(rollout?.spec)).not.toMatch(/abortScaleDownDelaySeconds|minPodsPerReplicaSet/);
  });

  it('takes back a version whose pods do not become ready', () => {
    expect(rollout?.spec).toMatchObject({ progressDeadlineAbort: true, progressDeadlineSeconds: 600, minReadySeconds: 10 });
  });

  it('splits pods where there are no requests to split', () => {
    const consumer = kindOf({ ...service, operations: [] }, 'Rollout');
    expect(consumer?.spec).toMatchObject({ strategy: { canary: { maxSurge: 1, maxUnavailable: 0 } } });
    expect(JSON.stringify(consumer?.spec)).not.toContain('trafficRouting');
  });

  it('selects the pods that it makes, which say whose they are', () => {
    expect(rollout?.spec).toMatchObject({
      selector: { matchLabels: { 'app.kubernetes.io/name': 'payments' } },
      template: { metadata: { labels: { 'app.kubernetes.io/name': 'payments', 'guichet.dev/owner': 'payments', 'guichet.dev/zone': 'core', 'guichet.dev/scope': 'connected' } } },
    });
  });

  it('brings the variables that the pods read', () => {
    expect(kindOf(service, 'ConfigMap')).toMatchObject({ metadata: { name: 'payments-settings', namespace: 'guichet-core' }, data: settingsOf(service) });
    expect(rollout?.spec).toMatchObject({ template: { spec: { containers: [{ name: 'app', envFrom: [{ configMapRef: { name: 'payments-settings' } }] }] } } });
  });

  it('makes the same objects in every environment', () => {
    for (const environment of environments) {
      const names = manifestsOf(workload, 'payments', environment).map(({ kind, metadata }) => `${kind}/${metadata.name}`);
      expect(names).toEqual(['AnalysisTemplate/payments', 'ConfigMap/payments-settings', 'Rollout/payments']);
    }
  });
});
