/** An HTTP client that is made from the callee's declaration: only declared operations exist on it, each with its time limit and retry rule. */
import { ConstantBackoff, handleWhen, retry } from 'cockatiel';
import type { TObject, TSchema } from 'typebox';
import { Compile, type Validator } from 'typebox/compile';
import type { Operation } from '../../constructs/declaration/index.ts';
import { isText, operationNamed, statusOf, type Api, type BodyOf, type Parameters, type QueryOf, type ResponseOf, type Shape } from './api.ts';
import { request, type Begun, type Outgoing } from './request.ts';
import { calling } from './telemetry.ts';
import { within } from './time-limit.ts';

/**
 * Why a call did not go well:
 * - `not-sent`: nobody was reached, so nothing was done (connection refused, unknown host);
 * - `answered`: the callee said no, with a status from 400 to 499;
 * - `unknown`: it may have been done (time limit, connection lost, 5xx, an answer that does not fit).
 */
export type CallFailure = 'not-sent' | 'answered' | 'unknown';

export class CallError extends Error {
  readonly failure: CallFailure;
  readonly status?: number;
  /** `code` of the problem details that were answered. */
  readonly code?: string;
  /** The answer, where there was one: for who passes it on. */
  readonly answer?: { readonly headers: Headers; readonly body: unknown };
  /** Whether the time limit was over. */
  readonly late: boolean;

  constructor(what: string, failure: CallFailure, { status, code, answer, late = false, cause }: FailedCall = {}) {
    super(what, { cause });
    this.name = 'CallError';
    this.failure = failure;
    this.late = late;
    if (status !== undefined) this.status = status;
    if (code !== undefined) this.code = code;
    if (answer !== undefined) this.answer = answer;
  }
}

interface FailedCall extends Partial<Pick<CallError, 'status' | 'code' | 'answer' | 'late'>> {
  readonly cause?: unknown;
}

type Question<Path extends string, S extends Shape> = ([Parameters<Path>] extends [never] ? object : { readonly params: Readonly<Record<Parameters<Path>, string>> }) &
  (S extends { readonly query: TObject } ? { readonly query: QueryOf<S> } : object) &
  (S extends { readonly body: TSchema } ? { readonly body: BodyOf<S> } : object) &
  (S extends { readonly bytes: true } ? { readonly bytes: Uint8Array<ArrayBuffer> } : object) & { readonly headers?: Readonly<Record<string, string>>; readonly signal?: AbortSignal };

export interface Answered<Body> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

export type Client<A extends Api> = {
  readonly [Name in keyof A['shapes'] & keyof A['service']['serves'] & string]: (question: Question<A['service']['serves'][Name]['path'], A['shapes'][Name]>) => Promise<Answered<ResponseOf<A['shapes'][Name]>>>;
};

interface AnyQuestion {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  readonly bytes?: Uint8Array<ArrayBuffer>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

export interface ClientProps {
  /** The callee's `<NAME>_URL` variable. */
  readonly baseUrl: string;
  /** Sent with every call, such as `identityHeaders(...)` of services/kit/caller.ts where there is no mesh. */
  readonly headers?: Readonly<Record<string, string>>;
}

export function createClient<A extends Api>(api: A, props: ClientProps): Client<A>;
// The names and shapes are those of the API: what is made here is what the signature above says, operation by operation.
export function createClient(api: Api, { baseUrl, headers }: ClientProps): Readonly<Record<string, (question: AnyQuestion) => Promise<Answered<unknown>>>> {
  const calls = Object.entries(api.shapes).map(([name, shape]) => {
    const ask = caller(`${api.service.name}.${name}`, operationNamed(api, name), shape, baseUrl);
    return [name, (question: AnyQuestion) => ask({ ...question, headers: { ...headers, ...question.headers } })] as const;
  });
  return Object.fromEntries(calls);
}

const repeatable = (error: unknown): boolean => error instanceof CallError && (error.failure === 'not-sent' || error.status === 503);

interface Called {
  readonly named: string;
  readonly operation: Operation;
  readonly shape: Shape;
  readonly answer: Validator | undefined;
  readonly baseUrl: string;
}

function caller(named: string, operation: Operation, shape: Shape, baseUrl: string): (question: AnyQuestion) => Promise<Answered<unknown>> {
  const called: Called = { named, operation, shape, answer: shape.response && Compile(shape.response), baseUrl };
  // One time limit over all tries, as the mesh has it.
  const policy = retry(handleWhen(repeatable), { maxAttempts: operation.idempotent ? operation.retries : 0, backoff: new ConstantBackoff(50) });
  return (question) => within(operation.timeout, (signal) => policy.execute(({ attempt }) => send(called, { ...question, signal }, attempt), signal), question.signal);
}

function address(baseUrl: string, { path }: Operation, { params = {}, query = {} }: AnyQuestion): URL {
  const filled = path.replaceAll(/\{([^}]+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
  const url = new URL(filled, baseUrl);
  for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, String(value));
  return url;
}

async function send(called: Called, question: AnyQuestion & { readonly signal: AbortSignal }, resent: number): Promise<Answered<unknown>> {
  const { named, operation, baseUrl } = called;
  const url = address(baseUrl, operation, question);
  const traced = { name: named, method: operation.method, template: operation.path, url, resent };
  const answered = await calling(traced, (trail) => exchanged(called, question, url, trail), (error) => (error instanceof CallError ? error.failure : 'unexpected'));
  return judged(called, answered);
}

const contentOf = ({ bytes, body }: AnyQuestion): Pick<Outgoing, 'body'> => (bytes ? { body: bytes } : body !== undefined ? { body: JSON.stringify(body) } : {});

async function exchanged({ named, operation, shape }: Called, question: AnyQuestion & { readonly signal: AbortSignal }, url: URL, trail: Readonly<Record<string, string>>): Promise<Answered<unknown>> {
  const { signal, headers } = question;
  const response = await reached(named, url, {
    method: operation.method,
    headers: { accept: isText(shape) ? '*/*' : 'application/json', ...(question.body !== undefined && { 'content-type': 'application/json' }), ...headers, ...trail },
    ...contentOf(question),
    signal,
  });
  const text = await response.text().catch((cause: unknown) => {
    throw new CallError(`${named}: the answer broke off`, 'unknown', { status: response.status, late: signal.aborted, cause });
  });
  return { status: response.status, headers: response.headers, body: isText(shape) && response.status < 400 ? text : parsed(text) };
}

/** What fits the declaration is an answer, and everything else a failure. */
function judged({ named, shape, answer }: Called, answered: Answered<unknown>): Answered<unknown> {
  const { status, body } = answered;
  if (status >= 400) throw refused(named, answered);
  if (status !== statusOf(shape) && !(status >= 200 && status < 300)) throw new CallError(`${named} answered ${status}`, 'unknown', { status });
  if (answer && !answer.Check(body)) throw new CallError(`${named} answered what does not fit its declaration`, 'unknown', { status });
  return answered;
}

const refused = (named: string, { status, headers, body }: Answered<unknown>): CallError => {
  const code = typeof body === 'object' && body !== null && 'type' in body && typeof body.type === 'string' ? body.type.split('/').at(-1) : undefined;
  return new CallError(`${named} answered ${status}${code ? ` ${code}` : ''}`, status < 500 ? 'answered' : 'unknown', { status, answer: { headers, body }, ...(code !== undefined && { code }) });
};

function parsed(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `fetch`, by which others than this client ask, refuses some ports by itself (Fetch standard, section 2.9), by an error that has no code. */
const badPort = 'bad port';

/** Error codes of connections that were never made. */
const neverMade = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT', badPort]);

/** The code of a connection that was never made, so that nothing was sent; `undefined` for every other failure. */
export function neverMadeCode(error: unknown): string | undefined {
  const code = connectionCode(error);
  return neverMade.has(code) ? code : undefined;
}

/** `fetch` wraps what the socket said as the cause of its own error. */
function connectionCode(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  if ('code' in error && typeof error.code === 'string') return error.code;
  if ('message' in error && error.message === badPort) return badPort;
  return 'cause' in error ? connectionCode(error.cause) : '';
}

async function reached(named: string, url: URL, asking: Outgoing): Promise<Begun> {
  try {
    return await request(url, asking);
  } catch (cause) {
    const code = neverMadeCode(cause);
    if (code !== undefined) throw new CallError(`${named} cannot be reached (${code})`, 'not-sent', { cause });
    throw new CallError(`${named} did not answer`, 'unknown', { late: asking.signal.aborted, cause });
  }
}
