/** How many pods a workload may have, by itself or by its autoscaler. */
import { at, defaultNamespace, text, whole, type Manifest, type ManifestIndex, type Pod } from '../manifests/index.ts';

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

const isTarget = ({ kind, name, namespace }: Target, manifest: Manifest): boolean => kind === manifest.kind && name === manifest.name && namespace === (manifest.namespace ?? defaultNamespace);

/** Bounds by the autoscaler where there is one (its defaults: HPA 1, KEDA 0 and 100), else by `replicas`, which is 1 where it is left out. */
export function scaleOf(index: ManifestIndex, { manifest }: Pod): Scale {
  const [autoscaler] = autoscalersOf(index).filter((one) => isTarget(targetOf(one), manifest));
  if (autoscaler?.kind === 'HorizontalPodAutoscaler') return { least: whole(at(autoscaler.spec, 'minReplicas')) ?? 1, most: whole(at(autoscaler.spec, 'maxReplicas')) ?? 1 };
  if (autoscaler) return { least: whole(at(autoscaler.spec, 'minReplicaCount')) ?? 0, most: whole(at(autoscaler.spec, 'maxReplicaCount')) ?? 100 };
  const replicas = whole(at(manifest.spec, 'replicas')) ?? 1;
  return { least: replicas, most: replicas };
}
