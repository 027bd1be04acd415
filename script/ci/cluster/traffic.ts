/** How much of a service's traffic goes to its new version, as the VirtualServices say over time. */
import type { Kubernetes, KubernetesObject } from './kubernetes.ts';

interface VirtualService extends KubernetesObject {
  readonly spec: { readonly http?: readonly { readonly route?: readonly { readonly destination: { readonly subset?: string }; readonly weight?: number }[] }[] };
}

/** The share of the canary, in percent, on every route of a service that has one; undefined while the routes differ. */
function shareOf({ spec: { http = [] } }: VirtualService): number | undefined {
  const weights = new Set(http.flatMap(({ route = [] }) => route.filter(({ destination }) => destination.subset === 'canary').map(({ weight = 0 }) => weight)));
  const [weight] = weights;
  return weights.size === 1 ? weight : undefined;
}

/** The shares that a service's new version had, one after another. A service is named as its VirtualService, in one namespace only. */
export interface TrafficWatch extends Disposable {
  readonly shares: (name: string) => readonly number[];
}

export function watchTraffic(kubernetes: Kubernetes): TrafficWatch {
  const seen = new Map<string, readonly number[]>();
  const watch = kubernetes.watch<VirtualService>('/apis/networking.istio.io/v1/virtualservices', ({ type, object }) => {
    const share = type === 'ADDED' || type === 'MODIFIED' ? shareOf(object) : undefined;
    const shares = seen.get(object.metadata.name) ?? [];
    if (share !== undefined && shares.at(-1) !== share) seen.set(object.metadata.name, [...shares, share]);
  });
  return { shares: (name) => seen.get(name) ?? [], [Symbol.dispose]: () => watch[Symbol.dispose]() };
}
