/** Queries are text: what a schema calls a number is read as one where it is written as one, and as nothing else. */
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';

interface Known {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, TSchema>>;
}

function valueOf({ type }: Known, text: unknown): unknown {
  if (typeof text !== 'string') return text;
  if ((type === 'integer' || type === 'number') && /^-?\d{1,17}(\.\d{1,17})?$/.test(text)) return Number(text);
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;

/** For Fastify, which takes a failure as a list of errors. */
export function queryValidator(schema: TSchema) {
  const { properties = {} }: Known = schema;
  const compiled = Compile(schema);
  return (query: unknown) => {
    const value = isRecord(query) ? Object.fromEntries(Object.entries(query).map(([name, text]) => [name, Object.hasOwn(properties, name) ? valueOf(properties[name] ?? {}, text) : text])) : query;
    return compiled.Check(value) ? { value } : { error: compiled.Errors(value) };
  };
}
