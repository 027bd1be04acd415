/** Adyen's errors: `{status, errorCode, message, errorType}`. */
import type { Outgoing } from '../frame/part.ts';

export class Refused extends Error {
  readonly outgoing: Outgoing;

  constructor(status: number, errorCode: string, message: string, { type = 'validation', transient = false }: { readonly type?: 'validation' | 'security' | 'internal'; readonly transient?: boolean } = {}) {
    super(message);
    this.name = 'Refused';
    this.outgoing = { status, headers: { 'transient-error': String(transient) }, body: { status, errorCode, message, errorType: type } };
  }
}

export const failure = (): Outgoing => new Refused(500, '000', 'Internal error', { type: 'internal' }).outgoing;
