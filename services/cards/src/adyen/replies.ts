/** What Adyen answers, in the parts that are read. A message is not among them: it may repeat what was sent. */
import type { Reply } from '../../../kit/provider/exchange.ts';

export interface AdyenFault {
  readonly status: number;
  readonly errorCode?: string;
  readonly errorType?: string;
  readonly pspReference?: string;
}

export type AdyenReply<Body> = Reply<Body | AdyenFault>;

export type Read<Body> = { readonly what: 'done'; readonly body: Body } | { readonly what: 'refused'; readonly fault: AdyenFault } | { readonly what: 'not-done'; readonly why: string } | { readonly what: 'unknown'; readonly why: string };

/** The request, or one with the same key, has been processed or is being processed. */
const processedOrRunning = '704';

/**
 * `transient-error: true` asks for the same request with the same key: what it comes to is not known until then. Where the header is absent or false, a
 * status below 500 says that Adyen read the request and did not do it.
 */
export function read<Body extends object>(reply: AdyenReply<Body>): Read<Body> {
  if (reply.kind === 'not-sent') return { what: 'not-done', why: `Adyen cannot be reached (${reply.why})` };
  if (reply.kind === 'no-answer') return { what: 'unknown', why: `Adyen did not answer (${reply.why})` };
  const { status, body, headers } = reply;
  if (status < 300) return { what: 'done', body: body as Body };
  const fault = body as AdyenFault;
  const why = `Adyen answered ${status} ${fault.errorCode ?? 'without a code'}`;
  if (status >= 500 || status === 408 || status === 409 || fault.errorCode === processedOrRunning || headers?.['transient-error'] === 'true' || status < 400) return { what: 'unknown', why };
  if (status === 401 || status === 403 || status === 429) return { what: 'not-done', why };
  return { what: 'refused', fault };
}
