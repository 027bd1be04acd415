/** Captures, voids and refunds, as halves. Each is told by our operation, by which it is found again. */
import type { Modification } from '../../../kit/provider/contract.ts';
import type { Exchange, ModifyAsked, Reply } from '../../../kit/provider/exchange.ts';
import { fromPaypal, toPaypal } from './amount.ts';
import { alreadyVoided, elsewhere } from './codes.ts';
import type { AuthorizationSaid, CaptureSaid, RefundSaid, Said, Sent } from './wire.ts';

type States = Readonly<Record<string, Modification['state']>>;

/** What is not known is only accepted: somebody looks again. */
const captureStates: States = { COMPLETED: 'done', PARTIALLY_REFUNDED: 'done', REFUNDED: 'done', PENDING: 'accepted', DECLINED: 'refused', FAILED: 'refused' };
const refundStates: States = { COMPLETED: 'done', PENDING: 'accepted', CANCELLED: 'refused', FAILED: 'refused' };

const read = (states: States, { id, status = '', amount }: CaptureSaid | RefundSaid): Modification => {
  const told = fromPaypal(amount);
  const state = states[status] ?? 'accepted';
  return { state, ...(id !== undefined && { reference: id }), ...(told && { amount: told }), ...(state === 'refused' && { providerCode: status }), detail: status };
};

export const readCapture = (said: CaptureSaid): Modification => read(captureStates, said);
export const readRefund = (said: RefundSaid): Modification => read(refundStates, said);
/** Its amount is that of the whole authorization, also where a part was captured before: it says nothing of how much is given back. */
export const readVoid = ({ id, status = '' }: AuthorizationSaid): Modification => ({ state: status === 'VOIDED' ? 'done' : 'not-found', ...(id !== undefined && { reference: id }), detail: status });

/** What came of asking, where it is not the thing itself. */
export function refusalOf(reply: Reply<Said>): Modification {
  if (reply.kind === 'not-sent') return { state: 'not-processed', detail: reply.why };
  if (reply.kind === 'no-answer') return { state: 'unknown', detail: reply.why };
  const { status, body: { problem } } = reply;
  const issue = (problem?.issues[0] ?? problem?.name ?? `HTTP ${status}`).slice(0, 128);
  if (!problem || status >= 500 || status === 408 || status === 409 || problem.issues.some((one) => elsewhere.has(one))) return { state: 'unknown', detail: issue };
  // 401, 403, 429: not even looked at.
  return status === 422 || status === 404 || status === 400 ? { state: 'refused', providerCode: issue } : { state: 'not-processed', providerCode: issue };
}

type Modifying = Exchange<ModifyAsked, Sent, Modification, Said>;

export const capturing: Modifying = {
  request: ({ body: { amount, operation, final = false }, reference, key }) => ({ call: 'capture', key, id: reference, body: { amount: { ...toPaypal(amount) }, invoiceId: operation, finalCapture: final } }),
  response: (reply) => (reply.kind === 'answered' && reply.status < 300 && reply.body.capture ? readCapture(reply.body.capture) : refusalOf(reply)),
};

export const voiding: Modifying = {
  request: ({ reference, key }) => ({ call: 'void', key, id: reference }),
  response: (reply) => {
    if (reply.kind !== 'answered') return refusalOf(reply);
    if (reply.status < 300) return reply.body.authorization ? { ...readVoid(reply.body.authorization), state: 'done' } : { state: 'done' };
    return reply.body.problem?.issues.some((one) => alreadyVoided.has(one)) ? { state: 'done', detail: 'it was voided before' } : refusalOf(reply);
  },
};

export const refunding: Modifying = {
  request: ({ body: { amount, operation, attempt }, reference, key }) => ({ call: 'refund', key, id: reference, body: { amount: { ...toPaypal(amount) }, customId: attempt, invoiceId: operation } }),
  response: (reply) => (reply.kind === 'answered' && reply.status < 300 && reply.body.refund ? readRefund(reply.body.refund) : refusalOf(reply)),
};
