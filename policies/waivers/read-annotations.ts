/** The waivers that objects carry, what is wrong with how they are written, and those that may not be there. */
import { matches } from '../cel/patterns.ts';
import { groupKindOf } from '../judge.ts';
import { at, isFields, pathText, text, type Fault, type Location, type Manifest, type Path, type Value } from '../manifests/index.ts';
import { isObjectRule, type Rule } from '../rule.ts';
import { shapeOfKind } from '../shapes.ts';
import { annotationOf, lines, mostCharacters, placesOf, prefix, ruleOf } from './annotation.ts';
import type { Stale } from './apply.ts';
import { boundOn, type Waivers } from './read.ts';
import { subjectText, type Waiver } from './waiver.ts';

export interface Annotations {
  readonly waivers: readonly Waiver[];
  /** Well written, and without effect. */
  readonly void: readonly Stale[];
  readonly faults: readonly Fault[];
}

type Field = keyof typeof lines;

const isField = (name: string): name is Field => Object.hasOwn(lines, name);
const fields = Object.keys(lines).filter(isField);

const form = `an annotation waives a rule with a line for each of ${fields.join(', ')}, as in "reason: reads the node's own counters"`;

/** What stands in the line of a field. */
const valueOf = (value: string, field: Field): string => value.split('\n').find((line) => line.startsWith(`${field}: `))?.slice(field.length + 2).trim() ?? '';

/** Everything that is wrong with a value, by the patterns that admission asks it for. */
function wrongWith(entry: string, value: string): string[] {
  const names = value.split('\n').filter((line) => line !== '').map((line) => /^[^:]*/.exec(line)?.[0] ?? '');
  const missing = fields.filter((field) => field !== 'expires' && !matches(entry, lines[field]));
  const expires = valueOf(value, 'expires');
  return [
    ...(missing.length > 0 || expires === '' ? [`has no ${[...missing, ...(expires === '' ? ['expires'] : [])].join(', ')}`] : []),
    ...(expires !== '' && !matches(entry, lines.expires) ? [`expires on ${expires}, which is no day: write it as 2027-01-31, and nothing after it`] : []),
    ...[...new Set(names)].filter((name) => !isField(name)).map((name) => `has no field ${JSON.stringify(name.slice(0, 40))}`),
    ...fields.filter((field) => names.indexOf(field) !== names.lastIndexOf(field)).map((field) => `says ${field} twice`),
    ...([...entry].length > mostCharacters ? [`is longer than ${mostCharacters} characters`] : []),
  ];
}

interface Found {
  readonly manifest: Manifest;
  readonly place: Path;
  readonly key: string;
  readonly value: Value;
}

const placesByKind = new Map([...shapeOfKind].map(([kind, shape]) => [kind, placesOf(shape)]));
const ownPlaces = placesOf(undefined);

/** Most objects carry none, and then nothing is made. */
function findIn(manifest: Manifest, found: Found[]): void {
  for (const place of placesByKind.get(groupKindOf(manifest)) ?? ownPlaces) {
    const annotations = at(manifest.object, ...place);
    if (!isFields(annotations)) continue;
    for (const [key, value] of Object.entries(annotations)) if (key.startsWith(prefix)) found.push({ manifest, place, key, value });
  }
}

function annotationsOf(manifests: readonly Manifest[]): readonly Found[] {
  const found: Found[] = [];
  for (const manifest of manifests) findIn(manifest, found);
  return found;
}

const faultsOf = (location: Location, key: string, messages: readonly string[]): Fault[] => messages.map((message) => ({ code: 'waiver', ...location, message: `${key}: ${message}` }));

/** Why a waiver has no effect where it stands. */
function misplaced(rule: Rule, { manifest, place }: Found, waivers: Waivers): string | undefined {
  const bound = boundOn(rule.id, waivers);
  if (bound) return `does not count: ${bound.location.file}:${bound.location.line} lets nobody waive that on the object: have it approved there`;
  const template = place.length > 2 && !(isObjectRule(rule) && rule.match === 'pods');
  return template ? `does not count in ${pathText(place)}, since the rule is about the ${manifest.kind}: write it in its metadata` : undefined;
}

function readOne(found: Found, waivers: Waivers): Annotations {
  const { manifest, place, key, value } = found;
  const location = manifest.locate(...place, key);
  const rule = waivers.rules.find(({ id }) => annotationOf(id) === key);
  const written = text(value);
  const wrong = [
    ...(rule ? [] : [`waives ${ruleOf(key)}, which is no rule: guichet-policies list names them`]),
    ...(written === undefined ? [`must be a text: ${form}`] : wrongWith(`${key.slice(prefix.length)}\n${written}`, written).map((message) => `${message}: ${form}`)),
  ];
  if (!rule || written === undefined || wrong.length > 0) return { waivers: [], void: [], faults: faultsOf(location, key, wrong) };
  const [reason = '', approver = '', ticket = '', expires = ''] = fields.map((field) => valueOf(written, field));
  const { kind, namespace, name } = manifest;
  const waiver: Waiver = { rule: rule.id, subject: { kind, namespace, name }, reason, approver, ticket, expires, location, on: manifest };
  const why = misplaced(rule, found, waivers);
  return why === undefined ? { waivers: [waiver], void: [], faults: [] } : { waivers: [], void: [{ waiver, location, message: `the waiver of ${rule.id} for ${subjectText(waiver.subject)} (${ticket}) ${why}` }], faults: [] };
}

export function readAnnotations(manifests: readonly Manifest[], waivers: Waivers): Annotations {
  const all = annotationsOf(manifests).map((found) => readOne(found, waivers));
  return { waivers: all.flatMap((one) => one.waivers), void: all.flatMap((one) => one.void), faults: all.flatMap(({ faults }) => faults) };
}
