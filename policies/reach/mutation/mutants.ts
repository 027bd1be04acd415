/** The mutants of a tree: every change of every object that is part of a wall, and each of those objects left out. */
import { ManifestIndex, pathText, type Manifest, type Path } from '../../manifests/index.ts';
import type { Wall } from '../difference.ts';
import { changesOf } from './changes.ts';

export interface Mutant {
  /** `drop spec.ingress[0].from of NetworkPolicy a/b`. */
  readonly name: string;
  readonly manifest: Manifest;
  /** Absent where the object is left out. */
  readonly path?: Path;
  readonly index: () => ManifestIndex;
  /** The walls that the object is part of. */
  readonly walls: readonly Wall[];
}

interface Kind {
  readonly kind: string;
  readonly group: string;
  readonly walls: readonly Wall[];
  /** The fields that are about who reaches whom; others are about how. */
  readonly fields: RegExp;
}

const kinds: readonly Kind[] = [
  { kind: 'NetworkPolicy', group: 'networking.k8s.io', walls: ['ingress', 'egress'], fields: /./ },
  { kind: 'AuthorizationPolicy', group: 'security.istio.io', walls: ['mesh', 'doors', 'outside'], fields: /./ },
  { kind: 'PeerAuthentication', group: 'security.istio.io', walls: ['mesh'], fields: /./ },
  { kind: 'RequestAuthentication', group: 'security.istio.io', walls: ['mesh'], fields: /^spec\.(selector|jwtRules(\[\d+\])?(\.(issuer|audiences|jwksUri).*)?$)/ },
  { kind: 'EgressFirewall', group: 'k8s.ovn.org', walls: ['exits'], fields: /./ },
  { kind: 'Gateway', group: 'networking.istio.io', walls: ['doors', 'outside'], fields: /^spec\.(selector|servers(\[\d+\])?(\.(hosts|port\.number|tls$|tls\.mode).*)?$)/ },
  { kind: 'VirtualService', group: 'networking.istio.io', walls: ['calls', 'doors', 'outside'], fields: /^spec\.(exportTo|gateways|hosts|http(\[\d+\])?(\.(match|route).*)?$)/ },
  { kind: 'DestinationRule', group: 'networking.istio.io', walls: ['calls', 'doors', 'outside'], fields: /^spec\.(host|subsets(\[\d+\])?(\.(name|labels).*)?$|.*\.tls(\.(mode|sni|subjectAltNames).*)?$)/ },
  { kind: 'ServiceEntry', group: 'networking.istio.io', walls: ['outside'], fields: /^spec\.(exportTo|hosts|location|ports(\[\d+\])?(\.number)?$)/ },
  { kind: 'Route', group: 'route.openshift.io', walls: ['doors'], fields: /./ },
  { kind: 'Service', group: '', walls: ['calls', 'doors', 'outside'], fields: /^spec\.(selector|ports)/ },
];

function* ofManifest(manifest: Manifest, { walls, fields }: Kind, all: readonly Manifest[]): Generator<Mutant> {
  yield { name: `leave out ${manifest.title}`, manifest, walls, index: () => new ManifestIndex(all.filter((one) => one !== manifest)) };
  for (const { what, path, object } of changesOf(manifest.object, (path) => fields.test(pathText(path)))) {
    yield { name: `${what} ${pathText(path)} of ${manifest.title}`, manifest, path, walls, index: () => new ManifestIndex(all.map((one) => (one === manifest ? manifest.changed(object) : one))) };
  }
}

export const mutantsOf = (index: ManifestIndex): Mutant[] => kinds.flatMap((kind) => index.ofKind(kind.kind, kind.group).flatMap((manifest) => [...ofManifest(manifest, kind, index.manifests)]));
