/** The parts of a Rollout, its pods and its autoscaler, as the published models type them. */
import type { IAnalysisTemplate } from '@kubernetes-models/argo-rollouts/argoproj.io/v1alpha1/AnalysisTemplate';
import type { IRollout } from '@kubernetes-models/argo-rollouts/argoproj.io/v1alpha1/Rollout';
import type { IScaledObject } from '@kubernetes-models/keda/keda.sh/v1alpha1/ScaledObject';

export type ScaledObjectSpec = IScaledObject['spec'];

export type RolloutSpec = IRollout['spec'];
export type CanaryStrategy = NonNullable<NonNullable<RolloutSpec['strategy']>['canary']>;
export type CanaryStep = NonNullable<CanaryStrategy['steps']>[number];
export type AnalysisSpec = IAnalysisTemplate['spec'];
export type AnalysisMetric = NonNullable<AnalysisSpec['metrics']>[number];

export type PodTemplate = NonNullable<RolloutSpec['template']>;
export type PodSpec = NonNullable<PodTemplate['spec']>;
export type Container = PodSpec['containers'][number];
export type Probe = NonNullable<Container['readinessProbe']>;
export type Volume = NonNullable<PodSpec['volumes']>[number];
export type VolumeMount = NonNullable<Container['volumeMounts']>[number];
