/** Telling a request that never left from one that may have arrived. */
import { neverMadeCode } from '../../kit/client.ts';
import type { Reply } from '../../kit/provider/exchange.ts';

/** Of an error the code alone is told: a message may hold anything. */
export function connectionFailure(error: unknown): Reply<never> {
  const code = neverMadeCode(error);
  return code === undefined ? { kind: 'no-answer', why: 'the connection was lost, or the time was up' } : { kind: 'not-sent', why: code };
}
