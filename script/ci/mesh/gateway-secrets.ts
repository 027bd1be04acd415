/** What a gateway's agent would be given as secrets: the mesh's own, the system's authorities, and those that operators make of emitted objects. */
import { hold } from '../check.ts';
import type { Authority, Credentials } from './certificates.ts';
import { identityOf, type PlannedGateway } from './gateway-plan.ts';
import type { Emitted } from './manifests.ts';

export interface Authorities {
  /** Signs the workloads of the mesh. */
  readonly mesh: Authority;
  /** Signs public doors, outside hosts, and our client certificates: in one what the system trusts, and the authorities of the banks. */
  readonly world: Authority;
  /** Whom nobody trusts. */
  readonly foreign: Authority;
}

/** The DNS name in the client certificates that outside hosts ask for. */
export const clientName = 'client.example';

interface Promising extends Emitted {
  readonly spec?: { readonly secretName?: string; readonly dnsNames?: readonly string[]; readonly target?: { readonly name?: string }; readonly data?: readonly { readonly secretKey: string }[] };
}

const inline = ({ cert, key }: Credentials) => ({ tlsCertificate: { certificateChain: { inlineString: cert }, privateKey: { inlineString: key } } });
const trusted = ({ root }: Authority) => ({ validationContext: { trustedCa: { inlineString: root } } });

/** The Secret's content as its promise is kept: cert-manager's Certificate, or what lies at the secret store. */
function kept(promise: Promising, part: 'certificate' | 'authority', { world }: Authorities): object | undefined {
  const { kind, spec } = promise;
  if (kind === 'Certificate') return part === 'certificate' ? inline(world.issueFor(...(spec?.dnsNames ?? []))) : undefined;
  const keys = new Set(spec?.data?.map(({ secretKey }) => secretKey));
  if (part === 'authority') return keys.has('ca.crt') ? trusted(world) : undefined;
  return keys.has('tls.crt') && keys.has('tls.key') ? inline(world.issueFor(clientName)) : undefined;
}

/** The secret that Istio's configuration names, with its content: the agent beside Envoy, or the control plane, would serve it (SDS). */
export function secretOf(name: string, gateway: PlannedGateway, objects: readonly Promising[], authorities: Authorities): object {
  const { mesh, world } = authorities;
  switch (name) {
    case 'default':
      return { name, ...inline(mesh.issue(identityOf(gateway))) };
    case 'ROOTCA':
      return { name, ...trusted(mesh) };
    case 'file-root:system':
      return { name, ...trusted(world) };
  }
  const [, secret = '', authority] = /^kubernetes:\/\/(.+?)(-cacert)?$/.exec(name) ?? [];
  const promise = objects.find(({ kind, metadata, spec }) => metadata.namespace === gateway.namespace && ((kind === 'Certificate' && spec?.secretName === secret) || (kind === 'ExternalSecret' && spec?.target?.name === secret)));
  const content = promise && kept(promise, authority ? 'authority' : 'certificate', authorities);
  hold(content !== undefined, `the gateway of ${gateway.namespace} needs ${name}, and no Certificate or ExternalSecret there brings it`);
  return { name, ...content };
}
