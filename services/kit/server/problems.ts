/** Failures as problem+json (RFC 9457). No answer repeats what was asked. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Api } from '../api.ts';
import { invalid, notFound, notServedSo, problemBody, ProblemError, withHeaders, type Problem } from '../problem.ts';

const unexpected: Problem = { code: 'unexpected', status: 500, title: 'Something went wrong on our side', detail: 'the request may be sent again with the same Idempotency-Key' };

/** Every failure as problem+json; what is not a known problem says nothing of our insides and is logged whole. No answer repeats what was asked. */
export function answerProblems(app: FastifyInstance, api: Api): void {
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

export const sendProblem = (reply: FastifyReply, problem: Problem, id: string) => reply.headers(problem.headers ?? {}).code(problem.status).type('application/problem+json').send(problemBody(problem, `urn:request:${id}`));

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

export function problemOf(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  if (!(error instanceof Error)) return unexpected;
  const { validation, validationContext, statusCode } = error as Error & { readonly validation?: readonly Validation[]; readonly validationContext?: string; readonly statusCode?: number };
  if (validation) return invalid(`the ${validationContext ?? 'request'} does not fit the schema`, validation.filter(nameless).map(({ instancePath, message }) => ({ pointer: `/${validationContext ?? ''}${instancePath}`, detail: message ?? 'is not valid' }))).problem;
  if (error instanceof SyntaxError && statusCode === 400) return invalid('the body is not JSON').problem;
  if (statusCode && statusCode >= 400 && statusCode < 500) return { code: 'invalid-request', status: statusCode, title: 'The request is not valid', detail: unreadable[statusCode] ?? 'the request cannot be read' };
  return unexpected;
}
