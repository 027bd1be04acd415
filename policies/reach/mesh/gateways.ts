/** Gateway (networking.istio.io): on which ports and for which hosts a gateway's pods listen, and whom they take. */
import { at, labelSelector, list, selects, text, texts, whole, type Manifest, type ManifestIndex } from '../../manifests/index.ts';
import type { Actor } from '../actor.ts';
import { cause, type Cause } from '../cause.ts';

export interface Listener {
  /** `<namespace>/<name>` of its Gateway. */
  readonly gateway: string;
  readonly port: number;
  readonly protocol: string;
  /** Of TLS; absent where there is none. */
  readonly mode?: string;
  /** Each with the namespace whose routes may be bound to it, `*` being all. */
  readonly hosts: readonly { readonly namespace: string; readonly host: string }[];
  readonly cause: Cause;
}

const hostOf = (text: string, own: string): { readonly namespace: string; readonly host: string } => {
  const [first = '', second] = text.split('/');
  return second === undefined ? { namespace: '*', host: first } : { namespace: first === '.' ? own : first, host: second };
};

/** A Gateway's selector matches pods of every namespace, unless the control plane is told to keep to its own. */
function isScoped(index: ManifestIndex): boolean {
  const [istio] = index.ofKind('Istio', 'sailoperator.io');
  return text(at(istio?.spec, 'values', 'pilot', 'env', 'PILOT_SCOPE_GATEWAY_TO_NAMESPACE')) === 'true';
}

const gatewaysOf = (index: ManifestIndex, actor: Actor): Manifest[] => {
  const scoped = isScoped(index);
  return index.ofKind('Gateway', 'networking.istio.io').filter((one) => (!scoped || one.namespace === actor.namespace) && selects(labelSelector(at(one.spec, 'selector')), actor.labels));
};

export const listenersOf = (index: ManifestIndex, actor: Actor): Listener[] =>
  gatewaysOf(index, actor).flatMap((manifest) =>
    list(at(manifest.spec, 'servers')).map((server, i) => {
      const mode = text(at(server, 'tls', 'mode'));
      return {
        gateway: `${manifest.namespace ?? ''}/${manifest.name}`,
        port: whole(at(server, 'port', 'number')) ?? 0,
        protocol: text(at(server, 'port', 'protocol')) ?? '',
        ...(at(server, 'tls') !== undefined && { mode: mode ?? 'PASSTHROUGH' }),
        hosts: texts(at(server, 'hosts')).map((host) => hostOf(host, manifest.namespace ?? '')),
        cause: cause(manifest, 'spec', 'servers', i),
      };
    }),
  );

export const takesHost = ({ hosts }: Listener, host: string): boolean => hosts.some((one) => one.host === '*' || one.host === host || (one.host.startsWith('*.') && host.endsWith(one.host.slice(1))));

/** Whether a route of a namespace may be bound to a listener's host. */
export const takesRoutesOf = ({ hosts }: Listener, host: string, namespace: string): boolean => hosts.some((one) => (one.host === host || one.host === '*') && (one.namespace === '*' || one.namespace === namespace));

/** Whether those who come show a certificate of the mesh. */
export const isMutual = ({ mode }: Listener): boolean => mode === 'ISTIO_MUTUAL';
