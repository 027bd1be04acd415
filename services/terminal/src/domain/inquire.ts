/**
 * What became of a payment or a reversal whose answer was lost or is yet to come: TransactionStatus with the ServiceID of the request in question. Of a
 * repeated response the *inner* result counts; `InProgress` is asked again; `NotFound` never reached the terminal. Pure.
 */
import type { Authorisation, Authorise, Modification, Modify } from '../../../kit/provider/contract.ts';
import type { Exchange, Reply } from '../../../kit/provider/exchange.ts';
import { fromNexo } from './amounts.ts';
import { read, saidInstead, type PaymentResponse, type ReversalResponse, type StatusResponse } from './answers.ts';
import { headerOf, MessageCategory, type Sent } from './message.ts';
import { askedReference, pspReferenceOf, referenceOf, serviceIdOf, type Ends } from './names.ts';
import { outcomeOf, reasonOf } from './outcomes.ts';
import { paymentServiceId, waiting } from './pay.ts';

interface Inquiring {
  readonly ends: Ends;
  /** Of this question alone. */
  readonly serviceId: string;
}

const inquiry = ({ ends, serviceId }: Inquiring, category: MessageCategory, lost: string): Sent => ({
  how: 'sync',
  message: {
    MessageHeader: headerOf(MessageCategory.TransactionStatus, ends, serviceId),
    TransactionStatusRequest: { ReceiptReprintFlag: false, MessageReference: { MessageCategory: category, SaleID: ends.sale, ServiceID: lost } },
  },
});

type Told = { readonly is: 'unknown'; readonly detail: string } | { readonly is: 'in-progress' } | { readonly is: 'not-found' } | { readonly is: 'told'; readonly status: StatusResponse };

function told(reply: Reply): Told {
  if (reply.kind !== 'answered') return { is: 'unknown', detail: reply.why };
  if (reply.status !== 200) return { is: 'unknown', detail: `the terminal service answered ${reply.status}` };
  if (!read.status.Check(reply.body)) return { is: 'unknown', detail: saidInstead(reply.body) };
  const { TransactionStatusResponse: status } = reply.body.SaleToPOIResponse;
  if (status.Response.Result === 'Success') return { is: 'told', status };
  // Busy: with the payment that is asked about, or another one: nothing is known yet.
  const { ErrorCondition = 'none' } = status.Response;
  if (ErrorCondition === 'InProgress') return { is: 'in-progress' };
  if (ErrorCondition === 'NotFound') return { is: 'not-found' };
  return { is: 'unknown', detail: `the terminal says ${ErrorCondition}` };
}

export interface InquiringPayment extends Inquiring {
  readonly attempt: Authorise['attempt'];
  readonly currency: string;
}

export const inquirePayment: Exchange<InquiringPayment, Sent, Authorisation> = {
  request: (asked) => inquiry(asked, MessageCategory.Payment, paymentServiceId(asked.attempt)),
  response: (reply, asked) => {
    const reference = askedReference(asked.ends, paymentServiceId(asked.attempt));
    const answer = told(reply);
    if (answer.is === 'in-progress') return { state: 'pending', reference, action: waiting };
    if (answer.is === 'not-found') return { state: 'not-found' };
    if (answer.is === 'unknown') return { state: 'unknown', reference, detail: answer.detail };
    const { PaymentResponse: payment } = answer.status.RepeatedMessageResponse?.RepeatedResponseMessageBody ?? {};
    return payment ? paidOf(payment, asked) : { state: 'unknown', reference, detail: 'the terminal repeats no payment' };
  },
};

/** Of a payment's own response, wherever it came from. */
export function paidOf({ Response, SaleData, POIData, PaymentResult }: PaymentResponse, { attempt, currency, ends }: Pick<InquiringPayment, 'attempt' | 'currency' | 'ends'>): Authorisation {
  const asked = askedReference(ends, paymentServiceId(attempt));
  const whose = SaleData?.SaleTransactionID.TransactionID;
  if (whose !== undefined && whose !== attempt) return { state: 'unknown', reference: asked, detail: 'the terminal repeats another payment than the one asked about' };
  const outcome = outcomeOf(Response);
  const transaction = POIData && { id: POIData.POITransactionID.TransactionID, at: POIData.POITransactionID.TimeStamp };
  if (outcome.state !== 'captured' || !transaction) return { ...outcome, reference: asked };
  const amounts = PaymentResult?.AmountsResp;
  const amount = amounts && fromNexo(amounts.AuthorizedAmount, amounts.Currency ?? currency);
  return { ...outcome, reference: referenceOf(transaction), captureReference: pspReferenceOf(transaction), ...(amount && { amount }) };
}

export interface InquiringReversal extends Inquiring {
  readonly body: Modify;
}

export const reversalServiceId = (operation: string): string => serviceIdOf(operation, 'reversal');

/** `undefined` while it is worked on. */
export const inquireReversal: Exchange<InquiringReversal, Sent, Modification | undefined> = {
  request: (asked) => inquiry(asked, MessageCategory.Reversal, reversalServiceId(asked.body.operation)),
  response: (reply, { body }) => {
    const answer = told(reply);
    if (answer.is === 'in-progress') return undefined;
    if (answer.is === 'not-found') return { state: 'not-found' };
    if (answer.is === 'unknown') return { state: 'unknown', detail: answer.detail };
    const { ReversalResponse: reversal } = answer.status.RepeatedMessageResponse?.RepeatedResponseMessageBody ?? {};
    return reversal ? reversedOf(reversal, body) : { state: 'unknown', detail: 'the terminal repeats no reversal' };
  },
};

/** Nothing was given back, for a reason that may pass. */
const passing: readonly string[] = ['Busy', 'DeviceOut', 'UnavailableDevice', 'UnavailableService', 'LoggedOut', 'MessageFormat'];

/** Of a reversal's own response. Success: the acquirer has taken it on. */
export function reversedOf({ Response, POIData, ReversedAmount }: ReversalResponse, { amount }: Pick<Modify, 'amount'>): Modification {
  const { Result, ErrorCondition = 'none' } = Response;
  if (Result === 'Success') {
    const given = ReversedAmount === undefined ? amount : fromNexo(ReversedAmount, amount.currency);
    const transaction = POIData && { id: POIData.POITransactionID.TransactionID, at: POIData.POITransactionID.TimeStamp };
    return { state: 'done', ...(transaction && { reference: pspReferenceOf(transaction) }), ...(given && { amount: given }) };
  }
  if (ErrorCondition === 'UnreachableHost' || ErrorCondition === 'InProgress' || ErrorCondition === 'none') return { state: 'unknown', detail: `the terminal says ${Result} and ${ErrorCondition}` };
  if (passing.includes(ErrorCondition)) return { state: 'not-processed', detail: `the terminal says ${ErrorCondition}` };
  const reason = reasonOf(Response);
  return { state: 'refused', providerCode: reason === undefined ? ErrorCondition : `${ErrorCondition}: ${reason}` };
}
