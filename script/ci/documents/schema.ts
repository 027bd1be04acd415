/**
 * Schemas of OpenAPI 3.0 documents as JSON Schema. Objects are closed: what a document does not name is a fault, and the schemas that it composes by
 * `allOf` are closed together, since their authors mean inheritance by it.
 */
import { Compile, type Validator } from 'typebox/schema';

export type Json = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

const members = ['allOf', 'anyOf', 'oneOf'] as const;
const plain = ['type', 'enum', 'const', 'format', 'minLength', 'maxLength', 'minItems', 'maxItems', 'uniqueItems', 'minProperties', 'maxProperties', 'required', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'] as const;

/** Formats that say something of the text. `decimal`, `int32` and the like are words for people. */
const formats = new Set(['date-time', 'date', 'uuid', 'uri', 'email', 'ipv4']);

const named = (ref: string, closed: boolean): string => `${closed ? 'closed' : 'open'}:${ref.replace(/^#\//, '').replaceAll('/', '.')}`;
const pointed = (document: Json, ref: string): unknown => ref.replace(/^#\//, '').split('/').reduce<unknown>((at, part) => (isObject(at) ? at[part.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined), document);

interface Context {
  readonly document: Json;
  readonly definitions: Record<string, unknown>;
}

/** Some documents' patterns are none by the rules of Unicode, which JSON Schema asks for: they are read by the older ones. */
function patternOf(text: string): string | RegExp {
  try {
    return new RegExp(text, 'u') && text;
  } catch {
    return new RegExp(text);
  }
}

/** Numbers of draft 4, where the limit is a flag beside it. */
function limits(schema: Json): Json {
  const { minimum, exclusiveMinimum, maximum, exclusiveMaximum } = schema;
  return { ...(exclusiveMinimum === true && { exclusiveMinimum: minimum, minimum: undefined }), ...(exclusiveMaximum === true && { exclusiveMaximum: maximum, maximum: undefined }), ...(exclusiveMinimum === false && { exclusiveMinimum: undefined }), ...(exclusiveMaximum === false && { exclusiveMaximum: undefined }) };
}

function referred(context: Context, ref: string, closed: boolean): unknown {
  const name = named(ref, closed);
  if (!(name in context.definitions)) {
    // Before it is converted: a schema may refer to itself.
    context.definitions[name] = true;
    const schema = pointed(context.document, ref);
    if (schema === undefined) throw new Error(`the document has no ${ref}`);
    context.definitions[name] = convert(context, schema, closed);
  }
  return { $ref: `#/$defs/${name}` };
}

function convert(context: Context, schema: unknown, closed: boolean): unknown {
  if (!isObject(schema)) return schema;
  if (typeof schema['$ref'] === 'string') return referred(context, schema['$ref'], closed);
  const inner = (value: unknown): unknown => convert(context, value, true);
  const composed = members.some((name) => Array.isArray(schema[name]));
  const made: Json = {
    ...Object.fromEntries(plain.flatMap((name) => (schema[name] === undefined || (name === 'format' && !formats.has(String(schema[name]))) ? [] : [[name, schema[name]]]))),
    ...limits(schema),
    ...(typeof schema['pattern'] === 'string' && { pattern: patternOf(schema['pattern']) }),
    ...(isObject(schema['properties']) && { properties: Object.fromEntries(Object.entries(schema['properties']).map(([name, value]) => [name, inner(value)])) }),
    ...(schema['items'] !== undefined && { items: inner(schema['items']) }),
    ...(isObject(schema['not']) && { not: convert(context, schema['not'], false) }),
    ...(schema['additionalProperties'] !== undefined && schema['additionalProperties'] !== false && { additionalProperties: inner(schema['additionalProperties']) }),
    ...Object.fromEntries(members.flatMap((name) => (Array.isArray(schema[name]) ? [[name, schema[name].map((value: unknown) => convert(context, value, false))]] : []))),
    ...(closed && (composed || isObject(schema['properties']) || schema['additionalProperties'] === false) && { unevaluatedProperties: false }),
  };
  const clean = Object.fromEntries(Object.entries(made).filter(([, value]) => value !== undefined));
  return schema['nullable'] === true ? { anyOf: [clean, { type: 'null' }] } : clean;
}

/** What does not fit, as lines for people; empty where all does. */
export type Judge = (value: unknown) => string[];

interface Fault {
  readonly instancePath: string;
  readonly message: string;
  readonly params?: object;
}

const lineOf = ({ instancePath, message, params }: Fault): string => {
  const what = params && Object.entries(params).map(([name, value]) => `${name} ${JSON.stringify(value)}`).join(', ');
  return `${instancePath || '(whole)'} ${message}${what ? ` (${what})` : ''}`;
};

/** Judges by a schema of an OpenAPI 3.0 document, or by a part of it. */
export function judgeOf(document: Json, schema: unknown): Judge {
  const definitions: Record<string, unknown> = {};
  const root = convert({ document, definitions }, schema, true);
  const whole: Json = { allOf: [root], $defs: definitions };
  const validator: Validator = Compile(whole);
  return (value) => (validator.Check(value) ? [] : validator.Errors(value)[1].map(lineOf));
}
