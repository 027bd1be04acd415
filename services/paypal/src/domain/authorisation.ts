/** Orders, as halves: an order is created for the payer to approve, and authorised or captured once they have. */
import { CheckoutPaymentIntent, PaypalExperienceUserAction, PaypalWalletContextShippingPreference, type OrderRequest } from '@paypal/paypal-server-sdk';
import type { Action, Authorisation } from '../../../kit/provider/contract.ts';
import type { AuthoriseAsked, Exchange, Reply } from '../../../kit/provider/exchange.ts';
import { instantOf } from '../../../kit/provider/instant.ts';
import { fromPaypal, toPaypal } from './amount.ts';
import { actions, declineOf, elsewhere } from './codes.ts';
import type { AuthorizationSaid, CaptureSaid, OrderSaid, ProblemSaid, Said, Sent } from './wire.ts';

/** Says on the way back that the payer gave up. It is believed only of an order that nobody approved, which moves no money. */
export const cancelMark = 'cancelled';

const cancelAddress = (address: string): string => `${address}${address.includes('?') ? '&' : '?'}${cancelMark}=true`;

function orderOf({ body: { attempt, amount, capture, returnAddress, payer } }: AuthoriseAsked): OrderRequest {
  return {
    intent: capture === 'manual' ? CheckoutPaymentIntent.Authorize : CheckoutPaymentIntent.Capture,
    purchaseUnits: [{ referenceId: 'default', customId: attempt, invoiceId: attempt, amount: { ...toPaypal(amount) } }],
    paymentSource: {
      paypal: {
        experienceContext: {
          userAction: PaypalExperienceUserAction.PayNow,
          shippingPreference: PaypalWalletContextShippingPreference.NoShipping,
          ...(returnAddress !== undefined && { returnUrl: returnAddress, cancelUrl: cancelAddress(returnAddress) }),
          ...(payer?.language !== undefined && { locale: payer.language }),
        },
      },
    },
  };
}

export const authorising: Exchange<AuthoriseAsked, Sent, Authorisation, Said> = {
  request: (asked) => {
    const { continues, capture } = asked.body;
    if (!continues) return { call: 'create-order', key: asked.key, body: orderOf(asked) };
    return { call: capture === 'manual' ? 'authorize-order' : 'capture-order', key: asked.key, id: continues.reference };
  },
  response: (reply, { body: { continues } }) => {
    const said = readOrder(reply, continues?.reference);
    // PayPal forgets an order that nobody approved in time: no money moves by it any more.
    if (said.state === 'not-found') return { ...said, state: 'expired' };
    return said.state === 'requires-action' && continues?.returned[cancelMark] !== undefined ? { ...said, state: 'declined', decline: { code: 'cancelled-by-payer', providerCode: 'ORDER_NOT_APPROVED', again: 'later' } } : said;
  },
};

/** Of every answer that is about an order. */
export function readOrder(reply: Reply<Said>, reference?: string): Authorisation {
  const known = reference === undefined ? {} : { reference };
  if (reply.kind === 'not-sent') return { state: 'not-processed', detail: reply.why, ...known };
  if (reply.kind === 'no-answer') return { state: 'unknown', detail: reply.why, ...known };
  const { order, problem } = reply.body;
  if (reply.status < 300 && order) return stateOf(order);
  return { ...refusalOf(reply.status, problem, reference), ...known };
}

/** What is no refusal by who decides is a technical one: nothing was done. */
function refusalOf(status: number, problem: ProblemSaid | undefined, reference: string | undefined): Authorisation {
  const issue = problem?.issues[0] ?? problem?.name ?? `HTTP ${status}`;
  if (status >= 500 || status === 408 || status === 409 || !problem || problem.issues.some((one) => elsewhere.has(one))) return { state: 'unknown', detail: issue };
  if (status === 404) return { state: 'not-found', detail: issue };
  if (status !== 422) return { state: 'not-processed', detail: issue };
  if (problem.issues.some((one) => actions.has(one)) || problem.redirect !== undefined) {
    // Another instrument may be chosen at the same order: the refusal is told along.
    return { state: 'requires-action', action: actionOf(problem.redirect), ...(!actions.has(issue) && { decline: declineOf(issue) }), ...(reference !== undefined && { reference }) };
  }
  return { state: 'declined', decline: declineOf(issue) };
}

const actionOf = (address: string | undefined): Action => (address === undefined ? { kind: 'wait', message: 'the payer has approved, or is at PayPal: continue when they come back' } : { kind: 'redirect', address });

const linkOf = ({ links = [] }: OrderSaid): string | undefined => links.find(({ rel }) => rel === 'payer-action' || rel === 'approve')?.href;

/** Before any money is reserved. What is not known is pending. */
const orderStates: Readonly<Record<string, Authorisation['state']>> = { CREATED: 'requires-action', SAVED: 'requires-action', PAYER_ACTION_REQUIRED: 'requires-action', APPROVED: 'requires-action', VOIDED: 'voided' };

function stateOf(order: OrderSaid): Authorisation {
  const [unit] = order.purchaseUnits ?? [];
  const [authorization] = unit?.payments?.authorizations ?? [];
  const [capture] = unit?.payments?.captures ?? [];
  const reference = order.id === undefined ? {} : { reference: order.id };
  if (authorization) return readAuthorization(authorization);
  if (capture) return { ...readCaptured(capture), ...reference };
  const state = orderStates[order.status ?? ''] ?? 'pending';
  const amount = fromPaypal(unit?.amount);
  return { state, ...reference, ...(amount && { amount }), ...(state === 'requires-action' && { action: actionOf(linkOf(order)) }), detail: `order ${order.status ?? 'without a status'}` };
}

const authorizationStates: Readonly<Record<string, Authorisation['state']>> = { CREATED: 'authorised', PARTIALLY_CAPTURED: 'authorised', CAPTURED: 'captured', DENIED: 'declined', VOIDED: 'voided', PENDING: 'pending' };

export function readAuthorization({ id, status = '', amount, expirationTime, updateTime }: AuthorizationSaid): Authorisation {
  const state = authorizationStates[status] ?? 'pending';
  const told = fromPaypal(amount);
  const expiresAt = instantOf(expirationTime);
  return {
    // Voided after its time, not by us.
    state: state === 'voided' && Date.parse(updateTime ?? '') >= Date.parse(expirationTime ?? '') ? 'expired' : state,
    ...(id !== undefined && { reference: id }),
    ...(told && { amount: told }),
    ...(expiresAt !== undefined && { expiresAt }),
    ...(state === 'declined' && { decline: declineOf('TRANSACTION_REFUSED') }),
    detail: `authorization ${status}`,
  };
}

const captureStates: Readonly<Record<string, Authorisation['state']>> = { COMPLETED: 'captured', PARTIALLY_REFUNDED: 'captured', REFUNDED: 'captured', DECLINED: 'declined', FAILED: 'declined', PENDING: 'pending' };

function readCaptured({ id, status = '', amount, processorResponse }: CaptureSaid): Authorisation {
  const state = captureStates[status] ?? 'pending';
  const told = fromPaypal(amount);
  return {
    state,
    ...(id !== undefined && { captureReference: id }),
    ...(told && { amount: told }),
    ...(state === 'declined' && { decline: { ...declineOf('TRANSACTION_REFUSED'), providerCode: processorResponse?.responseCode ?? status } }),
    detail: `capture ${status}`,
  };
}
