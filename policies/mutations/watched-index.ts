import { ManifestIndex, type Manifest, type Namespace, type Pod } from '../manifests/index.ts';

/** An index that knows which of its objects a rule has asked for: those that are worth changing. */
export class WatchedIndex extends ManifestIndex {
  readonly asked = new Set<Manifest>();

  #seen(manifests: readonly Manifest[]): readonly Manifest[] {
    for (const manifest of manifests) this.asked.add(manifest);
    return manifests;
  }

  override ofKind(kind: string, group?: string): readonly Manifest[] {
    return this.#seen(super.ofKind(kind, group));
  }

  override get pods(): readonly Pod[] {
    this.#seen(super.pods.map(({ manifest }) => manifest));
    return super.pods;
  }

  override get namespaces(): ReadonlyMap<string, Namespace> {
    this.#seen(super.ofKind('Namespace', ''));
    return super.namespaces;
  }
}
