/** Telling a request that never left from one that may have arrived. */
import type { Reply } from '../../kit/provider/exchange.ts';

/** Error codes of connections that were never made. */
const neverMade = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT']);

/** `fetch` wraps what the socket said as the cause of its own error. The code alone is read: a message may hold anything. */
function codeOf(error: unknown, depth = 0): string {
  if (typeof error !== 'object' || error === null || depth > 4) return '';
  if ('code' in error && typeof error.code === 'string' && /^[A-Z_]{1,40}$/.test(error.code)) return error.code;
  return 'cause' in error ? codeOf(error.cause, depth + 1) : '';
}

export function connectionFailure(error: unknown): Reply<never> {
  const code = codeOf(error);
  if (neverMade.has(code)) return { kind: 'not-sent', why: code };
  return { kind: 'no-answer', why: code || 'connection lost, or time limit' };
}
