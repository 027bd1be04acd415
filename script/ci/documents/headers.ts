/** Holds the headers of requests to the parameters of an OpenAPI document: those that must be there are, and each fits its schema. */
import type { Seen } from '../../../services/sandbox/frame/door.ts';
import { isObject, judgeOf, type Json } from './schema.ts';

interface Parameter {
  readonly name: string;
  readonly required: boolean;
  readonly schema: unknown;
}

const at = (document: Json, ref: string): unknown => ref.replace(/^#\//, '').split('/').reduce<unknown>((holder, part) => (isObject(holder) ? holder[part] : undefined), document);

const resolve = (document: Json, value: unknown): Json => (isObject(value) ? (typeof value['$ref'] === 'string' ? resolve(document, at(document, value['$ref'])) : value) : {});

const matches = (template: string, path: string): boolean => {
  const [wanted, given] = [template.split('/'), path.split('/')];
  return wanted.length === given.length && wanted.every((part, index) => part.startsWith('{') || part === given[index]);
};

function headersOf(document: Json, method: string, path: string): Parameter[] {
  const paths = isObject(document['paths']) ? document['paths'] : {};
  const template = Object.keys(paths).sort((a, b) => a.split('{').length - b.split('{').length).find((one) => matches(one, path));
  const operation = template === undefined ? {} : resolve(document, resolve(document, paths[template])[method.toLowerCase()]);
  const parameters = Array.isArray(operation['parameters']) ? operation['parameters'] : [];
  return parameters.map((one) => resolve(document, one)).filter((one) => one['in'] === 'header').map((one) => ({ name: String(one['name']).toLowerCase(), required: one['required'] === true, schema: one['schema'] }));
}

/** Text, as a header has it, for what a schema says is none. */
const valueOf = (document: Json, schema: unknown, text: string): unknown => (resolve(document, schema)['type'] === 'boolean' && /^(true|false)$/.test(text) ? text === 'true' : text);

/** Faults, with how often. */
export function judgeHeaders(document: Json, seen: readonly Seen[]): Map<string, number> {
  const faults = new Map<string, number>();
  for (const { request: { method, path, headers }, template = path } of seen) {
    for (const { name, required, schema } of headersOf(document, method, path)) {
      const text = headers[name];
      const lines = text === undefined ? (required ? ['is missing'] : []) : judgeOf(document, schema)(valueOf(document, schema, text));
      for (const line of lines) faults.set(`header ${name} of ${method} ${template}: ${line}`, (faults.get(`header ${name} of ${method} ${template}: ${line}`) ?? 0) + 1);
    }
  }
  return faults;
}
