import { podLabels } from '../names.ts';
import type { PlannedService } from '../plan.ts';
import type { PodSpec } from '../resources/index.ts';

type Spread = NonNullable<PodSpec['topologySpreadConstraints']>[number];

/** Each version of a Rollout is spread for itself: the pods of the one that goes say nothing of where the next should be. */
const versionLabel = 'rollouts-pod-template-hash';

/** How long a pod is waited for on a node that does not answer, in seconds, before another takes its place. Kubernetes waits five minutes. */
const patience = 60;

const spread = (name: string, topologyKey: string, whenUnsatisfiable: Spread['whenUnsatisfiable']): Spread => ({
  topologyKey,
  maxSkew: 1,
  whenUnsatisfiable,
  // A node that is drained, lost or kept for others is no place that could be filled, so it holds nothing up.
  nodeTaintsPolicy: 'Honor',
  labelSelector: { matchLabels: podLabels(name) },
  matchLabelKeys: [versionLabel],
});

/**
 * Failure zones must be even, so that a lost one takes a third of the pods and no more. No number of zones is asked for: those that are left
 * take all pods. Nodes should be even, and need not: in a zone with one node left two pods may share it, rather than wait.
 */
export const topologySpreadOf = ({ name }: Pick<PlannedService, 'name'>): Spread[] => [
  spread(name, 'topology.kubernetes.io/zone', 'DoNotSchedule'),
  spread(name, 'kubernetes.io/hostname', 'ScheduleAnyway'),
];

const leaves = (condition: 'not-ready' | 'unreachable') => ({ key: `node.kubernetes.io/${condition}`, operator: 'Exists' as const, effect: 'NoExecute' as const, tolerationSeconds: patience });

export function placementOf(service: PlannedService): Pick<PodSpec, 'priorityClassName' | 'nodeSelector' | 'tolerations' | 'topologySpreadConstraints'> {
  const { zone, environment } = service;
  const { nodeSelector } = environment.zones[zone.name];
  return {
    priorityClassName: zone.priorityClass,
    ...(nodeSelector && { nodeSelector: { ...nodeSelector } }),
    tolerations: [leaves('not-ready'), leaves('unreachable')],
    topologySpreadConstraints: topologySpreadOf(service),
  };
}
