/** A form as the values that its schema means: text, numbers, booleans, lists by index. */
import { at, isJson, type Json } from './documents.ts';

type Growing = { [name: string]: string | Growing };

function put(into: Growing, [name = '', ...rest]: readonly string[], value: string): void {
  if (rest.length === 0) return void (into[name] = value);
  const next = into[name];
  const inner: Growing = typeof next === 'object' ? next : {};
  into[name] = inner;
  put(inner, rest, value);
}

/** The alternatives of a schema, with references followed. */
function alternatives(document: Json, schema: unknown): readonly Json[] {
  if (!isJson(schema)) return [];
  const reference = schema['$ref'];
  if (typeof reference === 'string') return alternatives(document, at(document, ...reference.replace(/^#\//, '').split('/')));
  const any = schema['anyOf'];
  return Array.isArray(any) ? any.flatMap((one: unknown) => alternatives(document, one)) : [schema];
}

function valueAs(document: Json, schema: unknown, value: string | Growing): unknown {
  const kinds = alternatives(document, schema);
  if (typeof value === 'string') {
    const numeric = kinds.some(({ type }) => type === 'number' || type === 'integer') && /^-?\d+(\.\d+)?$/.test(value);
    const truth = kinds.some(({ type }) => type === 'boolean') && (value === 'true' || value === 'false');
    return numeric ? Number(value) : truth ? value === 'true' : value;
  }
  const list = kinds.find(({ type }) => type === 'array');
  if (list && Object.keys(value).every((name) => /^\d+$/.test(name))) return Object.values(value).map((one) => valueAs(document, list['items'], one));
  const object = kinds.find((one) => isJson(one['properties'])) ?? kinds.find(({ type }) => type === 'object');
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, valueAs(document, at(object, 'properties', name) ?? object?.['additionalProperties'], inner)]));
}

export function formAs(document: Json, reference: string, text: string): Json {
  const form: Growing = {};
  for (const [key, value] of new URLSearchParams(text)) put(form, key.split('[').map((part) => part.replace(/\]$/, '')), value);
  const typed = valueAs(document, { $ref: reference }, form);
  return isJson(typed) ? typed : {};
}
