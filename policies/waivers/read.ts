/** Waivers as a document of their own kind, read by the same reader as manifests, so that duplicates and tabs are found in them too. */
import { at, isFields, list, load, text, type Fault, type Location, type Manifest, type Value } from '../manifests/index.ts';
import type { Rule } from '../rule.ts';
import { isDay } from './day.ts';
import { subjectOf, type Waiver } from './waiver.ts';

const apiVersion = 'policies.guichet.dev/v1';
const kind = 'Waivers';
const fields = ['rule', 'subject', 'reason', 'approver', 'ticket', 'expires'] as const;
const documentFields = ['apiVersion', 'kind', 'metadata', 'annotations', 'waivers'] as const;

/** Which rules may be waived by an annotation on the object: those named, and those of the groups named. */
export interface Bound {
  readonly words: readonly string[];
  readonly location: Location;
}

/** A waiver that cannot be read, or names a rule that does not exist, is a fault. Nothing is judged then: who knows what it meant. */
export interface Waivers {
  /** All that there are, whichever are asked. */
  readonly rules: readonly Rule[];
  readonly waivers: readonly Waiver[];
  /** All of them bind. Without any, every rule may be waived on the object. */
  readonly bounds: readonly Bound[];
  readonly faults: readonly Fault[];
}

const isOf = (rule: string, word: string): boolean => rule === word || rule.startsWith(`${word}/`);

/** What forbids that a rule is waived by an annotation, if anything does. */
export const boundOn = (rule: string, { bounds }: Pick<Waivers, 'bounds'>): Bound | undefined => bounds.find(({ words }) => !words.some((word) => isOf(rule, word)));

function read(value: Value, location: Location, rules: readonly Rule[]): Waiver | string {
  if (!isFields(value)) return `is no waiver: write ${fields.join(', ')}`;
  const missing = fields.filter((field) => (text(value[field]) ?? '').trim() === '');
  if (missing.length > 0) return `a waiver without ${missing.join(', ')}, which must be texts: all of ${fields.join(', ')} are needed`;
  const unknown = Object.keys(value).filter((field) => !fields.some((one) => one === field));
  if (unknown.length > 0) return `a waiver has no ${unknown.join(', ')}: it has ${fields.join(', ')}`;
  const [rule = '', subjectText = '', reason = '', approver = '', ticket = '', expires = ''] = fields.map((field) => text(value[field]));
  if (!rules.some(({ id }) => id === rule)) return `waives ${rule}, which is no rule: guichet-policies list names them`;
  const subject = subjectOf(subjectText);
  if (!subject) return `waives it for ${subjectText}: write Kind namespace/name, or Kind name for objects of the whole cluster`;
  if (!isDay(expires)) return `expires on ${expires}, which is no day: write it as 2027-01-31`;
  return { rule, subject, reason, approver, ticket, expires, location };
}

const faultAt = (location: Location, message: string): Fault => ({ code: 'waiver', ...location, message });

/** A misspelt field would leave every rule open to annotations. */
const unknownFields = (manifest: Manifest): Fault[] =>
  Object.keys(manifest.object).filter((field) => !documentFields.some((one) => one === field)).map((field) => faultAt(manifest.locate(field), `${field}: ${kind} have no such field: they have ${documentFields.join(', ')}`));

function readBound(manifest: Manifest, rules: readonly Rule[]): Pick<Waivers, 'bounds' | 'faults'> {
  const value = at(manifest.object, 'annotations');
  if (value === undefined) return { bounds: [], faults: [] };
  const location = manifest.locate('annotations');
  if (!Array.isArray(value)) return { bounds: [], faults: [faultAt(location, 'annotations: must be a list of rules or groups, which may be waived on the object; [] for none')] };
  const words = list(value).map((word) => text(word) ?? '');
  const faults = words.flatMap((word, i) => (rules.some(({ id }) => isOf(id, word)) ? [] : [faultAt(manifest.locate('annotations', i), `annotations: ${word === '' ? 'what is no text' : word} is no rule and no group: guichet-policies list names them`)]));
  return { bounds: [{ words, location }], faults };
}

function readDocument(manifest: Manifest, rules: readonly Rule[]): Omit<Waivers, 'rules'> {
  if (manifest.apiVersion !== apiVersion || manifest.kind !== kind) return { waivers: [], bounds: [], faults: [faultAt(manifest.locate('kind'), `holds ${manifest.apiVersion} ${manifest.kind}: waivers are ${apiVersion} ${kind}`)] };
  const bound = readBound(manifest, rules);
  const faults = [...unknownFields(manifest), ...bound.faults];
  const items = at(manifest.object, 'waivers');
  if (!Array.isArray(items)) return { waivers: [], bounds: bound.bounds, faults: [...faults, faultAt(manifest.locate('waivers'), 'waivers: must be a list')] };
  const results = list(items).map((value, i) => {
    const location = manifest.locate('waivers', i);
    const found = read(value, location, rules);
    return typeof found === 'string' ? faultAt(location, found) : found;
  });
  return { waivers: results.filter((one) => 'rule' in one), bounds: bound.bounds, faults: [...faults, ...results.filter((one) => 'code' in one)] };
}

/** The waivers of files; of none, what holds where nobody has said anything. `rules` are all that there are. */
export function readWaivers(paths: readonly string[], rules: readonly Rule[]): Waivers {
  const { manifests, faults } = load(paths);
  const documents = manifests.map((manifest) => readDocument(manifest, rules));
  return { rules, waivers: documents.flatMap(({ waivers }) => waivers), bounds: documents.flatMap(({ bounds }) => bounds), faults: [...faults, ...documents.flatMap((one) => one.faults)] };
}
