/** From what was read to a report. */
import { judge, locationOf, type Judging } from './judge.ts';
import { ManifestIndex, type Fault, type Location, type Manifest } from './manifests/index.ts';
import type { Report } from './report.ts';
import { applyWaivers, covers } from './waivers/apply.ts';
import type { Waiver } from './waivers/waiver.ts';

export interface Assessing extends Judging {
  /** The objects of each cluster: rules over many objects see one cluster at a time. */
  readonly clusters: readonly (readonly Manifest[])[];
  readonly faults: readonly Fault[];
  readonly waivers: readonly Waiver[];
  readonly now: Date;
  /** Whether the objects are a part of those that the waivers are about. @default - they are all */
  readonly partial?: boolean;
}

const before = (a: Location, b: Location): number => (a.file === b.file ? a.line - b.line || a.column - b.column : a.file < b.file ? -1 : 1);

export function assess({ clusters, faults, waivers, now, rules, params, partial }: Assessing): Report {
  const judged = clusters.flatMap((manifests) => judge(new ManifestIndex(manifests), { rules, ...(params && { params }) }));
  const asked = new Set(rules.map(({ id }) => id));
  const at = now.toISOString();
  const { findings, waived, stale } = applyWaivers(judged, waivers.filter(({ rule }) => asked.has(rule)), at.slice(0, 10), (waiver) => !partial || clusters.some((manifests) => manifests.some((manifest) => covers(waiver, manifest))));
  // Asked once for each finding: a place is read from the text a second time.
  const placed = findings.map((finding) => ({ finding, location: locationOf(finding) })).sort((a, b) => before(a.location, b.location)).map(({ finding }) => finding);
  return { rules, objects: clusters.reduce((total, manifests) => total + manifests.length, 0), clusters: clusters.length, findings: placed, waived, stale, faults, at };
}
