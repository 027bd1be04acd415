/** Turns an API and its handlers into a Fastify application. A declared operation without a handler fails at start, and so does the reverse. */
import { TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox';
import { fastify, type FastifyBaseLogger, type FastifyInstance, type FastifyRequest, type RouteOptions } from 'fastify';
import { Type } from 'typebox';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Identifier, operationNamed, parametersOf, statusOf, type Api } from './api.ts';
import { queryValidator } from './query.ts';
import { RequestLog } from './request-log.ts';
import { admit, userOf, withoutCardNumbers } from './server/admission.ts';
import { keepRawBody, rawOf, unread } from './server/bodies.ts';
import { handlerFaults, verifyFaults, type AnyAsked, type AnyHandler, type Handlers } from './server/handlers.ts';
import { answerProblems, problemOf, sendProblem } from './server/problems.ts';
import { endSpans, named, traced, withinSpan } from './server/traces.ts';
import type { VerifyUser } from './user.ts';

export { userOf } from './server/admission.ts';
export { handlerFaults, verifyFaults, type Answer, type AnyAsked, type AnyHandler, type Asked, type Handlers } from './server/handlers.ts';
export { operationOf } from './server/traces.ts';

/** Bytes that a service takes at most, unless its door says less. */
const largestBody = 1024 * 1024;

export interface ServerProps<A extends Api> {
  readonly api: A;
  readonly handlers: Handlers<A>;
  /** Judges the end user's token; needed where an operation declares a user. */
  readonly verify?: VerifyUser;
  readonly logger?: FastifyBaseLogger;
}

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
      const { body, status = statusOf(shape), headers = {} } = await withinSpan(request, () => handler(askedOf(request)));
      if (shape.media) reply.type(shape.media);
      await reply.headers(headers).code(status).send(body);
    },
  };
  if (shape.bytes) void app.register(async (scope) => unread(scope).route(route));
  else app.route(route);
}

function askedOf(request: FastifyRequest): AnyAsked {
  const headers = Object.fromEntries(Object.entries(request.headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, Array.isArray(value) ? (value.at(-1) ?? '') : value]])));
  return {
    params: request.params as Readonly<Record<string, string>>,
    query: request.query,
    body: request.body,
    id: request.id,
    headers,
    raw: rawOf(request),
    get user() {
      const user = userOf(request);
      if (!user) throw new Error(`${request.method} ${request.routeOptions.url ?? ''} declares no end user: declare one with user(...), or do not ask for them`);
      return user;
    },
    log: request.log,
  };
}

/** The mesh's id of a request. What is no UUID is not taken over: ids are logged and answered, and anybody can write anything there. */
function requestId({ headers }: IncomingMessage): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(given) ? given : randomUUID();
}
