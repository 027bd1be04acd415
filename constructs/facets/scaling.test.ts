import { describe, expect, it } from '@jest/globals';
import { environments } from '../../environments/index.ts';
import { prod } from '../../environments/prod.ts';
import { manifestsOf, planned } from '../../test/support/manifests.ts';
import { planOf } from '../../test/support/stacks.ts';
import type { PlannedService } from '../plan.ts';
import { triggersOf } from '../scaling/triggers.ts';
import { scaling } from './scaling.ts';

const scalerOf = (service: PlannedService | string, environment = prod) => manifestsOf(scaling, service, environment)[0];
const [ofRequests] = triggersOf(planned('payments'));

describe('scaling', () => {
  it('makes exactly one autoscaler of a workload, the same kind in every environment', () => {
    const made = environments.map((environment) => planOf(environment).services.map((service) => manifestsOf(scaling, service).map(({ kind, metadata }) => `${kind}/${metadata.name}`)));
    for (const services of made) {
      expect(services).toEqual(made[0]);
      for (const scalers of services) expect(scalers).toHaveLength(1);
    }
  });

  it('follows CPU without promotions by Kubernetes’ own autoscaler, by the use of the program and not of its proxy', () => {
    expect(scalerOf('bank')).toMatchObject({
      kind: 'HorizontalPodAutoscaler',
      spec: {
        scaleTargetRef: { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', name: 'bank' },
        minReplicas: 3,
        maxReplicas: 4,
        metrics: [{ type: 'ContainerResource', containerResource: { name: 'cpu', container: 'app', target: { type: 'Utilization', averageUtilization: 70 } } }],
      },
    });
  });

  it('goes up fast and down slowly, whichever autoscaler it is', () => {
    const behavior = { scaleUp: { stabilizationWindowSeconds: 0, policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }] }, scaleDown: { stabilizationWindowSeconds: 300, policies: [{ type: 'Percent', value: 10, periodSeconds: 60 }] } };
    expect(scalerOf('bank')?.spec).toMatchObject({ behavior });
    expect(scalerOf('payments')?.spec).toMatchObject({ advanced: { horizontalPodAutoscalerConfig: { behavior } } });
  });

  it('raises the floor before a promotion and lets go after it', () => {
    expect(scalerOf('vault')?.spec).toMatchObject({
      minReplicaCount: 3,
      maxReplicaCount: 9,
      triggers: [
        { type: 'cpu', metricType: 'Utilization', metadata: { value: '60', containerName: 'app' } },
        { type: 'cron', metadata: { start: '30 5 27 11 *', end: '0 23 30 11 *', timezone: 'Europe/Paris', desiredReplicas: '9' } },
        { type: 'cron', metadata: { start: '30 5 18 12 *', end: '0 20 24 12 *', timezone: 'Europe/Paris', desiredReplicas: '6' } },
      ],
    });
  });

  it('differs by triggers alone where there is no promotion', () => {
    const quiet = { ...planned('vault'), windows: [] };
    const [withWindows, without] = [scalerOf('vault'), scalerOf(quiet)];
    expect(without).toMatchObject({ kind: withWindows?.kind, metadata: { name: 'vault' }, spec: { triggers: [{ type: 'cpu' }] } });
  });

  it('shares requests among the pods, by the namespace’s own metrics and a token that expires', () => {
    expect(ofRequests).toMatchObject({
      type: 'prometheus',
      metricType: 'AverageValue',
      metadata: { serverAddress: 'https://thanos-querier.openshift-monitoring.svc.cluster.local:9092', namespace: 'guichet-core', authModes: 'bearer', threshold: '40' },
      authenticationRef: { name: 'metrics' },
    });
    expect(ofRequests?.metadata['query']).toContain('sum(rate(istio_requests_total{reporter="destination",destination_canonical_service="payments"}[2m]))');
  });

  it('never takes a lost series for an idle service: what is up stays up', () => {
    expect(ofRequests?.metadata['ignoreNullValues']).toBe('false');
    expect(scalerOf('payments')?.spec).toMatchObject({ fallback: { replicas: 3, behavior: 'currentReplicasIfHigher' } });
    expect(scalerOf('vault')?.spec).not.toHaveProperty('fallback');
  });

  it('follows the lag of each topic, up to one pod for each partition', () => {
    const topics = planned('insights').consumes;
    expect(triggersOf(planned('insights')).map(({ metadata }) => [metadata['namespace'], metadata['query'], metadata['threshold']])).toEqual(
      topics.map(({ topic, lag }) => ['guichet-kafka', `clamp_max(sum(kafka_consumergroup_lag{consumergroup="insights",topic="${topic.name}"}), ${lag * topic.partitions})`, String(lag)]),
    );
  });
});
