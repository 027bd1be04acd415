/** An OpenAPI document, asked what a request and its answers may be. */
import { isObject, judgeOf, type Json, type Judge } from './schema.ts';

export interface Document {
  /** `undefined` where the document has no such operation, or no body for it. */
  readonly request: (method: string, path: string, media?: string) => Judge | undefined;
  readonly answer: (method: string, path: string, status: number) => Judge | undefined;
  /** Whether it has the operation at all. */
  readonly has: (method: string, path: string) => boolean;
  /** A component by name. */
  readonly component: (name: string) => Judge;
}

export interface DocumentProps {
  /** What our addresses have before the document's paths, such as `/v72`. @default '' */
  readonly base?: string;
}

const matches = (template: string, path: string): boolean => {
  const [wanted, given] = [template.split('/'), path.split('/')];
  return wanted.length === given.length && wanted.every((part, index) => (part.startsWith('{') ? given[index] !== '' : part === given[index]));
};

const resolved = (document: Json, value: unknown): Json => {
  if (!isObject(value)) return {};
  const ref = value['$ref'];
  if (typeof ref !== 'string') return value;
  return resolved(document, ref.replace(/^#\//, '').split('/').reduce<unknown>((at, part) => (isObject(at) ? at[part] : undefined), document));
};

/** The schema of a body: of the media type that is asked for, or of the only one. */
function schemaIn(document: Json, body: unknown, media = 'application/json'): unknown {
  const content = resolved(document, body)['content'];
  if (!isObject(content)) return undefined;
  return resolved(document, content[media] ?? Object.values(content)[0])['schema'];
}

export function openDocument(document: Json, { base = '' }: DocumentProps = {}): Document {
  const paths = isObject(document['paths']) ? document['paths'] : {};
  const judges = new Map<unknown, Judge>();
  const judged = (schema: unknown): Judge | undefined => {
    if (!isObject(schema)) return undefined;
    const judge = judges.get(schema) ?? judgeOf(document, schema);
    judges.set(schema, judge);
    return judge;
  };
  const operation = (method: string, path: string): Json | undefined => {
    if (!path.startsWith(base)) return undefined;
    const below = path.slice(base.length);
    // A path without parameters is meant before one with them.
    const name = Object.keys(paths).sort((a, b) => a.split('{').length - b.split('{').length).find((template) => matches(template, below) && isObject(resolved(document, paths[template])[method.toLowerCase()]));
    const found = name === undefined ? undefined : resolved(document, paths[name])[method.toLowerCase()];
    return isObject(found) ? found : undefined;
  };
  return {
    has: (method, path) => operation(method, path) !== undefined,
    request: (method, path, media) => judged(schemaIn(document, operation(method, path)?.['requestBody'], media)),
    answer: (method, path, status) => {
      const responses = operation(method, path)?.['responses'];
      if (!isObject(responses)) return undefined;
      return judged(schemaIn(document, responses[String(status)] ?? responses['default']));
    },
    component: (name) => judgeOf(document, { $ref: `#/components/schemas/${name}` }),
  };
}
