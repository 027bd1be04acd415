/** What it means that BTCPay did not answer well. */
import type { Authorisation, Modification } from '../../kit/provider/contract.ts';
import type { Reply } from '../../kit/provider/exchange.ts';

export const well = (reply: Reply): unknown => (reply.kind === 'answered' && reply.status < 300 ? reply.body : undefined);

/** `{code, message}`, or a list of `{path, message}`: what they say of it. */
function codeOf({ status, body }: Extract<Reply, { readonly kind: 'answered' }>): string {
  const said: unknown = Array.isArray(body) ? body[0] : body;
  if (typeof said !== 'object' || said === null) return `HTTP ${status}`;
  if ('code' in said && typeof said.code === 'string') return said.code.slice(0, 128);
  return 'path' in said && typeof said.path === 'string' ? `invalid ${said.path}`.slice(0, 128) : `HTTP ${status}`;
}

type Failed = { readonly state: 'unknown' | 'not-processed' | 'refused'; readonly detail: string };

function failed(reply: Reply): Failed {
  if (reply.kind === 'not-sent') return { state: 'not-processed', detail: reply.why };
  if (reply.kind === 'no-answer') return { state: 'unknown', detail: reply.why };
  const { status } = reply;
  // What was answered well and could not be read was done.
  if (status < 400 || status >= 500 || status === 408) return { state: 'unknown', detail: `HTTP ${status}` };
  return { state: status === 400 || status === 404 || status === 422 ? 'refused' : 'not-processed', detail: codeOf(reply) };
}

/** An invoice that BTCPay does not make is a matter of ours, and no payer's: nothing was done. */
export function failedAuthorisation(reply: Reply): Authorisation {
  const { state, detail } = failed(reply);
  return { state: state === 'refused' ? 'not-processed' : state, detail };
}

export function failedModification(reply: Reply): Modification {
  const { state, detail } = failed(reply);
  return { state, detail, ...(state === 'refused' && { providerCode: detail }) };
}

/** A look-up that failed says nothing of what it looked for. */
export const unsure = <T extends { readonly state: string }>(found: T): Omit<T, 'state' | 'providerCode'> & { readonly state: 'unknown' } => ({ ...found, state: 'unknown' });
