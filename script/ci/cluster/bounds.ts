/** How few and how many pods a workload may have, as its autoscaler says. */
import { hold } from '../check.ts';
import type { KubernetesObject } from './kubernetes.ts';
import type { Group } from './pods.ts';
import { isWorkload, type Workload } from './templates.ts';

/** What we read of a ScaledObject. */
export interface ScaledObject extends KubernetesObject {
  readonly spec: {
    readonly scaleTargetRef: { readonly name: string; readonly kind?: string };
    readonly minReplicaCount?: number;
    readonly maxReplicaCount?: number;
    readonly triggers: readonly { readonly type: string; readonly metadata: Readonly<Record<string, string>> }[];
    readonly advanced?: { readonly horizontalPodAutoscalerConfig?: { readonly behavior?: object } };
  };
}

interface HorizontalPodAutoscaler extends KubernetesObject {
  readonly spec: { readonly scaleTargetRef: { readonly name: string; readonly kind: string }; readonly minReplicas?: number; readonly maxReplicas: number };
}

export const isScaledObject = (object: KubernetesObject): object is ScaledObject => object.kind === 'ScaledObject';
const isHorizontal = (object: KubernetesObject): object is HorizontalPodAutoscaler => object.kind === 'HorizontalPodAutoscaler';

/** A workload with the bounds of its autoscaler, or its own number for both where it has none. */
export interface Bounded extends Group {
  readonly kind: string;
  readonly workload: Workload;
  readonly min: number;
  readonly max: number;
}

interface Target {
  readonly namespace: string | undefined;
  readonly kind: string;
  readonly name: string;
  readonly min: number;
  readonly max: number;
}

function targetsOf(object: KubernetesObject): readonly Target[] {
  const { namespace } = object.metadata;
  if (isScaledObject(object)) {
    // Defaults as KEDA documents them.
    const { scaleTargetRef: { name, kind = 'Deployment' }, minReplicaCount: min = 0, maxReplicaCount: max = 100 } = object.spec;
    return [{ namespace, kind, name, min, max }];
  }
  if (isHorizontal(object)) {
    const { scaleTargetRef: { name, kind }, minReplicas: min = 1, maxReplicas: max } = object.spec;
    return [{ namespace, kind, name, min, max }];
  }
  return [];
}

/** The workloads whose pods are scaled, each with its bounds. Throws when two autoscalers have one target. */
export function bounded(objects: readonly KubernetesObject[]): readonly Bounded[] {
  const targets = objects.flatMap(targetsOf);
  return objects.filter(isWorkload).filter(({ kind }) => kind === 'Rollout' || kind === 'Deployment').map((workload) => {
    const { kind, metadata: { name, namespace = 'default' } } = workload;
    const own = targets.filter((one) => one.kind === kind && one.name === name && one.namespace === namespace);
    hold(own.length < 2, `${kind} ${namespace}/${name} has ${own.length} autoscalers`);
    const number = workload.spec.replicas ?? 1;
    return { kind, name, namespace, workload, matchLabels: workload.spec.selector?.matchLabels ?? {}, min: own[0]?.min ?? number, max: own[0]?.max ?? number };
  });
}
