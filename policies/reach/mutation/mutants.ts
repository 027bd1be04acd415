/** The mutants of a tree: every change of every object that is part of a wall, and each of those objects left out. */
import { at, ManifestIndex, pathText, texts, type Fields, type Manifest, type Path } from '../../manifests/index.ts';
import type { Wall } from '../difference.ts';
import { isGateway } from '../mesh/identity.ts';
import type { World } from '../world.ts';
import { changesOf, type Change } from './changes.ts';

export interface Mutant {
  /** `drop spec.ingress[0].from of NetworkPolicy a/b`. */
  readonly name: string;
  readonly manifest: Manifest;
  readonly what: Change['what'] | 'leave out';
  /** Absent where the object is left out. */
  readonly path?: Path;
  /** The object as it became. */
  readonly object?: Fields;
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
  { kind: 'ServiceEntry', group: 'networking.istio.io', walls: ['outside'], fields: /^spec\.(exportTo|hosts|location|ports(\[\d+\])?(\.number)?$)/ },
  { kind: 'Route', group: 'route.openshift.io', walls: ['doors'], fields: /^spec\.(host|to$|to\.name|tls)/ },
  { kind: 'VirtualService', group: 'networking.istio.io', walls: ['doors', 'outside'], fields: /^spec\.(hosts$|gateways$|http$|http\[\d+\]$|http\[\d+\]\.(match\[\d+\]\.(uri|method)|route)$)/ },
  { kind: 'DestinationRule', group: 'networking.istio.io', walls: ['outside'], fields: /\.tls(\.(mode|sni|subjectAltNames)(\[\d+\])?)?$/ },
  { kind: 'Service', group: '', walls: ['calls', 'doors', 'outside'], fields: /^spec\.(selector$|type$|ports$|ports\[\d+\]$|ports\[\d+\]\.(port|targetPort)$)/ },
];

/**
 * Whether an object is part of a wall. What a caller's own proxy does is none: whoever goes round it is not held by it. So the routes and
 * connections that count are those of gateways, which nobody else's program can go round.
 */
function isWall({ kind, namespace, spec }: Manifest, gateways: ReadonlySet<string>): boolean {
  if (kind === 'DestinationRule') return gateways.has(namespace ?? '');
  return kind !== 'VirtualService' || texts(at(spec, 'gateways')).some((one) => one !== 'mesh');
}

function* ofManifest(manifest: Manifest, { walls, fields }: Kind, all: readonly Manifest[]): Generator<Mutant> {
  yield { what: 'leave out', name: `leave out ${manifest.title}`, manifest, walls, index: () => new ManifestIndex(all.filter((one) => one !== manifest)) };
  for (const { what, path, object } of changesOf(manifest.object, (path) => fields.test(pathText(path)))) {
    yield { what, object, name: `${what} ${pathText(path)} of ${manifest.title}`, manifest, path, walls, index: () => new ManifestIndex(all.map((one) => (one === manifest ? manifest.changed(object) : one))) };
  }
}

export function mutantsOf({ index, ours }: World): Mutant[] {
  const gateways = new Set(ours.filter((actor) => actor.pod && isGateway(actor)).map(({ namespace }) => namespace));
  return kinds.flatMap((kind) => index.ofKind(kind.kind, kind.group).filter((manifest) => isWall(manifest, gateways)).flatMap((manifest) => [...ofManifest(manifest, kind, index.manifests)]));
}
