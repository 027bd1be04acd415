/** OpenAPI 3.1 from an API: the schemas that validate are the schemas that are published, and nothing is said twice. */
import type { TSchema } from 'typebox';
import { Type } from 'typebox';
import type { Operation } from '../../constructs/declaration/index.ts';
import { Identifier, operationNamed, parametersOf, statusOf, takesKey, type Api, type Shape } from './api.ts';
import { ProblemShape, refusals, refusalsOf, type Refusal, type RefusalStatus } from './refusals.ts';

export interface OpenApiProps {
  readonly api: Api;
  readonly title: string;
  readonly version: string;
  /** Where it is served. @default - where the document was read */
  readonly servers?: readonly string[];
  /** What operations are grouped by. @default - the service's name */
  readonly tagOf?: (operation: string) => { readonly name: string; readonly description: string };
  /** What the server answers to any operation besides what the operation itself refuses. */
  readonly always?: (operation: Operation) => readonly RefusalStatus[];
  /** The issuer of the access tokens. */
  readonly issuer: string;
}

/** A document, as JSON. */
export type OpenApiDocument = Readonly<Record<string, unknown>>;

const ref = (kind: string, name: string | number) => ({ $ref: `#/components/${kind}/${name}` });

/** Names the schemas of bodies and answers, each once. */
interface Schemas {
  readonly named: (schema: TSchema, name: string) => object;
  readonly all: () => Readonly<Record<string, TSchema>>;
}

function schemaNames(): Schemas {
  const names = new Map<TSchema, string>();
  return {
    named: (schema, name) => {
      const known = names.get(schema) ?? name;
      names.set(schema, known);
      return ref('schemas', known);
    },
    all: () => Object.fromEntries([...names].map(([schema, name]) => [name, schema])),
  };
}

const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

/** `createIntent` as people read it: `Create intent`. */
const words = (name: string): string => capital(name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`));

const headerParameters = { key: 'IdempotencyKey', match: 'IfMatch' } as const;

interface Query {
  readonly properties?: Readonly<Record<string, TSchema>>;
  readonly required?: readonly string[];
}

function parametersFor(operation: Operation, shape: Shape): object[] {
  const { properties = {}, required = [] }: Query = shape.query ?? {};
  return [
    ...parametersOf(operation.path).map((name) => ({ name, in: 'path', required: true, schema: shape.params?.[name] ?? ref('schemas', 'Identifier') })),
    ...Object.entries(properties).map(([name, schema]) => ({ name, in: 'query', required: required.includes(name), schema })),
    ...(takesKey(operation, shape) ? [ref('parameters', headerParameters.key)] : []),
    ...(shape.etag === 'required' || shape.etag === 'heeded' ? [ref('parameters', shape.etag === 'required' ? `${headerParameters.match}Required` : headerParameters.match)] : []),
  ];
}

const requestBody = (name: string, { body, bytes }: Shape, schemas: Schemas): object | undefined => {
  if (bytes) return { description: 'taken as it comes', content: { '*/*': {} } };
  return body && { required: true, content: { 'application/json': { schema: schemas.named(body, `${capital(name)}Request`) } } };
};

/** Headers of an answer that went well. */
function answerHeaders(operation: Operation, shape: Shape): object {
  const names = [...(shape.etag ? ['ETag'] : []), ...(takesKey(operation, shape) ? ['Idempotency-Replayed'] : []), ...(statusOf(shape) === 201 ? ['Location'] : [])];
  return names.length > 0 ? { headers: Object.fromEntries(names.map((name) => [name, ref('headers', name)])) } : {};
}

function answers(name: string, operation: Operation, shape: Shape, schemas: Schemas): object {
  const { response, media = 'application/json', also = [] } = shape;
  const content = response && { content: { [media]: { schema: schemas.named(response, `${capital(name)}Answer`) } } };
  const described = (status: number) => ({ description: status === 202 ? 'Begun: what becomes of it is not known yet.' : 'Done.', ...answerHeaders(operation, shape), ...content });
  return Object.fromEntries([statusOf(shape), ...also].map((status) => [status, described(status)]));
}

/** Any of the roles will do, hence one alternative each (OpenAPI 3.1, "Security Requirement Object"). */
const security = ({ user }: Operation): object => (user ? { security: user.roles.map((role) => ({ bearer: [role] })), ...(user.acr && { 'x-acr-values': [user.acr] }) } : { security: [] });

const refused = ({ description, headers = [] }: Refusal): object => ({
  description,
  ...(headers.length > 0 && { headers: Object.fromEntries(headers.map((name) => [name, ref('headers', name)])) }),
  content: { 'application/problem+json': { schema: ref('schemas', 'Problem') } },
});

const text = { type: 'string' } as const;
const count = { type: 'integer', minimum: 0 } as const;

const headers = {
  ETag: { description: 'the version of what is shown (RFC 9110)', schema: text },
  Location: { description: 'where what was made can be read; not everything that is made can', schema: text },
  'Idempotency-Replayed': { description: '`true` where this is the first answer once more', schema: { type: 'string', enum: ['true'] } },
  'WWW-Authenticate': { description: 'the challenge', required: true, schema: text },
  'Retry-After': { description: 'seconds', required: true, schema: count },
  'RateLimit-Limit': { description: 'requests that may come at once', schema: count },
  'RateLimit-Remaining': { description: 'of those, now', schema: count },
  'RateLimit-Reset': { description: 'seconds until all of them may come again', schema: count },
};

const ifMatch = { name: 'If-Match', in: 'header', schema: { type: 'string' }, description: 'the `ETag` of what the change was made on (RFC 9110)' } as const;

const parameters = {
  [headerParameters.key]: { name: 'Idempotency-Key', in: 'header', required: true, schema: { type: 'string', pattern: '^[!-~]{1,255}$' }, description: 'of your own, such as a UUID; the same one when the request is sent again' },
  [headerParameters.match]: ifMatch,
  [`${headerParameters.match}Required`]: { ...ifMatch, required: true },
};

interface Written {
  readonly path: string;
  readonly method: string;
  readonly statuses: readonly RefusalStatus[];
  readonly operation: object;
}

function written(name: string, { api, tagOf, always }: OpenApiProps, schemas: Schemas): Written {
  const operation = operationNamed(api, name);
  const shape = api.shapes[name] ?? {};
  const statuses = [...new Set([...refusalsOf(operation, shape), ...(always?.(operation) ?? [500 as const])])].sort();
  const body = requestBody(name, shape, schemas);
  return {
    path: operation.path,
    method: operation.method.toLowerCase(),
    statuses,
    operation: {
      operationId: name,
      summary: words(name),
      tags: [tagOf?.(name).name ?? api.service.name],
      ...security(operation),
      parameters: parametersFor(operation, shape),
      ...(body && { requestBody: body }),
      responses: { ...answers(name, operation, shape, schemas), ...Object.fromEntries(statuses.map((status) => [status, ref('responses', `Problem${status}`)])) },
    },
  };
}

const byPath = (all: readonly Written[]): object => {
  const paths = [...new Set(all.map(({ path }) => path))];
  return Object.fromEntries(paths.map((path) => [path, Object.fromEntries(all.filter((one) => one.path === path).map(({ method, operation }) => [method, operation]))]));
};

export function openApi(props: OpenApiProps): OpenApiDocument {
  const { api: { service, shapes }, title, version, servers = [], tagOf, issuer } = props;
  const schemas = schemaNames();
  schemas.named(Identifier, 'Identifier');
  schemas.named(ProblemShape, 'Problem');
  const all = Object.keys(shapes).map((name) => written(name, props, schemas));
  const statuses = [...new Set(all.flatMap((one) => one.statuses))].sort();
  const tags = new Map(Object.keys(shapes).map((name) => tagOf?.(name) ?? { name: service.name, description: service.purpose }).map((tag) => [tag.name, tag]));
  const document = {
    openapi: '3.1.0',
    info: { title, version, summary: `${service.name} ${service.purpose}` },
    servers: (servers.length > 0 ? servers : ['/']).map((url) => ({ url })),
    tags: [...tags.values()],
    paths: byPath(all),
    components: {
      schemas: schemas.all(),
      parameters,
      headers,
      responses: Object.fromEntries(statuses.map((status) => [`Problem${status}`, refused(refusals[status])])),
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: `An access token (RFC 9068) of ${issuer}; its claim \`roles\` says what the user may do, and \`acr\` how they have shown who they are.` } },
    },
  };
  // As it is sent, without what schemas carry for the compiler alone.
  return JSON.parse(JSON.stringify(document)) as OpenApiDocument;
}

/** The body of `/openapi.json`. */
export const OpenApiShape = Type.Object({ openapi: Type.String(), info: Type.Object({ title: Type.String(), version: Type.String() }), paths: Type.Record(Type.String(), Type.Unknown()) });
