/** Stripe's errors: `{"error":{type, code, …}}`. */
import type { Outgoing } from '../frame/part.ts';

export interface ErrorFields {
  readonly type?: 'api_error' | 'card_error' | 'idempotency_error' | 'invalid_request_error';
  readonly code?: string;
  readonly message: string;
  readonly param?: string;
  readonly [more: string]: unknown;
}

/** Thrown by what answers. `begun`: whether the endpoint had begun, so that the answer belongs to its key. */
export class Refused extends Error {
  readonly outgoing: Outgoing;
  readonly begun: boolean;

  constructor(status: number, { type = 'invalid_request_error', ...fields }: ErrorFields, { begun = true }: { readonly begun?: boolean } = {}) {
    super(fields.message);
    this.name = 'Refused';
    this.outgoing = { status, body: { error: { type, ...fields } } };
    this.begun = begun;
  }
}

export const missing = (kind: string, id: string, param: string): Refused => new Refused(404, { code: 'resource_missing', message: `No such ${kind}: '${id}'`, param });

export const required = (param: string): Refused => new Refused(400, { code: 'parameter_missing', message: `Missing required param: ${param}.`, param }, { begun: false });

export const failure = (): Outgoing => ({ status: 500, headers: { 'request-id': 'req_failure' }, body: { error: { type: 'api_error', message: 'An unknown error occurred' } } });
