/** From what was read to a report. */
import { judge, locationOf, type Judging } from './judge.ts';
import { ManifestIndex, type Fault, type Location, type Manifest } from './manifests/index.ts';
import type { Report } from './report.ts';
import { rulesWith, unset, type Settings } from './settings/settings.ts';
import { applyWaivers, covers } from './waivers/apply.ts';
import { readAnnotations } from './waivers/read-annotations.ts';
import type { Waivers } from './waivers/read.ts';
import type { Waiver } from './waivers/waiver.ts';

export interface Assessing extends Pick<Judging, 'rules'> {
  /** The objects of each cluster: rules over many objects see one cluster at a time. */
  readonly clusters: readonly (readonly Manifest[])[];
  /** Of each cluster, what is set of the rules. @default - nothing */
  readonly settings?: readonly Settings[];
  /** What that was set by. @default - nothing */
  readonly setBy?: readonly string[];
  /** Of reading the objects; those of the waivers are told too. */
  readonly faults: readonly Fault[];
  /** What files say; objects may carry more. */
  readonly waivers: Waivers;
  readonly now: Date;
  /** Whether the objects are a part of those that the waivers are about. @default - they are all */
  readonly partial?: boolean;
}

const before = (a: Location, b: Location): number => (a.file === b.file ? a.line - b.line || a.column - b.column : a.file < b.file ? -1 : 1);

export function assess({ clusters, settings = [], setBy = [], faults, waivers, now, rules, partial }: Assessing): Report {
  const judged = clusters.flatMap((manifests, i) => judge(new ManifestIndex(manifests), { rules: rulesWith(rules, settings[i] ?? unset) }));
  const asked = new Set(rules.map(({ id }) => id));
  const at = now.toISOString();
  const objects = clusters.flat();
  const annotations = readAnnotations(objects, waivers);
  const isAsked = ({ rule }: Waiver): boolean => asked.has(rule);
  const present = (waiver: Waiver): boolean => !partial || waiver.on !== undefined || objects.some((manifest) => covers(waiver, manifest));
  const { findings, waived, stale } = applyWaivers(judged, [...waivers.waivers, ...annotations.waivers].filter(isAsked), at.slice(0, 10), present);
  // Asked once for each finding: a place is read from the text a second time.
  const placed = findings.map((finding) => ({ finding, location: locationOf(finding) })).sort((a, b) => before(a.location, b.location)).map(({ finding }) => finding);
  return {
    // Several clusters may differ in what is set; what is told of all of them is the rule's own.
    rules: clusters.length === 1 ? rulesWith(rules, settings[0] ?? unset) : rules,
    setBy,
    objects: objects.length,
    clusters: clusters.length,
    findings: placed,
    waived,
    stale: [...stale, ...annotations.void.filter(({ waiver }) => isAsked(waiver))],
    faults: [...waivers.faults, ...faults, ...annotations.faults],
    at,
  };
}
