import { analysisOf, watch } from '../analysis.ts';
import { canaryWeights } from '../canary.ts';
import { labelsOf } from '../description.ts';
import { podLabels, settingsName } from '../names.ts';
import type { PlannedService } from '../plan.ts';
import { podTemplate } from '../pod/template.ts';
import { AnalysisTemplate, Rollout, k8s, type CanaryStrategy } from '../resources/index.ts';
import { canarySubset, routeNamesOf, stableSubset } from '../routes.ts';
import { settingsOf } from '../settings.ts';
import { describeService, type Facet } from './facet.ts';

/** A new version's pods are slow or broken when they are not available within this, in seconds: it is taken back. */
const progressDeadline = 600;

/** How long a pod must stay ready before it counts, in seconds, so that one that starts and falls does not. */
const minReady = 10;

/**
 * The mesh moves the weights of every route at once. No `abortScaleDownDelaySeconds`: with it an aborted version keeps all its pods until the
 * stable one has all of its own, twice the pods in all, and where quota refuses them neither ever goes. Without it the one shrinks as the
 * other grows.
 *
 * No `minPodsPerReplicaSet` either: an aborted version goes back share by share, each when it has no more pods than that share asks for. Were
 * two pods kept where the first share asks for one, the broken version would keep that share of the traffic for good (Argo Rollouts 1.10,
 * `GetDesiredCanaryWeight`). When the only pod of a version is evicted, the controller sets its share to nothing until the next one is up.
 */
const byTrafficSplit = (service: PlannedService): Pick<CanaryStrategy, 'trafficRouting' | 'dynamicStableScale'> => ({
  trafficRouting: {
    istio: {
      virtualService: { name: service.name, routes: routeNamesOf(service) },
      destinationRule: { name: service.name, stableSubsetName: stableSubset, canarySubsetName: canarySubset },
    },
  },
  dynamicStableScale: true,
});

/** Who answers no requests has no traffic to split: shares are of its pods, and one more is up before one goes. */
const byPods: Pick<CanaryStrategy, 'maxSurge' | 'maxUnavailable'> = { maxSurge: 1, maxUnavailable: 0 };

const canaryOf = (service: PlannedService): CanaryStrategy => ({
  ...(service.operations.length > 0 ? byTrafficSplit(service) : byPods),
  steps: canaryWeights.flatMap((setWeight) => [{ setWeight }, watch(service)]),
});

/**
 * The program: its variables, its Rollout, and what a new version must show before it gets more of the traffic. The number of pods is the
 * autoscaler's alone, and so not written here.
 */
export const workload: Facet = {
  name: 'workload',
  layer: 'service',
  wave: 20,
  render(scope, service) {
    const { name, zone: { namespace }, objective } = service;
    new k8s.KubeConfigMap(scope, 'settings', { metadata: { name: settingsName(name), namespace }, data: settingsOf(service) });
    if (objective) new AnalysisTemplate(scope, 'analysis', { metadata: { name, namespace }, spec: analysisOf(service, objective) });
    new Rollout(scope, 'rollout', {
      metadata: { name, namespace },
      spec: {
        minReadySeconds: minReady,
        progressDeadlineSeconds: progressDeadline,
        progressDeadlineAbort: true,
        revisionHistoryLimit: 3,
        selector: { matchLabels: podLabels(name) },
        template: podTemplate(service, labelsOf(describeService(service))),
        strategy: { canary: canaryOf(service) },
      },
    });
  },
};
