import type { Construct } from 'constructs';
import { programContainer } from '../names.ts';
import type { PlannedService } from '../plan.ts';
import { ScaledObject, k8s } from '../resources/index.ts';
import { behaviour, targetOf } from '../scaling/behaviour.ts';
import { triggersOf } from '../scaling/triggers.ts';
import type { Facet } from './facet.ts';

function horizontalPodAutoscaler(scope: Construct, { name, zone: { namespace }, replicas }: PlannedService, averageUtilization: number): void {
  new k8s.KubeHorizontalPodAutoscalerV2(scope, 'autoscaler', {
    metadata: { name, namespace },
    spec: {
      scaleTargetRef: targetOf(name),
      minReplicas: replicas.min,
      maxReplicas: replicas.max,
      metrics: [{ type: 'ContainerResource', containerResource: { name: 'cpu', container: programContainer, target: { type: 'Utilization', averageUtilization } } }],
      behavior: behaviour,
    },
  });
}

/** Says nothing of the load: the pods that are up stay up, and never fewer than the least. KEDA knows no fallback for CPU and needs none. */
const fallbackOf = ({ scaling, replicas }: PlannedService) =>
  scaling.on === 'cpu' ? {} : { fallback: { failureThreshold: 3, replicas: replicas.min, behavior: 'currentReplicasIfHigher' as const } };

function scaledObject(scope: Construct, service: PlannedService): void {
  const { name, zone: { namespace }, replicas } = service;
  new ScaledObject(scope, 'autoscaler', {
    metadata: { name, namespace },
    spec: {
      scaleTargetRef: targetOf(name),
      minReplicaCount: replicas.min,
      maxReplicaCount: replicas.max,
      ...fallbackOf(service),
      advanced: { horizontalPodAutoscalerConfig: { behavior: behaviour } },
      triggers: triggersOf(service),
    },
  });
}

/**
 * The one autoscaler of the workload, which follows from the declaration alone: Kubernetes' own for CPU without promotions, KEDA for all else,
 * in every environment, whether it has promotions or not. KEDA makes an autoscaler of its own, so both at once would fight.
 */
export const scaling: Facet = {
  name: 'scaling',
  layer: 'service',
  wave: 20,
  render(scope, service) {
    const { on, promotions } = service.scaling;
    if (on === 'cpu' && !promotions) horizontalPodAutoscaler(scope, service, service.scaling.target);
    else scaledObject(scope, service);
  },
};
