/** A payment is cancelled while the bank has not executed it. Pure. */
import type { Modification } from '../../../kit/provider/contract.ts';
import type { Exchange, ModifyAsked } from '../../../kit/provider/exchange.ts';
import type { HttpRequest } from '../../../kit/provider/http.ts';
import { read } from './answers.ts';
import type { Creditor } from './creditor.ts';
import { resource, startedAction } from './initiate.ts';
import { requestIdOf, type Product } from './names.ts';
import { notCancelled } from './refusals.ts';
import { stateOf } from './states.ts';

export interface Cancelling extends ModifyAsked {
  readonly product: Product;
  readonly creditor: Creditor;
  readonly address: string;
}

/** What came of it; or, where the payer must approve the cancellation too, that this is to be started. */
export type Cancelled = { readonly modification: Modification } | { readonly start: true };

export const cancel: Exchange<Cancelling, HttpRequest, Cancelled> = {
  request: ({ product, reference, key }) => ({ method: 'DELETE', path: resource(product, reference), headers: { 'x-request-id': requestIdOf(key, 'cancel') } }),
  response: (reply, { reference, body: { amount } }) => {
    if (reply.kind === 'answered' && reply.status === 204) return { modification: { state: 'done', reference, amount } };
    if (reply.kind !== 'answered' || reply.status !== 202) return { modification: notCancelled(reply) };
    return read.cancelling.Check(reply.body) && reply.body._links?.startAuthorisation ? { start: true } : { modification: { state: 'accepted', reference } };
  },
};

export const startCancellation: Exchange<Cancelling, HttpRequest, Modification> = {
  request: ({ product, reference, key, creditor }) => ({
    method: 'POST',
    path: `${resource(product, reference)}/cancellation-authorisations`,
    headers: { 'x-request-id': requestIdOf(key, 'start-cancellation'), 'psu-ip-address': creditor.address },
    body: {},
  }),
  response: (reply, { reference, address }) => {
    const action = startedAction(reply, address);
    return action ? { state: 'accepted', reference, action } : notCancelled(reply);
  },
};

export type Lookup = Cancelling & { readonly requestId: string };

/** What became of a cancellation, by the payment's own state; `undefined` while that says nothing of it. */
export const inquireCancelled: Exchange<Lookup, HttpRequest, Modification | undefined> = {
  request: ({ product, reference, requestId }) => ({ method: 'GET', path: `${resource(product, reference)}/status`, headers: { 'x-request-id': requestId } }),
  response: (reply, { reference, body: { amount } }) => {
    if (reply.kind !== 'answered' || reply.status !== 200 || !read.status.Check(reply.body)) return { state: 'unknown', detail: 'the bank did not say how the payment is' };
    const { transactionStatus } = reply.body;
    const { state } = stateOf(transactionStatus);
    if (state === 'voided') return { state: 'done', reference, amount };
    return state === 'captured' || state === 'declined' ? { state: 'refused', providerCode: transactionStatus } : undefined;
  },
};

/** Whether a cancellation waits for the payer. */
export const inquireCancellations: Exchange<Lookup, HttpRequest, Modification> = {
  request: ({ product, reference, requestId }) => ({ method: 'GET', path: `${resource(product, reference)}/cancellation-authorisations`, headers: { 'x-request-id': requestId } }),
  response: (reply, { reference }) => {
    if (reply.kind !== 'answered' || reply.status !== 200 || !read.authorisations.Check(reply.body)) return { state: 'unknown', detail: 'the bank did not say whether the payment is to be cancelled' };
    return reply.body.authorisationIds.length > 0 ? { state: 'accepted', reference } : { state: 'not-found' };
  },
};
