/** A payment is asked for at the terminal. The customer takes longer than any of our calls may: it is handed on, and asked about. Pure. */
import type { Authorisation } from '../../../kit/provider/contract.ts';
import type { AuthoriseAsked, Exchange } from '../../../kit/provider/exchange.ts';
import { toNexo } from './amounts.ts';
import { read, saidInstead } from './answers.ts';
import { headerOf, instantOf, MessageCategory, type Sent } from './message.ts';
import { askedReference, serviceIdOf, type Ends } from './names.ts';

export interface Paying extends AuthoriseAsked {
  readonly ends: Ends;
}

export const paymentServiceId = (attempt: string): string => serviceIdOf(attempt, 'payment');

export const waiting = { kind: 'wait', message: 'The customer pays at the terminal' } as const;

/** An authorisation; or `rejected`: what became of it is to be asked, since an earlier one of the same name may have got through. */
export type Handed = Authorisation | { readonly state: 'rejected'; readonly detail: string };

export const pay: Exchange<Paying, Sent, Handed> = {
  request: ({ body: { attempt, payment, amount, begunAt }, ends }) => ({
    how: 'async',
    message: {
      MessageHeader: headerOf(MessageCategory.Payment, ends, paymentServiceId(attempt)),
      PaymentRequest: {
        SaleData: { SaleTransactionID: { TransactionID: attempt, TimeStamp: instantOf(begunAt) }, SaleReferenceID: payment },
        PaymentTransaction: { AmountsReq: { Currency: amount.currency, RequestedAmount: toNexo(amount) } },
      },
    },
  }),
  response: (reply, { body: { attempt }, ends }) => {
    const reference = askedReference(ends, paymentServiceId(attempt));
    if (reply.kind === 'not-sent') return { state: 'not-processed', detail: reply.why };
    if (reply.kind === 'no-answer') return { state: 'unknown', reference, detail: reply.why };
    if (reply.status === 200 && read.handedOn.Check(reply.body)) return { state: 'pending', reference, action: waiting };
    if (reply.status === 200) return { state: 'rejected', detail: saidInstead(reply.body) };
    const refused = reply.status >= 400 && reply.status < 500 && reply.status !== 408;
    return { state: refused ? 'not-processed' : 'unknown', detail: `the terminal service answered ${reply.status}`, ...(!refused && { reference }) };
  },
};
