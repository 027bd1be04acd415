/** Errors as values of one shape: problem details for HTTP APIs (RFC 9457). */

export interface Problem {
  /** A name that programs tell problems apart by: `https://guichet.example/problems/<code>` in the answer. */
  readonly code: string;
  readonly status: number;
  readonly title: string;
  /** What was wrong with this request, naming the thing, the value and the way out. Holds no secret and no card number. */
  readonly detail: string;
  /** Where in the request, by JSON pointer, each fault lies. */
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[];
  /** Headers that the answer carries, such as the challenge of a 401. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request that cannot be done, thrown by handlers and turned into an answer in one place. */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(`${problem.title}: ${problem.detail}`);
    this.name = 'ProblemError';
    this.problem = problem;
  }
}

const made =
  (code: string, status: number, title: string) =>
  (detail: string, errors?: Problem['errors']): ProblemError => new ProblemError({ code, status, title, detail, ...(errors && { errors }) });

export const invalid = made('invalid-request', 400, 'The request is not valid');
export const keyMissing = made('idempotency-key-missing', 400, 'An Idempotency-Key is required');
export const unauthenticated = made('unauthenticated', 401, 'A valid access token is required');
export const forbidden = made('forbidden', 403, 'This is not allowed');
export const notFound = made('not-found', 404, 'There is no such thing');
export const notServedSo = made('method-not-allowed', 405, 'This is not done so');
export const conflict = made('conflict', 409, 'The state does not allow this');
export const inProgress = made('in-progress', 409, 'The same request is still being worked on');
export const versionMismatch = made('version-mismatch', 412, 'Somebody else has changed this');
export const keyReused = made('idempotency-key-reused', 422, 'The Idempotency-Key was used for another request');
export const unprocessable = made('unprocessable', 422, 'This cannot be done');
export const versionRequired = made('version-required', 428, 'If-Match is required');
export const tooMany = made('too-many-requests', 429, 'These are too many requests');
export const failedBehind = made('service-failed', 502, 'A service that is needed has failed');
export const lateBehind = made('service-late', 504, 'A service that is needed has not answered in time');
export const unavailable = made('unavailable', 503, 'A service that is needed does not answer');

export const withHeaders = ({ problem }: ProblemError, headers: Readonly<Record<string, string>>): ProblemError => new ProblemError({ ...problem, headers: { ...problem.headers, ...headers } });

/** The body of an answer with a problem, as `application/problem+json`. */
export const problemBody = ({ code, status, title, detail, errors }: Problem, instance: string) => ({
  type: `https://guichet.example/problems/${code}`,
  title,
  status,
  detail,
  instance,
  ...(errors && { errors }),
});
