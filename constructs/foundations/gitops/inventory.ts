/** What stacks hold, read from their objects when the tree is written: rights that are derived from it are never wider than it, nor behind it. */
import { ApiObject, Lazy } from 'cdk8s';
import type { Stack } from '../../stack.ts';

export interface Kind {
  /** Empty for Kubernetes' first kinds. */
  readonly group: string;
  readonly kind: string;
}

export interface Inventory {
  readonly clusterKinds: readonly Kind[];
  readonly namespacedKinds: readonly Kind[];
  readonly namespaces: readonly string[];
}

/** A value that is computed when the tree is written, after everybody has added and patched objects. */
export const later = <T>(produce: () => T): T => Lazy.any({ produce });

export const objectsOf = (stacks: readonly Stack[]): ApiObject[] => stacks.flatMap((stack) => stack.node.findAll().filter((construct) => ApiObject.isApiObject(construct)));

const text = ({ group, kind }: Kind): string => `${group}/${kind}`;

function kinds(objects: readonly ApiObject[]): Kind[] {
  const all = objects.map(({ apiVersion, kind }) => ({ group: apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '', kind }));
  return [...new Map(all.map((one) => [text(one), one])).values()].sort((a, b) => (text(a) < text(b) ? -1 : 1));
}

/** The kinds of some stacks, cluster-scoped and namespaced, and the namespaces that they write to. Every namespaced object names its namespace. */
export function inventoryOf(stacks: readonly Stack[]): Inventory {
  const { cluster = [], namespaced = [] } = Object.groupBy(objectsOf(stacks), ({ metadata }) => (metadata.namespace ? 'namespaced' : 'cluster'));
  return {
    clusterKinds: kinds(cluster),
    namespacedKinds: kinds(namespaced),
    namespaces: [...new Set(namespaced.flatMap(({ metadata }) => metadata.namespace ?? []))].sort(),
  };
}

/** The resource's name in URLs and RBAC: Kubernetes makes it of the kind, in lower case and as a plural. */
export function resourceOf({ kind }: Kind): string {
  const singular = kind.toLowerCase();
  if (/(s|x|ch|sh)$/.test(singular)) return `${singular}es`;
  return /[^aeiou]y$/.test(singular) ? `${singular.slice(0, -1)}ies` : `${singular}s`;
}
