/** How PayPal refuses. */
import type { Outgoing } from '../frame/part.ts';

/** Message and status by name, word for word: their document has them as constants. */
const names = {
  INVALID_REQUEST: [400, 'Request is not well-formed, syntactically incorrect, or violates schema.'],
  RESOURCE_NOT_FOUND: [404, 'The specified resource does not exist.'],
  UNPROCESSABLE_ENTITY: [422, 'The requested action could not be performed, semantically incorrect, or failed business validation.'],
  INTERNAL_SERVER_ERROR: [500, 'An internal server error occurred.'],
} as const satisfies Readonly<Record<string, readonly [number, string]>>;

const debugId = '90957fca61718';

export interface Issue {
  readonly issue: string;
  readonly description?: string;
  readonly field?: string;
  readonly value?: string;
}

const about = (issue: Issue) => ({ ...issue, ...(issue.field !== undefined && { location: 'body' }), description: issue.description ?? 'See the error messages of this API.' });

export function refused(name: keyof typeof names, issues: readonly Issue[] = [], links: readonly object[] = []): Outgoing {
  const [status, message] = names[name];
  return { status, body: { name, message, debug_id: debugId, ...(issues.length > 0 && { details: issues.map(about) }), links } };
}

export const unprocessable = (issue: string, links: readonly object[] = []): Outgoing => refused('UNPROCESSABLE_ENTITY', [{ issue }], links);

export const notFound = (): Outgoing => refused('RESOURCE_NOT_FOUND', [{ issue: 'INVALID_RESOURCE_ID', description: 'Specified resource ID does not exist. Please check the resource ID and try again.' }]);

export const unauthorised = (): Outgoing => ({ status: 401, body: { name: 'AUTHENTICATION_FAILURE', message: 'Authentication failed due to missing authorization header, or invalid authentication credentials.', debug_id: debugId, links: [] } });
