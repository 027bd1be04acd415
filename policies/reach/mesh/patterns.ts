/** What an AuthorizationPolicy's rules ask for, read once, since requests are asked about by the thousand. */
import { at, isFields, list, text, texts, type Value } from '../../manifests/index.ts';

/** What a request shows: more than one value where a claim is a list. */
export type Shown = readonly (string | undefined)[];

export type Match = (pattern: string, value: string | undefined) => boolean;

interface Patterns {
  readonly wanted: readonly string[];
  readonly unwanted: readonly string[];
}

export type Fielded = ReadonlyMap<string, Patterns>;

const nothing: Fielded = new Map();
const patternsOf = new WeakMap<object, Fielded>();

/** The patterns of a source, an operation or a condition by field. */
export function patterns(value: Value): Fielded {
  if (!isFields(value)) return nothing;
  const known = patternsOf.get(value);
  if (known) return known;
  const fields = new Set(Object.keys(value).map((key) => (/^not[A-Z]/.test(key) ? `${key.charAt(3).toLowerCase()}${key.slice(4)}` : key)));
  const made: Fielded = new Map([...fields].map((field) => [field, { wanted: texts(at(value, field)), unwanted: texts(at(value, `not${field.charAt(0).toUpperCase()}${field.slice(1)}`)) }]));
  patternsOf.set(value, made);
  return made;
}

/** `values` must be met, `notValues` must not; left out, each holds. */
export function meets(fields: Fielded, field: string, shown: Shown, match: Match): boolean {
  const asked = fields.get(field);
  if (!asked) return true;
  const any = (some: readonly string[]): boolean => some.some((pattern) => shown.some((one) => match(pattern, one)));
  return (asked.wanted.length === 0 || any(asked.wanted)) && !(asked.unwanted.length > 0 && any(asked.unwanted));
}

export interface Parts {
  readonly sources: readonly Value[];
  readonly operations: readonly Value[];
  readonly conditions: readonly { readonly key: string; readonly value: Value }[];
}

const partsOf = new WeakMap<object, Parts>();

export function parts(rule: Value): Parts {
  const known = isFields(rule) ? partsOf.get(rule) : undefined;
  if (known) return known;
  const made: Parts = {
    sources: list(at(rule, 'from')).map((one) => at(one, 'source') ?? null),
    operations: list(at(rule, 'to')).map((one) => at(one, 'operation') ?? null),
    conditions: list(at(rule, 'when')).map((value) => ({ key: text(at(value, 'key')) ?? '', value })),
  };
  if (isFields(rule)) partsOf.set(rule, made);
  return made;
}
