/** PeerAuthentication (security.istio.io): whether a workload takes connections without a certificate of the mesh. */
import { at, isFields, selectorOf, selects, text, type Manifest, type ManifestIndex, type Value } from '../../manifests/index.ts';
import type { Actor } from '../actor.ts';
import { cause, type Cause } from '../cause.ts';
import type { MeshSettings } from './identity.ts';

export type Mode = 'STRICT' | 'PERMISSIVE' | 'DISABLE';

export interface Mtls {
  readonly mode: Mode;
  readonly causes: readonly Cause[];
}

/** From the weakest: of two of one scope Istio takes the elder, which no manifest tells, so the weaker counts. */
const modes: readonly Mode[] = ['DISABLE', 'PERMISSIVE', 'STRICT'];

const modeOf = (value: Value | undefined): Mode | undefined => modes.find((mode) => mode === text(at(value, 'mode')));

const hasSelector = (manifest: Manifest): boolean => isFields(at(manifest.spec, 'selector', 'matchLabels')) && Object.keys(at(manifest.spec, 'selector', 'matchLabels') ?? {}).length > 0;

const weakest = (found: readonly Mtls[]): Mtls | undefined => [...found].sort((a, b) => modes.indexOf(a.mode) - modes.indexOf(b.mode))[0];

const ofWhole = (manifests: readonly Manifest[]): Mtls | undefined =>
  weakest(manifests.flatMap((manifest) => {
    const mode = modeOf(at(manifest.spec, 'mtls'));
    return mode ? [{ mode, causes: [cause(manifest, 'spec', 'mtls', 'mode')] }] : [];
  }));

/** The mode of a workload's port: of the workload's own, else of its namespace, else of the mesh; else permissive. */
export function mtlsOf(index: ManifestIndex, { rootNamespace }: MeshSettings, actor: Actor, port: number): Mtls {
  const all = index.ofKind('PeerAuthentication', 'security.istio.io');
  const own = all.filter((one) => one.namespace === actor.namespace && hasSelector(one) && selects(selectorOf(at(one.spec, 'selector')), actor.labels));
  const ofPort = weakest(own.flatMap((manifest) => {
    const mode = modeOf(at(manifest.spec, 'portLevelMtls', String(port)));
    return mode ? [{ mode, causes: [cause(manifest, 'spec', 'portLevelMtls', String(port), 'mode')] }] : [];
  }));
  const wide = (namespace: string): Mtls | undefined => ofWhole(all.filter((one) => one.namespace === namespace && !hasSelector(one)));
  return ofPort ?? ofWhole(own) ?? wide(actor.namespace) ?? wide(rootNamespace) ?? { mode: 'PERMISSIVE', causes: [] };
}
