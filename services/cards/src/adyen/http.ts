/**
 * The SDK's interface for another HTTP client, over `fetch`. Its own speaks HTTPS alone, where the mesh encrypts; goes to Adyen's hosts alone; and
 * tells a lost connection as an error with status 500, so that what is unknown looks like an answer.
 */
import { connectionFailure } from '../connection.ts';
import { codeWord } from '../word.ts';
import type { AdyenProps } from './send.ts';
import type { AdyenFault, AdyenReply } from './replies.ts';

/** An answer that is no success, or none: thrown through the SDK, which passes it on untouched. */
export class AdyenAnswer extends Error {
  readonly reply: AdyenReply<never>;

  constructor(reply: AdyenReply<never>) {
    super(reply.kind);
    this.name = 'AdyenAnswer';
    this.reply = reply;
  }
}

/** What the SDK gives beside the body. */
interface Options {
  readonly method?: string | undefined;
  readonly idempotencyKey?: string | undefined;
}

/** Live hosts are the merchant's own and have the API below `/checkout`; the test host has it at the top. */
function addressOf(base: string, endpoint: string): URL {
  const { hostname, origin } = new URL(base);
  const { pathname } = new URL(endpoint);
  return new URL(`${hostname.endsWith('.adyenpayments.com') ? '/checkout' : ''}${pathname}`, origin);
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

function faultOf(status: number, body: unknown): AdyenFault {
  const { errorCode, errorType, pspReference }: { errorCode?: unknown; errorType?: unknown; pspReference?: unknown } = typeof body === 'object' && body !== null ? body : {};
  const [code, type, psp] = [codeWord(errorCode), codeWord(errorType), codeWord(pspReference)];
  return { status, ...(code !== undefined && { errorCode: code }), ...(type !== undefined && { errorType: type }), ...(psp !== undefined && { pspReference: psp }) };
}

export function adyenHttp({ url, apiKey, timeout }: AdyenProps) {
  /** One limit over sending and reading. */
  const exchanged = async (address: URL, init: RequestInit): Promise<{ readonly status: number; readonly headers: Headers; readonly text: string }> => {
    try {
      const response = await fetch(address, { ...init, redirect: 'manual', signal: AbortSignal.timeout(timeout) });
      return { status: response.status, headers: response.headers, text: await response.text() };
    } catch (error) {
      throw new AdyenAnswer(connectionFailure(error));
    }
  };
  return {
    request: async (endpoint: string, json: string | Buffer, _config: unknown, _isApiKeyRequired: boolean, { method = 'POST', idempotencyKey }: Options = {}): Promise<string> => {
      const headers = { 'content-type': 'application/json', accept: 'application/json', 'x-api-key': apiKey(), ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }) };
      const { status, headers: answered, text } = await exchanged(addressOf(url, endpoint), { method, headers, body: json.toString() });
      const body = parsed(text);
      const transient = answered.get('transient-error');
      if (status < 200 || status >= 300) throw new AdyenAnswer({ kind: 'answered', status, body: faultOf(status, body), ...(transient !== null && { headers: { 'transient-error': transient } }) });
      // The SDK would take what is no JSON for the answer, and print the beginning of it.
      if (typeof body !== 'object' || body === null || Array.isArray(body)) throw new AdyenAnswer({ kind: 'no-answer', why: 'its answer is not JSON' });
      return text;
    },
  };
}
