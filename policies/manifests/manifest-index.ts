/** All manifests of one judgement, found by what they are, built once. */
import type { Manifest } from './manifest.ts';
import { operatorPods } from './operators.ts';
import { defaultNamespace, type Pod } from './pod.ts';
import { templatedPods } from './workloads.ts';

export interface Namespace {
  readonly name: string;
  /** With `kubernetes.io/metadata.name`, which Kubernetes adds. */
  readonly labels: Readonly<Record<string, string>>;
  /** Absent where objects are in it but it is nowhere made. */
  readonly manifest?: Manifest;
}

const nameLabel = 'kubernetes.io/metadata.name';
const keyOf = (kind: string, namespace: string | undefined, name: string): string => `${kind}\n${namespace ?? ''}\n${name}`;

export class ManifestIndex {
  readonly manifests: readonly Manifest[];
  readonly #kinds: ReadonlyMap<string, readonly Manifest[]>;
  readonly #groupKinds: ReadonlyMap<string, readonly Manifest[]>;
  readonly #inNamespace: ReadonlyMap<string | undefined, readonly Manifest[]>;
  readonly #named: ReadonlyMap<string, readonly Manifest[]>;
  #pods: readonly Pod[] | undefined;
  #podsByNamespace: ReadonlyMap<string, readonly Pod[]> | undefined;
  #namespaces: ReadonlyMap<string, Namespace> | undefined;

  constructor(manifests: readonly Manifest[]) {
    this.manifests = manifests;
    this.#kinds = Map.groupBy(manifests, ({ kind }) => kind);
    this.#groupKinds = Map.groupBy(manifests, ({ group, kind }) => `${group}/${kind}`);
    this.#inNamespace = Map.groupBy(manifests, ({ namespace }) => namespace);
    this.#named = Map.groupBy(manifests, ({ kind, namespace, name }) => keyOf(kind, namespace, name));
  }

  /** The objects of a kind, of one API group where two groups have a kind of that name. The core group is `''`. */
  ofKind(kind: string, group?: string): readonly Manifest[] {
    return (group === undefined ? this.#kinds.get(kind) : this.#groupKinds.get(`${group}/${kind}`)) ?? [];
  }

  /** The objects of a namespace; of none, those of the whole cluster. */
  inNamespace(namespace: string | undefined): readonly Manifest[] {
    return this.#inNamespace.get(namespace) ?? [];
  }

  find(kind: string, namespace: string | undefined, name: string, group?: string): Manifest | undefined {
    return (this.#named.get(keyOf(kind, namespace, name)) ?? []).find((one) => group === undefined || one.group === group);
  }

  /** What runs: of every workload its pods, once. */
  get pods(): readonly Pod[] {
    return (this.#pods ??= this.manifests.flatMap((manifest) => [...templatedPods(manifest), ...operatorPods(manifest, (kind, namespace, name) => this.find(kind, namespace, name))]));
  }

  /** The pods of a namespace; of an object's that leaves it out, those of the default one. */
  podsIn(namespace: string | undefined): readonly Pod[] {
    this.#podsByNamespace ??= Map.groupBy(this.pods, (pod) => pod.namespace);
    return this.#podsByNamespace.get(namespace ?? defaultNamespace) ?? [];
  }

  /** The objects of one kind, namespace and name, where there are several. */
  get namesakes(): readonly (readonly Manifest[])[] {
    return [...this.#named.values()].filter(({ length }) => length > 1);
  }

  /** Every namespace that is made, or that a pod is in. */
  get namespaces(): ReadonlyMap<string, Namespace> {
    return (this.#namespaces ??= new Map([
      ...this.pods.map(({ namespace }) => [namespace, { name: namespace, labels: { [nameLabel]: namespace } }] as const),
      ...this.ofKind('Namespace', '').map((manifest) => [manifest.name, { name: manifest.name, labels: { ...manifest.labels, [nameLabel]: manifest.name }, manifest }] as const),
    ]));
  }
}

/** What several rules or many objects ask of an index, built when it is first asked and kept as long as the index. */
export function perIndex<T>(build: (index: ManifestIndex) => T): (index: ManifestIndex) => T {
  const built = new WeakMap<ManifestIndex, { readonly value: T }>();
  return (index) => {
    const known = built.get(index);
    if (known) return known.value;
    const value = build(index);
    built.set(index, { value });
    return value;
  };
}
