/** Who is in the mesh, and as whom they call (Istio, "Security": identity). */
import { at, text, type ManifestIndex } from '../../manifests/index.ts';
import type { Actor } from '../actor.ts';

export interface MeshSettings {
  readonly trustDomain: string;
  readonly rootNamespace: string;
}

/** Of the Sail operator's `Istio` or of Istio's own `IstioOperator`; by default as Istio has it. */
export function meshSettings(index: ManifestIndex): MeshSettings {
  const [istio] = index.ofKind('Istio', 'sailoperator.io');
  const config = at(istio?.spec, 'values', 'meshConfig') ?? at(index.ofKind('IstioOperator', 'install.istio.io')[0]?.spec, 'meshConfig');
  return { trustDomain: text(at(config, 'trustDomain')) ?? 'cluster.local', rootNamespace: text(at(config, 'rootNamespace')) ?? text(at(istio?.spec, 'namespace')) ?? 'istio-system' };
}

const injectLabel = 'sidecar.istio.io/inject';

/** Whether a pod gets a proxy: its own label goes before its namespace's. */
export function isInjected({ labels, namespaceLabels, hostNetwork, pod }: Actor): boolean {
  if (hostNetwork) return false;
  const own = labels[injectLabel] ?? pod?.annotations[injectLabel];
  if (own !== undefined) return own === 'true';
  return namespaceLabels['istio-injection'] === 'enabled' || (namespaceLabels['istio-injection'] === undefined && namespaceLabels['istio.io/rev'] !== undefined);
}

/** Whether it is a gateway: its proxy is all that it is. */
export const isGateway = ({ pod }: Actor): boolean => (pod?.annotations['inject.istio.io/templates'] ?? '').split(',').includes('gateway');

/** `cluster.local/ns/guichet-core/sa/payments`, as AuthorizationPolicies write it. */
export const principalOf = ({ namespace, serviceAccount }: Pick<Actor, 'namespace' | 'serviceAccount'>, trustDomain: string): string => `${trustDomain}/ns/${namespace}/sa/${serviceAccount}`;

/** Ports of the proxy itself, which nothing of the mesh guards: merged metrics, health, its own metrics. */
export const unguardedPorts: readonly number[] = [15_020, 15_021, 15_090];
