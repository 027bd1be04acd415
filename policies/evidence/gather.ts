/** The evidence for a standard: what each row's checks say of the manifests, and on which objects. */
import type { Finding } from '../judge.ts';
import { groupKindOf } from '../judge.ts';
import type { Location, Manifest, ManifestIndex } from '../manifests/index.ts';
import { differencesOf } from '../reach/compare.ts';
import { walls, type Difference, type Wall } from '../reach/difference.ts';
import { worldOf } from '../reach/world.ts';
import type { Report } from '../report.ts';
import { isObjectRule, type Rule } from '../rule.ts';
import { shapeOfKind } from '../shapes.ts';
import type { Waived } from '../waivers/apply.ts';
import { isChecked, type Row, type Standard } from './row.ts';

export interface EvidenceObject {
  readonly title: string;
  readonly location: Location;
}

export interface Evidence {
  readonly row: Row;
  /** `holds` and `failed` are of rows that checks speak to. `not judged`: a check could not be asked, which is never counted as holding. */
  readonly state: 'holds' | 'failed' | 'not judged' | 'not checked';
  readonly rules: readonly Rule[];
  /** Those of the rules that found nothing here to look at: that they hold says nothing. */
  readonly idle: readonly Rule[];
  readonly walls: readonly Wall[];
  readonly objects: readonly EvidenceObject[];
  readonly findings: readonly Finding[];
  readonly waived: readonly Waived[];
  readonly differences: readonly Difference[];
}

/** The kinds of objects that a wall is made of. */
const kindsOf: Readonly<Record<Wall, readonly string[]>> = {
  ingress: ['networking.k8s.io/NetworkPolicy', 'policy.networking.k8s.io/AdminNetworkPolicy', 'policy.networking.k8s.io/BaselineAdminNetworkPolicy'],
  egress: ['networking.k8s.io/NetworkPolicy', 'policy.networking.k8s.io/AdminNetworkPolicy', 'policy.networking.k8s.io/BaselineAdminNetworkPolicy'],
  exits: ['k8s.ovn.org/EgressFirewall'],
  mesh: ['security.istio.io/AuthorizationPolicy', 'security.istio.io/PeerAuthentication', 'security.istio.io/RequestAuthentication'],
  calls: ['networking.istio.io/VirtualService', 'networking.istio.io/DestinationRule'],
  doors: ['route.openshift.io/Route', 'networking.istio.io/Gateway', 'networking.istio.io/VirtualService', 'security.istio.io/AuthorizationPolicy'],
  outside: ['networking.istio.io/ServiceEntry', 'networking.istio.io/Gateway', 'networking.istio.io/DestinationRule', 'security.istio.io/AuthorizationPolicy'],
};

const isAbout = (rule: Rule, manifest: Manifest): boolean => isObjectRule(rule) && (rule.match === 'pods' ? shapeOfKind.has(groupKindOf(manifest)) : rule.match.includes(groupKindOf(manifest)));

export const wallsOf = (row: Row): readonly Wall[] => (isChecked(row) ? (row.walls ?? []) : []);

export const rulesOf = (standard: Standard, row: Row, rules: readonly Rule[]): Rule[] => (isChecked(row) ? rules.filter(({ controls }) => controls.some((one) => one === `${standard.name}/${row.id}`)) : []);

/** The differences of every wall that some row names; absent where the manifests bring no declared graph to compare with. */
export function wallDifferences(index: ManifestIndex, wanted: readonly Wall[]): readonly Difference[] | undefined {
  const world = worldOf(index);
  return world.graph && differencesOf(world, world.graph, walls.filter((wall) => wanted.includes(wall)));
}

export interface Gathering {
  readonly standard: Standard;
  readonly index: ManifestIndex;
  /** Of the rules over the same manifests, waivers applied. */
  readonly report: Report;
}

export function gather({ standard, index, report }: Gathering): Evidence[] {
  const differences = wallDifferences(index, standard.rows.flatMap(wallsOf));
  return standard.rows.map((row): Evidence => {
    const [rules, own] = [rulesOf(standard, row, report.rules), wallsOf(row)];
    const ids = new Set(rules.map(({ id }) => id));
    const findings = report.findings.filter(({ rule }) => ids.has(rule.id));
    const waived = report.waived.filter(({ finding }) => ids.has(finding.rule.id));
    const differing = (differences ?? []).filter(({ wall }) => own.includes(wall));
    const kinds = new Set(own.flatMap((wall) => kindsOf[wall]));
    const objects = index.manifests.filter((manifest) => kinds.has(groupKindOf(manifest)) || rules.some((rule) => isAbout(rule, manifest))).map((manifest) => ({ title: manifest.title, location: manifest.locate('kind') }));
    const idle = rules.filter((rule) => isObjectRule(rule) && !index.manifests.some((manifest) => isAbout(rule, manifest)));
    const unjudged = report.faults.length > 0 || findings.some((finding) => finding.unjudged) || (own.length > 0 && differences === undefined);
    // A rule over many objects does not say which it looks at.
    const looked = objects.length > 0 || (index.manifests.length > 0 && rules.some((rule) => !isObjectRule(rule)));
    const state = !isChecked(row) ? 'not checked' : findings.some((finding) => !finding.unjudged) || differing.length > 0 ? 'failed' : unjudged || !looked ? 'not judged' : 'holds';
    return { row, state, rules, idle, walls: own, objects, findings, waived, differences: differing };
  });
}
