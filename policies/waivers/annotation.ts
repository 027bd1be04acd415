/**
 * Waivers on the object itself: an annotation for each rule, of four lines. What counts is said in CEL, once: `check` evaluates the text that the API
 * server does. CEL reads no YAML or JSON, so the value is as plain as a pattern can be.
 */
import { celAt } from '../field.ts';
import type { Path } from '../manifests/index.ts';
import { isObjectRule, type Rule } from '../rule.ts';
import type { Shape } from '../shapes.ts';
import { quoted } from '../texts.ts';
import { day } from './day.ts';
import { isMade } from './waiver.ts';

export const prefix = 'waiver.guichet.dev/';

/** The name of an annotation holds no slash. */
export const annotationOf = (rule: string): string => `${prefix}${rule.replace('/', '.')}`;

export const ruleOf = (annotation: string): string => annotation.slice(prefix.length).replace('.', '/');

/** A value that says more is no reason but a document; it also bounds what an API server is made to read. In characters, the name of the rule among them. */
export const mostCharacters = 1000;

/** What a line holds must begin somewhere: blanks and a pair of quotes say nothing. */
const said = `[^\\n]*[^ \\t\\r\\n"']`;

/** By field, what is in its line. In front of each line is the end of another, since the name of the rule is the first. */
export const lines = { reason: `\\nreason: ${said}`, approver: `\\napprover: ${said}`, ticket: `\\nticket: ${said}`, expires: `\\nexpires: ${day}(\\n|$)` } as const;

/** The name of the rule and four lines: with one for each field, no field stands twice and nothing else is there. */
const fiveLines = '^([^\\n]+\\n+){4}[^\\n]+\\n*$';

/** Where annotations count: on the object, and for rules about pods also where their template has them, from where Kubernetes copies them to what is made. */
export const placesOf = (shape: Shape | undefined): readonly Path[] => [[], ...(shape && shape.path.length > 0 ? [shape.path] : [])].map((path) => [...path, 'metadata', 'annotations']);

/** Of every waiver at a place, the name of its rule and its lines. */
function entriesAt(path: Path): string {
  const annotations = celAt('dyn(object)', path, '{}');
  return `${annotations}.filter(key, key.startsWith(${quoted(prefix)})).map(key, key.substring(${prefix.length}) + '\\n' + ${annotations}[key])`;
}

/**
 * What the texts of {@link isWaivedText} speak of, by its name after `variables.`, each in terms of those before it. CEL has no clock; but the API
 * server writes its own into every object that it stores: when it was made, and who last changed it when. What controllers make is not asked for
 * it: else a workload that was allowed would stop on the day after, at the next restart of a pod, instead of at the next change.
 */
export const waiverVariables = (shape: Shape | undefined): Readonly<Record<string, string>> => ({
  clock: `${isMade} ? '' : ([${celAt('dyn(object)', ['metadata', 'creationTimestamp'], "''")}] + ${celAt('dyn(object)', ['metadata', 'managedFields'], '[]')}.map(entry, entry.?time.orValue(''))).map(time, time == null ? '' : string(time)).max()`,
  waived: `(${placesOf(shape).map(entriesAt).join(' + ')}).filter(text, ${[
    `size(text) <= ${mostCharacters}`,
    ...[fiveLines, ...Object.values(lines)].map((pattern) => `text.matches(${quoted(pattern)})`),
    `variables.clock <= text.find('\\nexpires: [^\\n]*').replace('\\nexpires: ', '') + 'T23:59:59Z'`,
  ].join(' && ')}).map(text, text.find('^[^\\n]+'))`,
});

export const isWaivedText = (rule: string): string => `${quoted(annotationOf(rule).slice(prefix.length))} in variables.waived`;

/** The shape that matters to a rule: rules that are not about pods ask nothing of a template. */
export const shapeFor = (rule: Rule, shape: Shape | undefined): Shape | undefined => (isObjectRule(rule) && rule.match === 'pods' ? shape : undefined);
