/** The kinds that are or make pods, by where the pod's template is in them. */
import type { Path } from './manifests/index.ts';

export type ShapeName = 'pod' | 'controller' | 'cron-job' | 'template';

export interface Shape {
  readonly name: ShapeName;
  readonly path: Path;
  readonly kinds: readonly string[];
}

export const shapes: readonly Shape[] = [
  { name: 'pod', path: [], kinds: ['Pod'] },
  {
    name: 'controller',
    path: ['spec', 'template'],
    kinds: ['apps/Deployment', 'apps/StatefulSet', 'apps/DaemonSet', 'apps/ReplicaSet', 'ReplicationController', 'batch/Job', 'argoproj.io/Rollout', 'apps.openshift.io/DeploymentConfig'],
  },
  { name: 'cron-job', path: ['spec', 'jobTemplate', 'spec', 'template'], kinds: ['batch/CronJob'] },
  // Makes no pods by itself, but holds what they will be: Pod Security warns of it, and records it.
  { name: 'template', path: ['template'], kinds: ['PodTemplate'] },
];

export const shapeOfKind: ReadonlyMap<string, Shape> = new Map(shapes.flatMap((shape) => shape.kinds.map((kind) => [kind, shape] as const)));
