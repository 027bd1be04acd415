/** Who may speak and be spoken to, as policies tell them apart. */
import type { Labels, ManifestIndex, Pod, PodPort } from '../manifests/index.ts';

/**
 * `workload`: made by the manifests. `neighbour`: not made by them, but expected to be there. `stranger`: nobody in particular: a pod without
 * labels, or one that bears somebody's labels elsewhere or only some of them. Nothing may be open to strangers, and they show what is.
 */
export type ActorKind = 'workload' | 'neighbour' | 'stranger';

export interface Actor {
  /** `<namespace>/<name>`. */
  readonly key: string;
  readonly kind: ActorKind;
  readonly namespace: string;
  readonly labels: Labels;
  readonly namespaceLabels: Labels;
  readonly serviceAccount: string;
  readonly ports: readonly PodPort[];
  readonly hostNetwork: boolean;
  /** The workload's own pod. */
  readonly pod?: Pod;
}

/** Somebody expected outside the manifests, such as the cluster's DNS. */
export interface Neighbour {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Labels;
  readonly namespaceLabels: Labels;
  readonly hostNetwork?: boolean;
}

/** A namespace that nobody declared. */
export const elsewhere = 'elsewhere';

const nameLabel = 'kubernetes.io/metadata.name';

type Made = Pick<Actor, 'kind' | 'namespace' | 'labels' | 'namespaceLabels'> & { readonly name: string } & Partial<Actor>;

const actor = ({ name, ...made }: Made): Actor => ({ serviceAccount: 'default', ports: [], hostNetwork: false, ...made, key: `${made.namespace}/${name}` });

const workload = (pod: Pod, index: ManifestIndex): Actor =>
  actor({ kind: 'workload', name: pod.name, namespace: pod.namespace, labels: pod.labels, namespaceLabels: index.namespaces.get(pod.namespace)?.labels ?? {}, serviceAccount: pod.serviceAccount, ports: pod.ports, hostNetwork: pod.hostNetwork, pod });

function neighbour({ name, namespace, labels, namespaceLabels, hostNetwork = false }: Neighbour, index: ManifestIndex): Actor {
  return actor({ kind: 'neighbour', name, namespace, labels, namespaceLabels: index.namespaces.get(namespace)?.labels ?? { ...namespaceLabels, [nameLabel]: namespace }, hostNetwork });
}

const impostor = (one: Actor): Actor => actor({ kind: 'stranger', name: `(labelled as ${one.key})`, namespace: elsewhere, namespaceLabels: { [nameLabel]: elsewhere }, labels: one.labels });

/** The name of a pod without labels, which is any pod of its namespace. */
export const anyPod = '*';

export interface ActorsProps {
  readonly index: ManifestIndex;
  readonly neighbours: readonly Neighbour[];
  /** Pods that bear a part of somebody's labels, and must not be taken for them. */
  readonly nearMisses: readonly { readonly namespace: string; readonly labels: Labels }[];
}

/** Of two that bear one name, the last. */
const unique = (actors: readonly Actor[]): Actor[] => [...new Map(actors.map((one) => [one.key, one])).values()];

export const workloadsOf = (index: ManifestIndex): Actor[] => unique(index.pods.map((pod) => workload(pod, index)));

/** Every workload and neighbour, and the strangers that could be taken for one. */
export function actorsOf({ index, neighbours, nearMisses }: ActorsProps): Actor[] {
  const known = [...index.pods.map((pod) => workload(pod, index)), ...neighbours.map((one) => neighbour(one, index))];
  const namespaces = new Map([...[...index.namespaces.values()].map(({ name, labels }) => [name, labels] as const), ...known.map(({ namespace, namespaceLabels }) => [namespace, namespaceLabels] as const), [elsewhere, { [nameLabel]: elsewhere }] as const]);
  const strangers = [
    ...[...namespaces].map(([namespace, namespaceLabels]) => actor({ kind: 'stranger', name: anyPod, namespace, namespaceLabels, labels: {} })),
    ...known.map(impostor),
    ...nearMisses.map(({ namespace, labels }) => actor({ kind: 'stranger', name: `(labelled ${Object.entries(labels).map(([key, value]) => `${key}=${value}`).join(', ')})`, namespace, namespaceLabels: namespaces.get(namespace) ?? { [nameLabel]: namespace }, labels })),
  ];
  return unique([...known, ...strangers]);
}
