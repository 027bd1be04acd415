/** How many pods a workload may have, by itself or by its autoscaler. */
import { at, defaultNamespace, perIndex, text, whole, type Manifest, type ManifestIndex, type Pod } from '../manifests/index.ts';

export interface Scale {
  readonly least: number;
  readonly most: number;
}

/** Which workload an autoscaler scales. */
export interface Target {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
}

/** Kinds whose number of pods can be set. */
export const scalable: readonly string[] = ['Deployment', 'StatefulSet', 'Rollout', 'ReplicaSet'];

/** HorizontalPodAutoscalers and KEDA's ScaledObjects. KEDA scales a Deployment where it says no kind (KEDA, "ScaledObject specification"). */
export const autoscalersOf = (index: ManifestIndex): readonly Manifest[] => [...index.ofKind('HorizontalPodAutoscaler', 'autoscaling'), ...index.ofKind('ScaledObject', 'keda.sh')];

export const targetOf = ({ spec, namespace = defaultNamespace }: Manifest): Target => ({ kind: text(at(spec, 'scaleTargetRef', 'kind')) ?? 'Deployment', name: text(at(spec, 'scaleTargetRef', 'name')) ?? '', namespace });

const keyOf = ({ kind, name, namespace }: Target): string => `${kind} ${namespace}/${name}`;

const autoscalersByTarget = perIndex((index) => Map.groupBy(autoscalersOf(index), (one) => keyOf(targetOf(one))));

/** Bounds by the autoscaler where there is one (its defaults: HPA 1, KEDA 0 and 100), else by `replicas`, which is 1 where it is left out. */
export function scaleOf(index: ManifestIndex, { manifest }: Pod): Scale {
  const { kind, name, namespace = defaultNamespace } = manifest;
  const [autoscaler] = autoscalersByTarget(index).get(keyOf({ kind, name, namespace })) ?? [];
  if (autoscaler?.kind === 'HorizontalPodAutoscaler') return { least: whole(at(autoscaler.spec, 'minReplicas')) ?? 1, most: whole(at(autoscaler.spec, 'maxReplicas')) ?? 1 };
  if (autoscaler) return { least: whole(at(autoscaler.spec, 'minReplicaCount')) ?? 0, most: whole(at(autoscaler.spec, 'maxReplicaCount')) ?? 100 };
  const replicas = whole(at(manifest.spec, 'replicas')) ?? 1;
  return { least: replicas, most: replicas };
}
