/** The refusals that an operation can answer, as what it declares makes them possible: problem details (RFC 9457) by status. */
import { Type } from 'typebox';
import type { Operation } from '../../constructs/declaration/index.ts';
import { parametersOf, takesKey, type Shape } from './api.ts';

/** As `problemBody` of problem.ts writes it. */
export const ProblemShape = Type.Object({
  type: Type.String({ format: 'uri', description: 'what programs tell problems apart by' }),
  title: Type.String(),
  status: Type.Integer({ minimum: 400, maximum: 599 }),
  detail: Type.String({ description: 'what was wrong with this request, and the way out' }),
  instance: Type.String({ description: 'names this request in our logs' }),
  errors: Type.Optional(Type.Array(Type.Object({ pointer: Type.String({ description: 'where in the request, as a JSON pointer' }), detail: Type.String() }))),
});

export interface Refusal {
  readonly description: string;
  readonly headers?: readonly string[];
}

/** What each status means, wherever it is answered. */
export const refusals = {
  400: { description: 'The request is not valid: `invalid-request`, or `idempotency-key-missing`.' },
  401: { description: 'There is no valid access token (RFC 6750), or it was given without the second factor, or too long after it, that this takes (RFC 9470).', headers: ['WWW-Authenticate'] },
  403: { description: 'None of the token’s roles may do this, from where it is used.' },
  404: { description: 'There is no such thing, or not for this user.' },
  409: { description: 'The state does not allow this, or the same request is still being worked on.' },
  412: { description: 'Somebody else has changed this: read it again.' },
  413: { description: 'The body is larger than is taken here.' },
  415: { description: 'The body is of a media type that is not taken here.' },
  422: { description: 'This cannot be done, or the Idempotency-Key was used for another request.' },
  428: { description: '`If-Match` is required.' },
  429: { description: 'These are more requests than are taken: send it again later.', headers: ['Retry-After', 'RateLimit-Limit', 'RateLimit-Remaining', 'RateLimit-Reset'] },
  500: { description: 'Something went wrong on our side: the request may be sent again with the same Idempotency-Key.' },
  502: { description: 'A service that is needed has failed: what was asked may have been done. Send it again with the same Idempotency-Key.' },
  503: { description: 'A service that is needed does not answer: send the request again.', headers: ['Retry-After'] },
  504: { description: 'A service that is needed has not answered in time: what was asked may have been done. Send it again with the same Idempotency-Key.' },
} as const satisfies Readonly<Record<number, Refusal>>;

export type RefusalStatus = keyof typeof refusals;

/** Which of them an operation can answer. Servers answer some for their own reasons besides. */
export function refusalsOf(operation: Operation, shape: Shape): RefusalStatus[] {
  const { path, method, user } = operation;
  const [named, changes, keyed, sends] = [parametersOf(path).length > 0, method !== 'GET', takesKey(operation, shape), shape.body !== undefined || shape.bytes === true];
  const when = (holds: boolean, ...statuses: readonly RefusalStatus[]): readonly RefusalStatus[] => (holds ? statuses : []);
  return [
    ...when(named || shape.query !== undefined || sends || keyed || changes, 400),
    ...when(user !== undefined, 401, 403),
    // What is named in a body may not be there either.
    ...when(named || shape.body !== undefined, 404),
    ...when(changes, 409, 422),
    ...when(shape.etag === 'heeded' || shape.etag === 'required', 412, 428),
    // What an operation does not ask for, it refuses all the same where it is too much or nobody can read it.
    ...when(changes, 413, 415),
  ];
}
