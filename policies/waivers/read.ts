/** Waivers as a document of their own kind, read by the same reader as manifests, so that duplicates and tabs are found in them too. */
import { at, isFields, list, load, text, type Fault, type Location, type Manifest, type Value } from '../manifests/index.ts';
import { subjectOf, type Waiver } from './waiver.ts';

const apiVersion = 'policies.guichet.dev/v1';
const kind = 'Waivers';
const fields = ['rule', 'subject', 'reason', 'approver', 'ticket', 'expires'] as const;

/** A waiver that cannot be read, or names a rule that does not exist. Nothing is judged then: who knows what it meant. */
export interface Waivers {
  readonly waivers: readonly Waiver[];
  readonly faults: readonly Fault[];
}

const isDay = (day: string): boolean => /^\d{4}-\d\d-\d\d$/.test(day) && !Number.isNaN(Date.parse(day)) && new Date(day).toISOString().startsWith(day);

function read(value: Value, location: Location, known: ReadonlySet<string>): Waiver | string {
  if (!isFields(value)) return `is no waiver: write ${fields.join(', ')}`;
  const missing = fields.filter((field) => (text(value[field]) ?? '').trim() === '');
  if (missing.length > 0) return `a waiver without ${missing.join(', ')}, which must be texts: all of ${fields.join(', ')} are needed`;
  const unknown = Object.keys(value).filter((field) => !fields.some((one) => one === field));
  if (unknown.length > 0) return `a waiver has no ${unknown.join(', ')}: it has ${fields.join(', ')}`;
  const [rule = '', subjectText = '', reason = '', approver = '', ticket = '', expires = ''] = fields.map((field) => text(value[field]));
  if (!known.has(rule)) return `waives ${rule}, which is no rule: guichet-policies list names them`;
  const subject = subjectOf(subjectText);
  if (!subject) return `waives it for ${subjectText}: write Kind namespace/name, or Kind name for objects of the whole cluster`;
  if (!isDay(expires)) return `expires on ${expires}, which is no day: write it as 2027-01-31`;
  return { rule, subject, reason, approver, ticket, expires, location };
}

function readDocument(manifest: Manifest, known: ReadonlySet<string>): Waivers {
  const faultAt = (location: Location, message: string): Fault => ({ code: 'not-kubernetes', ...location, message });
  if (manifest.apiVersion !== apiVersion || manifest.kind !== kind) return { waivers: [], faults: [faultAt(manifest.locate('kind'), `holds ${manifest.apiVersion} ${manifest.kind}: waivers are ${apiVersion} ${kind}`)] };
  const items = at(manifest.object, 'waivers');
  if (!Array.isArray(items)) return { waivers: [], faults: [faultAt(manifest.locate('waivers'), 'waivers: must be a list')] };
  const results = list(items).map((value, i) => {
    const location = manifest.locate('waivers', i);
    const found = read(value, location, known);
    return typeof found === 'string' ? faultAt(location, found) : found;
  });
  return { waivers: results.filter((one) => 'rule' in one), faults: results.filter((one) => 'code' in one) };
}

/** The waivers of files. `known` are the ids of all rules. */
export function readWaivers(paths: readonly string[], known: ReadonlySet<string>): Waivers {
  const { manifests, faults } = load(paths);
  const documents = manifests.map((manifest) => readDocument(manifest, known));
  return { waivers: documents.flatMap(({ waivers }) => waivers), faults: [...faults, ...documents.flatMap((one) => one.faults)] };
}
