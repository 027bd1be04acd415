/** A payment is initiated: what is sent, and what the answer means. Pure. */
import { fromJson, toMajor } from '../../../kit/money.ts';
import type { Action, Authorisation } from '../../../kit/provider/contract.ts';
import type { AuthoriseAsked, Exchange, Reply } from '../../../kit/provider/exchange.ts';
import type { HttpRequest } from '../../../kit/provider/http.ts';
import { read, type Initiated } from './answers.ts';
import type { Creditor } from './creditor.ts';
import { endToEndIdentificationOf, requestIdOf, type Product } from './names.ts';
import { payerHeaders, preferences } from './payer.ts';
import { notInitiated } from './refusals.ts';
import { asksPayer, stateOf } from './states.ts';

export interface Initiating extends AuthoriseAsked {
  readonly product: Product;
  readonly creditor: Creditor;
  /** The payer's IBAN. */
  readonly iban: string;
  /** Links of the bank may be relative to this. */
  readonly address: string;
}

/** An authorisation; or, before there is one, a payment whose authorisation must be started by itself. */
export type Begun = { readonly authorisation: Authorisation } | { readonly start: string };

export const collection = (product: Product): string => `/v1/payments/${product}`;
export const resource = (product: Product, paymentId: string): string => `${collection(product)}/${encodeURIComponent(paymentId)}`;

/** Where the payer is sent to, as they can go there. */
export function redirectOf(href: string | undefined, address: string): Action | undefined {
  const url = href === undefined || !URL.canParse(href, address) ? undefined : new URL(href, address);
  return url && /^https?:$/.test(url.protocol) ? { kind: 'redirect', address: url.href } : undefined;
}

export const initiate: Exchange<Initiating, HttpRequest, Begun> = {
  request: ({ body, key, product, creditor, iban }) => ({
    method: 'POST',
    path: collection(product),
    headers: { 'x-request-id': requestIdOf(key, 'initiate'), ...payerHeaders(body, creditor), ...preferences(body) },
    body: {
      endToEndIdentification: endToEndIdentificationOf(body.attempt),
      instructedAmount: { currency: body.amount.currency, amount: toMajor(fromJson(body.amount)) },
      debtorAccount: { iban },
      creditorAccount: { iban: creditor.iban },
      creditorName: creditor.name,
      remittanceInformationUnstructured: body.payment,
    },
  }),
  response: (reply, { address }) => {
    if (reply.kind !== 'answered' || reply.status !== 201) return { authorisation: notInitiated(reply) };
    // Made, by its status; but under which name cannot be read.
    if (!read.initiated.Check(reply.body)) return { authorisation: { state: 'unknown', detail: 'the bank has made a payment and its answer does not fit the standard' } };
    return begun(reply.body, address);
  },
};

function begun({ transactionStatus, paymentId, scaStatus, psuMessage, _links: links = {} }: Initiated, address: string): Begun {
  const state = stateOf(transactionStatus);
  const known = { ...state, reference: paymentId };
  // Nobody is asked where the bank exempts: it executes, or has already.
  if (!asksPayer(transactionStatus) || scaStatus === 'exempted') return { authorisation: known };
  const redirect = redirectOf(links.scaRedirect?.href, address);
  if (redirect) return { authorisation: { ...known, state: 'requires-action', action: redirect } };
  if (links.startAuthorisation) return { start: paymentId };
  return { authorisation: { ...known, state: 'requires-action', action: { kind: 'wait', ...(psuMessage !== undefined && { message: psuMessage }) } } };
}

/** `scaStatus` while the payer has something to do. */
const asked = new Set(['received', 'psuIdentified', 'psuAuthenticated', 'scaMethodSelected', 'started', 'unconfirmed']);

/** Asks to start the authorisation of a payment, where the bank does not do it by itself. */
export const startAuthorisation: Exchange<Initiating & { readonly paymentId: string }, HttpRequest, Authorisation> = {
  request: ({ body, key, product, creditor, paymentId }) => ({
    method: 'POST',
    path: `${resource(product, paymentId)}/authorisations`,
    headers: { 'x-request-id': requestIdOf(key, 'start-authorisation'), ...payerHeaders(body, creditor), ...preferences(body) },
    body: {},
  }),
  response: (reply, { paymentId: reference, address }) => {
    // Nobody is asked: it is executed, and asked about.
    if (reply.kind === 'answered' && reply.status === 201 && read.started.Check(reply.body) && !asked.has(reply.body.scaStatus)) return { state: 'pending', reference, detail: `the bank says that the approval is ${reply.body.scaStatus}` };
    const action = startedAction(reply, address);
    return action ? { state: 'requires-action', reference, action } : { ...notStarted(reply), reference };
  },
};

export function startedAction(reply: Reply, address: string): Action | undefined {
  if (reply.kind !== 'answered' || reply.status !== 201 || !read.started.Check(reply.body)) return undefined;
  const { _links: links = {}, psuMessage } = reply.body;
  return redirectOf(links.scaRedirect?.href, address) ?? { kind: 'wait', ...(psuMessage !== undefined && { message: psuMessage }) };
}

const notStarted = (reply: Reply): Authorisation => (reply.kind === 'answered' && reply.status === 201 ? { state: 'unknown', detail: 'the bank’s answer does not fit the standard' } : notInitiated(reply));
