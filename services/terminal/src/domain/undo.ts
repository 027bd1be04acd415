/** A payment is stopped before it is approved (Abort), or given back after (Reversal): referenced, so that no card is needed. Pure. */
import { ReversalReason } from '@adyen/api-library/lib/src/typings/tapi/reversalReason.js';
import type { Modification, Modify } from '../../../kit/provider/contract.ts';
import type { Exchange } from '../../../kit/provider/exchange.ts';
import { toNexo } from './amounts.ts';
import { read, saidInstead } from './answers.ts';
import { reversalServiceId, reversedOf } from './inquire.ts';
import { headerOf, instantOf, MessageCategory, type Sent } from './message.ts';
import { serviceIdOf, type Ends, type PoiTransaction } from './names.ts';
import { paymentServiceId } from './pay.ts';

export interface Undoing {
  readonly ends: Ends;
  readonly body: Modify;
}

/** `rejected`: an earlier one of the same name may have got through, so it is asked what became of it. */
export type Reversed = Modification | { readonly state: 'rejected'; readonly detail: string };

export const reverse: Exchange<Undoing & { readonly original: PoiTransaction }, Sent, Reversed> = {
  request: ({ ends, body: { operation, amount, authorised, begunAt }, original }) => ({
    how: 'sync',
    message: {
      MessageHeader: headerOf(MessageCategory.Reversal, ends, reversalServiceId(operation)),
      ReversalRequest: {
        OriginalPOITransaction: { POITransactionID: { TransactionID: original.id, TimeStamp: new Date(original.at) } },
        ReversalReason: ReversalReason.MerchantCancel,
        // Without an amount it is the whole.
        ...(amount.amount !== authorised.amount && { ReversedAmount: toNexo(amount) }),
        SaleData: { SaleTransactionID: { TransactionID: operation, TimeStamp: instantOf(begunAt) }, SaleToAcquirerData: `currency=${amount.currency}` },
      },
    },
  }),
  response: (reply, { body }) => {
    if (reply.kind === 'not-sent') return { state: 'not-processed', detail: reply.why };
    if (reply.kind === 'no-answer') return { state: 'unknown', detail: reply.why };
    if (reply.status === 200 && read.reversal.Check(reply.body)) return reversedOf(reply.body.SaleToPOIResponse.ReversalResponse, body);
    if (reply.status === 200) return { state: 'rejected', detail: saidInstead(reply.body) };
    const refused = reply.status >= 400 && reply.status < 500 && reply.status !== 408;
    return { state: refused ? 'not-processed' : 'unknown', detail: `the terminal service answered ${reply.status}` };
  },
};

/** A wish: its answer is empty, and the payment answers for itself. */
export const abort: Exchange<Undoing, Sent, Modification> = {
  request: ({ ends, body: { attempt, operation } }) => ({
    how: 'sync',
    message: {
      MessageHeader: headerOf(MessageCategory.Abort, ends, serviceIdOf(operation, 'abort')),
      AbortRequest: { AbortReason: 'MerchantAbort', MessageReference: { MessageCategory: MessageCategory.Payment, SaleID: ends.sale, ServiceID: paymentServiceId(attempt) } },
    },
  }),
  response: (reply) => {
    if (reply.kind === 'not-sent') return { state: 'not-processed', detail: reply.why };
    if (reply.kind === 'no-answer') return { state: 'unknown', detail: reply.why };
    if (reply.status !== 200) return { state: reply.status < 500 ? 'not-processed' : 'unknown', detail: `the terminal service answered ${reply.status}` };
    return { state: 'accepted' };
  },
};
