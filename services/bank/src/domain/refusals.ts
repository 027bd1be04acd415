/** What an answer that is no success means. Pure. */
import type { Authorisation, Modification } from '../../../kit/provider/contract.ts';
import type { Reply } from '../../../kit/provider/exchange.ts';
import { errorCodeOf } from './answers.ts';

/** The bank's own no, to this payer: all other codes tell of our request, our certificate, or the bank's technique, and nothing was done. */
const declines: Readonly<Record<string, Authorisation['decline'] & object>> = {
  PAYMENT_FAILED: { code: 'declined', providerCode: 'PAYMENT_FAILED', again: 'other-instrument' },
  PSU_CREDENTIALS_INVALID: { code: 'authentication-failed', providerCode: 'PSU_CREDENTIALS_INVALID', again: 'later' },
  CORPORATE_ID_INVALID: { code: 'authentication-failed', providerCode: 'CORPORATE_ID_INVALID', again: 'other-instrument' },
};

/** Whether the bank says that it did nothing. 408 is the bank's own time limit, after which it may have gone on. */
const refusing = (status: number): boolean => status >= 400 && status < 500 && status !== 408;

/** Of a question that begins something, answered by anything but what was hoped for. */
export function notInitiated(reply: Reply): Authorisation {
  if (reply.kind === 'not-sent') return { state: 'not-processed', detail: reply.why };
  if (reply.kind === 'no-answer') return { state: 'unknown', detail: reply.why };
  const code = errorCodeOf(reply.status, reply.body);
  const decline = declines[code];
  if (decline && refusing(reply.status)) return { state: 'declined', decline };
  return { state: refusing(reply.status) ? 'not-processed' : 'unknown', detail: `the bank answered ${reply.status} ${code}` };
}

/** Of a question that changes nothing: what is asked about is as it was. */
export function notRead(reply: Reply): Authorisation {
  if (reply.kind !== 'answered') return { state: 'unknown', detail: reply.why };
  const code = errorCodeOf(reply.status, reply.body);
  return { state: reply.status === 404 ? 'not-found' : 'unknown', detail: `the bank answered ${reply.status} ${code}` };
}

export function notCancelled(reply: Reply): Modification {
  if (reply.kind === 'not-sent') return { state: 'not-processed', detail: reply.why };
  if (reply.kind === 'no-answer') return { state: 'unknown', detail: reply.why };
  const code = errorCodeOf(reply.status, reply.body);
  // 405: too late. 404: there is no such payment. The rest is about our request.
  if (reply.status === 405 || reply.status === 404) return { state: 'refused', providerCode: code };
  return { state: refusing(reply.status) ? 'not-processed' : 'unknown', providerCode: code, detail: `the bank answered ${reply.status} ${code}` };
}
