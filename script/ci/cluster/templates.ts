/** The pods that our workloads would start: Pod Security speaks of pods, and of no custom kind that makes some. */
import type { KubernetesObject } from './kubernetes.ts';

/** What we read of a pod template. */
export interface PodTemplate {
  readonly metadata?: { readonly labels?: Readonly<Record<string, string>>; readonly annotations?: Readonly<Record<string, string>> };
  readonly spec: { readonly serviceAccountName?: string; readonly containers: readonly Container[] };
}

export interface Container {
  readonly name: string;
  readonly image?: string;
}

/** An object that makes pods. */
export interface Workload extends KubernetesObject {
  readonly spec: {
    readonly replicas?: number;
    readonly selector?: { readonly matchLabels?: Readonly<Record<string, string>> };
    readonly strategy?: { readonly rollingUpdate?: { readonly maxSurge?: number | string } };
    readonly template: PodTemplate;
  };
}

interface CronJob extends KubernetesObject {
  readonly spec: { readonly jobTemplate: { readonly spec: { readonly template: PodTemplate } } };
}

const makers: ReadonlySet<string> = new Set(['apps/Deployment', 'apps/StatefulSet', 'apps/DaemonSet', 'batch/Job', 'argoproj.io/Rollout']);

const kindOf = ({ apiVersion, kind }: KubernetesObject): string => `${apiVersion.split('/')[0] ?? ''}/${kind}`;

export const isWorkload = (object: KubernetesObject): object is Workload => makers.has(kindOf(object));

const isCronJob = (object: KubernetesObject): object is CronJob => kindOf(object) === 'batch/CronJob';

/** The template of the pods that an object makes, if it makes any. */
function templateOf(object: KubernetesObject): PodTemplate | undefined {
  if (isCronJob(object)) return object.spec.jobTemplate.spec.template;
  return isWorkload(object) ? object.spec.template : undefined;
}

/** A Pod as the object would make it, or nothing. */
export function podOf(object: KubernetesObject): readonly KubernetesObject[] {
  const template = templateOf(object);
  if (!template) return [];
  const { name, namespace } = object.metadata;
  return [{ apiVersion: 'v1', kind: 'Pod', metadata: { ...template.metadata, name: `${object.kind.toLowerCase()}-${name}`, ...(namespace !== undefined && { namespace }) }, ...{ spec: template.spec } }];
}
