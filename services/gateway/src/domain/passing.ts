/** What is passed on, there and back, and what becomes of a callee's failure. Pure. */
import { CallError } from '../../../kit/client.ts';
import { failedBehind, lateBehind, ProblemError, unavailable, withHeaders } from '../../../kit/problem.ts';

type Headers = Readonly<Record<string, string>>;

const pick = (headers: Headers, wanted: (name: string) => boolean): Headers => Object.fromEntries(Object.entries(headers).filter(([name]) => wanted(name)));

/** Of a request that we have read. The trace goes on by itself. */
const passedOn = ['authorization', 'idempotency-key', 'if-match', 'if-none-match', 'accept-language'];

export const headersOn = (headers: Headers): Headers => pick(headers, (name) => passedOn.includes(name));

/**
 * What a webhook loses: what is about this connection and not about the request (RFC 9110, section 7.6.1), what is about the way through the mesh, and who
 * called, which the proxies alone may say.
 */
const kept = new Set(['connection', 'keep-alive', 'proxy-authorization', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade', 'host', 'content-length', 'expect', 'accept-encoding', 'cookie', 'traceparent', 'tracestate', 'baggage', 'x-request-id', 'forwarded', 'via']);

export const webhookHeadersOn = (headers: Headers): Headers => pick(headers, (name) => !kept.has(name) && !name.startsWith('x-forwarded-') && !name.startsWith('x-envoy-') && !name.startsWith(':'));

const passedBack = ['etag', 'idempotency-replayed', 'content-disposition', 'cache-control'];

/** Of an answer. A place that it names is one of ours, below the same prefix. */
export function headersBack(headers: { readonly get: (name: string) => string | null }, prefix: string): Headers {
  const location = headers.get('location');
  return {
    ...Object.fromEntries(passedBack.flatMap((name) => { const value = headers.get(name); return value === null ? [] : [[name, value]]; })),
    ...(location?.startsWith('/') && !location.startsWith('//') && { location: `${prefix}${location}` }),
  };
}

interface Problem {
  readonly type: string;
  readonly title: string;
  readonly detail: string;
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[];
}

const isProblem = (body: unknown): body is Problem =>
  typeof body === 'object' && body !== null && 'type' in body && typeof body.type === 'string' && 'title' in body && typeof body.title === 'string' && 'detail' in body && typeof body.detail === 'string' && (!('errors' in body) || Array.isArray(body.errors));

/** Headers without which a refusal cannot be understood. */
const challenges = ['www-authenticate', 'retry-after'];

const again = 'send the request again';

/**
 * A callee's refusal is the user's; its failure says nothing of its insides, and whether it may have been done: 503 when it was not, 504 and 502 when that is
 * not known.
 */
export function problemBack(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  if (!(error instanceof CallError)) return failedBehind(`it is not known whether this was done: ${again} with the same Idempotency-Key`);
  const { failure, status, code, answer, late } = error;
  if (failure === 'not-sent' || status === 503) return withHeaders(unavailable(`a service that is needed cannot be reached, and nothing was done: ${again}`), { 'retry-after': answer?.headers.get('retry-after') ?? '1' });
  if (late) return lateBehind(`it is not known whether this was done: ${again} with the same Idempotency-Key`);
  if (failure !== 'answered' || status === undefined || !answer || !isProblem(answer.body)) return failedBehind(`it is not known whether this was done: ${again} with the same Idempotency-Key`);
  const { title, detail, errors } = answer.body;
  const headers = Object.fromEntries(challenges.flatMap((name) => { const value = answer.headers.get(name); return value === null ? [] : [[name, value]]; }));
  return new ProblemError({ code: code ?? 'refused', status, title, detail, ...(errors && { errors }), headers });
}
