/** Turns an API and its handlers into a Fastify application. A declared operation without a handler fails at start, and so does the reverse. */
import { TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox';
import { fastify, type FastifyBaseLogger, type FastifyInstance, type FastifyReply, type FastifyRequest, type RouteOptions } from 'fastify';
import { Type } from 'typebox';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { EndUser } from '../../constructs/declaration/index.ts';
import { Identifier, operationNamed, parametersOf, statusOf, type Api, type BodyOf, type Parameters, type QueryOf, type ResponseOf, type Shape } from './api.ts';
import { cardNumbersIn } from './card-number.ts';
import { beginServing, endServing, nameServing, traceIds, within, withTraceIds, type Served } from './telemetry.ts';
import { invalid, notFound, notServedSo, problemBody, ProblemError, withHeaders, type Problem } from './problem.ts';
import { queryValidator } from './query.ts';
import { RequestLog } from './request-log.ts';
import type { User, VerifyUser } from './user.ts';

/** What a handler is asked. */
export interface Asked<Path extends string, Query, Body> {
  readonly params: Readonly<Record<Parameters<Path>, string>>;
  readonly query: Query;
  readonly body: Body;
  /** Of this request, as its log lines have it. */
  readonly id: string;
  /** Header values by lower-case name; the last one where a header was repeated. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body's bytes as they came: signatures are verified on these. */
  readonly raw: Buffer;
  /** The end user, who has a role that the operation declares. Reading it throws in an operation that declares none. */
  readonly user: User;
  readonly log: FastifyBaseLogger;
}

/** What a handler answers: the body, and headers where there are any. */
export interface Answer<Body> {
  readonly body: Body;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Handlers<A extends Api> = {
  readonly [Name in keyof A['shapes'] & keyof A['service']['serves'] & string]: (
    asked: Asked<A['service']['serves'][Name]['path'], QueryOf<A['shapes'][Name]>, BodyOf<A['shapes'][Name]>>,
  ) => Promise<Answer<ResponseOf<A['shapes'][Name]>>>;
};

/** What the handler of any operation is asked. */
export interface AnyAsked extends Omit<Asked<string, unknown, unknown>, 'params'> {
  readonly params: Readonly<Record<string, string>>;
}

export type AnyHandler = (asked: AnyAsked) => Promise<Answer<unknown>>;

/** Bytes that a service takes at most, unless its door says less. */
const largestBody = 1024 * 1024;

/** Names that are declared and not handled, and the reverse. */
export function handlerFaults({ service }: Api, handlers: object): string[] {
  const declared = Object.keys(service.serves);
  const handled = Object.keys(handlers);
  return [
    ...declared.filter((name) => !handled.includes(name)).map((name) => `${service.name} declares the operation ${name} and has no handler for it`),
    ...handled.filter((name) => !declared.includes(name)).map((name) => `${service.name} has a handler for ${name}, which it does not declare`),
  ];
}

export interface ServerProps<A extends Api> {
  readonly api: A;
  readonly handlers: Handlers<A>;
  /** Judges the end user's token; needed where an operation declares a user. */
  readonly verify?: VerifyUser;
  readonly logger?: FastifyBaseLogger;
}

/** Operations that declare a user whom nobody would verify. */
export const verifyFaults = ({ service }: Api, verify: VerifyUser | undefined): string[] =>
  verify ? [] : Object.entries(service.serves).filter(([, { user }]) => user).map(([name]) => `${service.name} declares a user behind ${name} and was given no way to verify one: pass verifyUser(...) of services/kit/user.ts`);

export function createServer<A extends Api>({ api, handlers, verify, logger }: ServerProps<A>): FastifyInstance {
  const faults = [...handlerFaults(api, handlers), ...verifyFaults(api, verify)];
  if (faults.length > 0) throw new Error(faults.join('\n'));
  const app: FastifyInstance = fastify({
    ...(logger ? { loggerInstance: logger } : { logger: false }),
    bodyLimit: api.service.door?.maxBody ?? largestBody,
    // A path that two programs read differently is one that an authorisation can miss.
    // Parameters are as long as their schemas let them be: the router's own limit would make a signed session an unknown path.
    routerOptions: { ignoreTrailingSlash: false, caseSensitive: true, maxParamLength: 4096 },
    // A HEAD beside every GET would be an operation that nobody declared.
    exposeHeadRoutes: false,
    requestIdHeader: false,
    genReqId: requestId,
    childLoggerFactory: traced,
    logController: new RequestLog(),
    frameworkErrors: (error, request, reply) => sendProblem(reply, problemOf(error), request.id),
  });
  app.setValidatorCompiler((route) => (route.httpPart === 'querystring' ? queryValidator(route.schema) : TypeBoxValidatorCompiler(route)));
  keepRawBody(app);
  endSpans(app);
  answerProblems(app, api);
  for (const name of Object.keys(api.shapes)) addRoute(app, api, name, { handler: (handlers as Readonly<Record<string, AnyHandler>>)[name], verify });
  return app;
}

interface Behind {
  readonly handler: AnyHandler | undefined;
  readonly verify: VerifyUser | undefined;
}

function addRoute(app: FastifyInstance, api: Api, name: string, { handler, verify }: Behind): void {
  const operation = operationNamed(api, name);
  const shape = api.shapes[name];
  if (!shape || !handler) return;
  const parameters = parametersOf(operation.path);
  const route: RouteOptions = {
    method: operation.method,
    url: operation.path.replaceAll(/\{([^}]+)\}/g, ':$1'),
    schema: {
      ...(parameters.length > 0 && { params: Type.Object(Object.fromEntries(parameters.map((parameter) => [parameter, shape.params?.[parameter] ?? Identifier]))) }),
      ...(shape.query && { querystring: shape.query }),
      ...(shape.body && { body: shape.body }),
    },
    ...(operation.user && { preHandler: withoutCardNumbers(shape) }),
    onRequest: [named(name), ...(operation.user && verify ? [admit(verify, operation.user)] : [])],
    handler: async (request, reply) => {
      // Here and not in a hook: the context would be lost with the reading of the body.
      const { body, status = statusOf(shape), headers = {} } = await within(served.get(request.raw), () => handler(askedOf(request)));
      if (shape.media) reply.type(shape.media);
      await reply.headers(headers).code(status).send(body);
    },
  };
  if (shape.bytes) void app.register(async (scope) => unread(scope).route(route));
  else app.route(route);
}

/** Takes bodies of any media type as they are. */
function unread(scope: FastifyInstance): FastifyInstance {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    rawBodies.set(request.raw, body);
    done(null, undefined);
  });
  return scope;
}

/** The mesh's id of a request. What is no UUID is not taken over: ids are logged and answered, and anybody can write anything there. */
function requestId({ headers }: IncomingMessage): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(given) ? given : randomUUID();
}

const served = new WeakMap<object, Served>();

/** Begins a request's span with its first log line, so that every line of it carries the span's ids. */
function traced(logger: FastifyBaseLogger, bindings: object, options: object, raw: IncomingMessage): FastifyBaseLogger {
  const begun = beginServing(raw.method ?? 'GET', raw.headers);
  served.set(raw, begun);
  return withTraceIds(logger.child({ ...bindings, ...traceIds(begun.span) }, options));
}

const operations = new WeakMap<object, string>();

/** The operation that a request asks for; `undefined` where it asks for none. */
export const operationOf = ({ raw }: FastifyRequest): string | undefined => operations.get(raw);

const named = (operation: string) => async ({ raw, routeOptions }: FastifyRequest): Promise<void> => {
  operations.set(raw, operation);
  const begun = served.get(raw);
  if (begun) nameServing(begun, operation, routeOptions.url ?? '');
};

/** The span of an answer that nobody waited for ends too. */
function endSpans(app: FastifyInstance): void {
  app.addHook('onResponse', async ({ raw }, { statusCode }) => {
    const begun = served.get(raw);
    if (begun) endServing(begun, statusCode);
  });
}

const users = new WeakMap<object, User>();

/** The end user of a request that was let in, where its operation declares one. */
export const userOf = (request: FastifyRequest): User | undefined => users.get(request.raw);

/** Judges before anything of the body is read: who may not ask is told nothing about what they ask. */
const admit = (verify: VerifyUser, wanted: EndUser) => async (request: FastifyRequest): Promise<void> => void users.set(request.raw, await verify(request.headers.authorization, wanted));

const rawBodies = new WeakMap<object, Buffer>();

/** Keeps the bytes beside what they were parsed to. */
function keepRawBody(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    rawBodies.set(request.raw, body);
    if (body.length === 0) done(null, undefined);
    else parse(request, body.toString('utf8'), done);
  });
}

function askedOf(request: FastifyRequest): AnyAsked {
  const headers = Object.fromEntries(Object.entries(request.headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, Array.isArray(value) ? (value.at(-1) ?? '') : value]])));
  return {
    params: request.params as Readonly<Record<string, string>>,
    query: request.query,
    body: request.body,
    id: request.id,
    headers,
    raw: rawBodies.get(request.raw) ?? Buffer.alloc(0),
    get user() {
      const user = users.get(request.raw);
      if (!user) throw new Error(`${request.method} ${request.routeOptions.url ?? ''} declares no end user: declare one with user(...), or do not ask for them`);
      return user;
    },
    log: request.log,
  };
}

/** Of operations for end users: programs tell one another references of providers, of which one that looks like a card number must not be lost. */
const withoutCardNumbers = ({ digits }: Shape) => async ({ params, query, body }: FastifyRequest): Promise<void> => {
  const found = [...cardNumbersIn(params, '/params'), ...cardNumbersIn(query, '/querystring'), ...cardNumbersIn(body, '/body', digits)];
  if (found.length > 0) throw invalid('this holds a card number, which is not kept here: card numbers are typed into the card fields alone', found.map((pointer) => ({ pointer, detail: 'holds what looks like a card number' })));
};

const unexpected: Problem = { code: 'unexpected', status: 500, title: 'Something went wrong on our side', detail: 'the request may be sent again with the same Idempotency-Key' };

/** Every failure as problem+json; what is not a known problem says nothing of our insides and is logged whole. No answer repeats what was asked. */
function answerProblems(app: FastifyInstance, api: Api): void {
  const others = methodsOf(api);
  // Before anything of a body is read: it is of no interest.
  app.addHook('preParsing', async ({ is404, method, url }) => {
    if (is404) throw new ProblemError(unrouted(method, others(url)));
  });
  app.setErrorHandler((error, request, reply) => {
    const problem = problemOf(error);
    if (problem.status >= 500) request.log.error({ err: error }, 'request failed');
    return sendProblem(reply, problem, request.id);
  });
}

const sendProblem = (reply: FastifyReply, problem: Problem, id: string) => reply.headers(problem.headers ?? {}).code(problem.status).type('application/problem+json').send(problemBody(problem, `urn:request:${id}`));

/** The methods that a path is served by (RFC 9110, section 15.5.6). */
function methodsOf({ service }: Api): (url: string) => readonly string[] {
  const served = Object.values(service.serves).map(({ method, path }) => ({ method, path: new RegExp(`^${path.replaceAll(/[.*+?^$()|[\]\\]/g, '\\$&').replaceAll(/\{[^}]+\}/g, '[^/]+')}$`) }));
  return (url) => {
    const [asked = ''] = url.split('?', 1);
    return [...new Set(served.filter(({ path }) => path.test(asked)).map(({ method }) => method))].sort();
  };
}

const unrouted = (method: string, others: readonly string[]): Problem =>
  others.length === 0 ? notFound(`this path is not served here by ${method}`).problem : withHeaders(notServedSo(`this path is served by ${others.join(', ')}, and not by ${method}`), { allow: others.join(', ') }).problem;

/** By status, what could not even be read: the framework's own messages quote the request. */
const unreadable: Readonly<Record<number, string>> = {
  413: 'the body is larger than is taken here',
  415: 'send the body as application/json',
};

/** A property that nobody declared is told of by what it lies in: its name is the sender's own text. */
const nameless = ({ message }: Validation): boolean => message !== 'schema is false';

interface Validation {
  readonly instancePath: string;
  readonly message?: string;
}

function problemOf(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  if (!(error instanceof Error)) return unexpected;
  const { validation, validationContext, statusCode } = error as Error & { readonly validation?: readonly Validation[]; readonly validationContext?: string; readonly statusCode?: number };
  if (validation) return invalid(`the ${validationContext ?? 'request'} does not fit the schema`, validation.filter(nameless).map(({ instancePath, message }) => ({ pointer: `/${validationContext ?? ''}${instancePath}`, detail: message ?? 'is not valid' }))).problem;
  if (error instanceof SyntaxError && statusCode === 400) return invalid('the body is not JSON').problem;
  if (statusCode && statusCode >= 400 && statusCode < 500) return { code: 'invalid-request', status: statusCode, title: 'The request is not valid', detail: unreadable[statusCode] ?? 'the request cannot be read' };
  return unexpected;
}
