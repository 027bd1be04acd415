/** AnalysisTemplates that ask the check's own Prometheus, and what their runs found. */
import type { Kubernetes, KubernetesObject } from './kubernetes.ts';

interface AnalysisTemplate extends KubernetesObject {
  readonly spec: { readonly args?: readonly { readonly name: string }[] };
}

export interface AnalysisRun extends KubernetesObject {
  readonly status?: {
    readonly phase?: string;
    readonly message?: string;
    readonly metricResults?: readonly { readonly name: string; readonly phase: string }[];
  };
}

const isTemplate = (object: KubernetesObject): object is AnalysisTemplate => object.kind === 'AnalysisTemplate';

/** The argument by which a template may be given another address (`constructs/analysis.ts`). */
const argument = 'prometheus';

/** The objects with every template's address replaced. */
export const askingAt = (address: string, objects: readonly KubernetesObject[]): readonly KubernetesObject[] =>
  objects.map((object) => (isTemplate(object) ? { ...object, spec: { ...object.spec, args: (object.spec.args ?? []).map((arg) => (arg.name === argument ? { name: argument, value: address } : arg)) } } : object));

/** The metrics of a Rollout's runs that ended in a phase, each once. */
export async function metricsIn(kubernetes: Kubernetes, namespace: string, rollout: string, phase: string): Promise<readonly string[]> {
  const runs = await kubernetes.list<AnalysisRun>(`/apis/argoproj.io/v1alpha1/namespaces/${namespace}/analysisruns`);
  const own = runs.filter(({ metadata }) => metadata.name.startsWith(`${rollout}-`));
  return [...new Set(own.flatMap(({ status }) => status?.metricResults ?? []).filter((result) => result.phase === phase).map(({ name }) => name))];
}
