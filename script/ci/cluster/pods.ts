/** The pods of a cluster as they change: seen by a watch, so that not even a short gap is missed. */
import type { Kubernetes, KubernetesObject } from './kubernetes.ts';
import type { Container } from './templates.ts';

export interface Pod extends KubernetesObject {
  readonly spec: { readonly nodeName?: string; readonly containers: readonly Container[] };
  readonly status?: {
    readonly phase?: string;
    readonly conditions?: readonly { readonly type: string; readonly status: string; readonly message?: string }[];
  };
}

/** Pods that something selects, such as a Service or a PodDisruptionBudget. */
export interface Group {
  readonly name: string;
  readonly namespace: string;
  readonly matchLabels: Readonly<Record<string, string>>;
}

/** A pod that serves: ready, and not on its way out. */
export const serves = ({ metadata, status }: Pod): boolean => metadata.deletionTimestamp === undefined && (status?.conditions ?? []).some(({ type, status: is }) => type === 'Ready' && is === 'True');

export const selects = ({ namespace, matchLabels }: Group, { metadata }: KubernetesObject): boolean =>
  metadata.namespace === namespace && Object.entries(matchLabels).every(([name, value]) => metadata.labels?.[name] === value);

/** The fewest pods that served, and the most that existed. */
export interface Extremes {
  readonly lowest: number;
  readonly highest: number;
}

/** Watches every pod of a cluster. */
export class PodWatch implements Disposable {
  readonly #pods = new Map<string, Pod>();
  readonly #seen = new Map<Group, Extremes>();
  readonly #watch: Disposable;

  constructor(kubernetes: Kubernetes) {
    this.#watch = kubernetes.watch<Pod>('/api/v1/pods', ({ type, object }) => {
      const key = `${object.metadata.namespace ?? ''}/${object.metadata.name}`;
      if (type === 'DELETED') this.#pods.delete(key);
      else if (type === 'ADDED' || type === 'MODIFIED') this.#pods.set(key, object);
      for (const group of this.#seen.keys()) this.#see(group);
    });
  }

  [Symbol.dispose](): void {
    this.#watch[Symbol.dispose]();
  }

  get all(): readonly Pod[] {
    return [...this.#pods.values()];
  }

  of(group: Group): readonly Pod[] {
    return this.all.filter((pod) => selects(group, pod));
  }

  /** How many pods of a group serve now. */
  serving(group: Group): number {
    return this.of(group).filter(serves).length;
  }

  #see(group: Group): void {
    const { lowest, highest } = this.#seen.get(group) ?? { lowest: Infinity, highest: 0 };
    this.#seen.set(group, { lowest: Math.min(lowest, this.serving(group)), highest: Math.max(highest, this.of(group).length) });
  }

  /** Starts to remember how few and how many pods the groups have. */
  remember(groups: readonly Group[]): void {
    this.#seen.clear();
    for (const group of groups) this.#see(group);
  }

  /** The fewest serving pods and the most pods of a group since {@link remember}. */
  extremes(group: Group): Extremes {
    return this.#seen.get(group) ?? { lowest: this.serving(group), highest: this.of(group).length };
  }
}
