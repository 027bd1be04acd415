/** Capturing, cancelling and refunding at Adyen, which says only that it received the wish: a webhook tells what became of it. Pure halves. */
import type { Types } from '@adyen/api-library';
import type { Modification } from '../../../kit/provider/contract.ts';
import type { Exchange, ModifyAsked } from '../../../kit/provider/exchange.ts';
import { fromUnits, toUnits } from '../units.ts';
import type { Sent } from './pay.ts';
import { read, type AdyenFault, type AdyenReply } from './replies.ts';
import { adyenUnits } from './units.ts';

export interface AdyenModify extends ModifyAsked {
  readonly merchantAccount: string;
}

export interface SentTo<Body> extends Sent<Body> {
  /** Adyen's reference of the payment. */
  readonly payment: string;
}

interface Received {
  readonly pspReference: string;
  readonly amount?: { readonly value: number; readonly currency: string };
}

/** The reference is of no payment. */
const noSuchPayment = '167';

function received(reply: AdyenReply<Received>): Modification {
  const answer = read(reply);
  if (answer.what === 'unknown') return { state: 'unknown', detail: answer.why };
  if (answer.what === 'not-done') return { state: 'not-processed', detail: answer.why };
  if (answer.what === 'refused') return answer.fault.status === 404 || answer.fault.errorCode === noSuchPayment ? { state: 'not-found' } : { state: 'refused', providerCode: answer.fault.errorCode ?? String(answer.fault.status) };
  const { pspReference, amount } = answer.body;
  const ours = amount && fromUnits(adyenUnits, amount.value, amount.currency);
  return { state: 'accepted', reference: pspReference, ...(ours && { amount: ours }) };
}

type Modifying<Body, Answer> = Exchange<AdyenModify, Body, Modification, Answer | AdyenFault>;

const amountOf = ({ body }: ModifyAsked): { readonly value: number; readonly currency: string } => ({ value: toUnits(adyenUnits, body.amount), currency: body.amount.currency });

export const capture: Modifying<SentTo<Types.checkout.PaymentCaptureRequest>, Types.checkout.PaymentCaptureResponse> = {
  request: (asked) => ({ payment: asked.reference, key: asked.key, body: { merchantAccount: asked.merchantAccount, amount: amountOf(asked), reference: asked.body.operation } }),
  response: received,
};

export const refund: Modifying<SentTo<Types.checkout.PaymentRefundRequest>, Types.checkout.PaymentRefundResponse> = {
  request: (asked) => {
    const { authorisation, operation } = asked.body;
    const capture = authorisation !== undefined && authorisation !== asked.reference ? { capturePspReference: asked.reference } : {};
    return { payment: authorisation ?? asked.reference, key: asked.key, body: { merchantAccount: asked.merchantAccount, amount: amountOf(asked), reference: operation, ...capture } };
  },
  response: received,
};

/** A payment that Adyen has given no name of its own is cancelled by ours. */
const byOurName = ({ reference, body }: ModifyAsked): boolean => reference === body.attempt;

/** One of both: by Adyen's reference, or by ours. */
export type SentCancel = SentTo<Types.checkout.PaymentCancelRequest> | Sent<Types.checkout.StandalonePaymentCancelRequest>;

export const cancel: Modifying<SentCancel, Types.checkout.PaymentCancelResponse | Types.checkout.StandalonePaymentCancelResponse> = {
  request: (asked) => {
    const body = { merchantAccount: asked.merchantAccount, reference: asked.body.operation };
    return byOurName(asked) ? { key: asked.key, body: { ...body, paymentReference: asked.body.attempt } } : { payment: asked.reference, key: asked.key, body };
  },
  response: received,
};
