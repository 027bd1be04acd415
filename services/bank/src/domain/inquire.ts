/** What became of a payment, by the bank's identifier of it. Pure. */
import { fromMajor, toJson, type MoneyJson } from '../../../kit/money.ts';
import type { Authorisation } from '../../../kit/provider/contract.ts';
import type { Exchange } from '../../../kit/provider/exchange.ts';
import type { HttpRequest } from '../../../kit/provider/http.ts';
import { read } from './answers.ts';
import { redirectOf, resource } from './initiate.ts';
import { endToEndIdentificationOf, type Product } from './names.ts';
import { notRead } from './refusals.ts';
import { asksPayer, stateOf } from './states.ts';

export interface Inquiring {
  readonly product: Product;
  readonly paymentId: string;
  readonly address: string;
  /** Whose payment it ought to be. */
  readonly attempt: string;
  /** Of this question alone. */
  readonly requestId: string;
}

const misfit: Authorisation = { state: 'unknown', detail: 'the bank’s answer does not fit the standard' };

export const inquireStatus: Exchange<Inquiring, HttpRequest, Authorisation> = {
  request: ({ product, paymentId, requestId }) => ({ method: 'GET', path: `${resource(product, paymentId)}/status`, headers: { 'x-request-id': requestId } }),
  response: (reply, { paymentId: reference, address }) => {
    if (reply.kind !== 'answered' || reply.status !== 200) return { ...notRead(reply), reference };
    if (!read.status.Check(reply.body)) return { ...misfit, reference };
    const { transactionStatus, psuMessage, _links: links = {} } = reply.body;
    const known = { ...stateOf(transactionStatus), reference };
    const action = asksPayer(transactionStatus) ? (redirectOf(links.scaRedirect?.href, address) ?? (psuMessage === undefined ? undefined : { kind: 'wait' as const, message: psuMessage })) : undefined;
    return action ? { ...known, state: 'requires-action', action } : known;
  },
};

/** Amount and reference, for whoever compares them: the status alone says neither. */
export const inquirePayment: Exchange<Inquiring, HttpRequest, Authorisation> = {
  request: ({ product, paymentId, requestId }) => ({ method: 'GET', path: resource(product, paymentId), headers: { 'x-request-id': requestId } }),
  response: (reply, { paymentId: reference, attempt }) => {
    if (reply.kind !== 'answered' || reply.status !== 200) return { ...notRead(reply), reference };
    if (!read.payment.Check(reply.body)) return { ...misfit, reference };
    const { transactionStatus, instructedAmount, endToEndIdentification } = reply.body;
    if (endToEndIdentification !== undefined && endToEndIdentification !== endToEndIdentificationOf(attempt)) return { state: 'pending', reference, detail: `the bank says that ${reference} is the payment ${endToEndIdentification}, which is not this attempt` };
    const amount = amountOf(instructedAmount);
    const state = stateOf(transactionStatus);
    return { ...state, reference, ...(state.state === 'captured' && { captureReference: endToEndIdentificationOf(attempt) }), ...(amount && { amount }) };
  },
};

/** Decimal text of at most 14 digits before and 3 after the point. `undefined` for what is no amount of its currency. */
export function amountOf({ currency, amount }: { readonly currency: string; readonly amount: string }): MoneyJson | undefined {
  try {
    return toJson(fromMajor(amount, currency));
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
