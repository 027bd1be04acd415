/** What breaks a rule in its own cases, put into a real object at the same place: for faults that no careless hand makes of a sound object. */
import { casesOf } from '../cases.ts';
import { groupKindOf, judge } from '../judge.ts';
import { at, ManifestIndex, parseManifests, pathText, Source, type Manifest, type Path, type Value } from '../manifests/index.ts';
import type { Rule } from '../rule.ts';
import { shapeOfKind } from '../shapes.ts';
import type { Change } from './changes.ts';
import { fieldsOf, put } from './put.ts';

/** A value at fault. Of pods the path leads from the pod's template, whatever makes it. */
export interface Graft {
  readonly kind: string;
  readonly ofPod: boolean;
  readonly path: Path;
  readonly value: Value;
}

const templatePath = (manifest: Manifest): Path | undefined => shapeOfKind.get(groupKindOf(manifest))?.path;

function graftOf(manifest: Manifest, path: Path): Graft | undefined {
  const value = at(manifest.object, ...path);
  if (value === undefined || path.length === 0) return undefined;
  const template = templatePath(manifest);
  const ofPod = template !== undefined && template.every((key, i) => path[i] === key) && path.length > template.length;
  return { kind: groupKindOf(manifest), ofPod, path: ofPod ? path.slice(template.length) : path, value };
}

/** The value at fault, and then the wholes that it stands in, from the smallest to the whole specification. */
const graftsAt = (manifest: Manifest, path: Path): Graft[] => path.map((_, i) => path.slice(0, path.length - i)).flatMap((whole) => graftOf(manifest, whole) ?? []);

const keyOf = ({ kind, ofPod, path, value }: Graft): string => JSON.stringify([ofPod || kind, path, value], (_, one: unknown) => (typeof one === 'bigint' ? String(one) : one));

const known = new Map<Rule, readonly Graft[]>();

/** The values at fault in the cases of a rule, each once, the smallest first. */
export function graftsOf(rule: Rule): readonly Graft[] {
  const grafts = known.get(rule) ?? made(rule);
  known.set(rule, grafts);
  return grafts;
}

function made(rule: Rule): Graft[] {
  const grafts = casesOf(rule).filter(({ breaks }) => breaks).flatMap(({ text }) => {
    const index = new ManifestIndex(parseManifests(new Source('case.yaml', text)).manifests);
    return judge(index, { rules: [rule] }).flatMap(({ manifest, paths }) => paths.flatMap((path) => graftsAt(manifest, path)));
  });
  return [...new Map(grafts.map((graft) => [keyOf(graft), graft])).values()].sort((a, b) => b.path.length - a.path.length);
}

/** Where in a real object it goes: in place of what stands there, and, in a list, beside what stands there. */
function placesOf({ path }: Graft, base: Path, manifest: Manifest): Path[] {
  const place = [...base, ...path];
  const last = path.findLastIndex((key) => typeof key === 'number');
  if (last < 0) return [place];
  const items = at(manifest.object, ...base, ...path.slice(0, last));
  const beside = [...base, ...path.slice(0, last), Array.isArray(items) ? items.length : 0, ...path.slice(last + 1)];
  return [place, beside];
}

export function* transplantsInto(manifest: Manifest, grafts: readonly Graft[]): Generator<Change> {
  for (const graft of grafts) {
    const base = graft.ofPod ? templatePath(manifest) : graft.kind === groupKindOf(manifest) ? [] : undefined;
    if (!base) continue;
    for (const path of placesOf(graft, base, manifest)) yield { what: `take over ${pathText(path)} of a case`, object: fieldsOf(put(manifest.object, path, graft.value)) };
  }
}
