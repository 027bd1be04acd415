/** BTCPay's invoices as authorisations. The state is the truth, and not what was told of it. */
import { Type, type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { exponentOf, fromJson, fromMajor, toJson, toMajor, type MoneyJson } from '../../../kit/money.ts';
import type { Action, Authorisation } from '../../../kit/provider/contract.ts';
import type { AuthoriseAsked } from '../../../kit/provider/exchange.ts';
import type { HttpRequest } from '../../../kit/provider/http.ts';
import { instantAt } from '../../../kit/provider/instant.ts';

const InvoiceShape = Type.Object({ id: Type.String({ pattern: '^[\\x21-\\x7e]{1,128}$' }), status: Type.String(), additionalStatus: Type.Optional(Type.String()), amount: Type.String(), currency: Type.String(), paidAmount: Type.Optional(Type.String()), checkoutLink: Type.Optional(Type.String()), createdTime: Type.Optional(Type.Number()), expirationTime: Type.Optional(Type.Number()) });
export type Invoice = Static<typeof InvoiceShape>;
const invoice = Compile(InvoiceShape);
const methods = Compile(Type.Array(Type.Object({ paymentMethodId: Type.String(), paymentLink: Type.Optional(Type.Union([Type.String(), Type.Null()])), activated: Type.Optional(Type.Boolean()) })));

export const readInvoice = (body: unknown): Invoice | undefined => (invoice.Check(body) ? body : undefined);
export const readInvoices = (body: unknown): Invoice[] | undefined => (Array.isArray(body) ? body.flatMap((one) => readInvoice(one) ?? []) : undefined);

/** Of several with one order, which a race may leave: the one that somebody has paid, and otherwise the first. */
export const theOne = (all: readonly Invoice[]): Invoice | undefined => [...all].sort((a, b) => rank(a) - rank(b) || (a.createdTime ?? 0) - (b.createdTime ?? 0))[0];
const rank = ({ status, additionalStatus = 'None' }: Invoice): number => (status === 'Settled' ? 0 : status === 'Processing' ? 1 : additionalStatus.startsWith('Paid') ? 2 : status === 'New' ? 3 : 4);

const store = (storeId: string): string => `/api/v1/stores/${encodeURIComponent(storeId)}`;

export const invoicesOf = (storeId: string, attempt: string): HttpRequest => ({ method: 'GET', path: `${store(storeId)}/invoices?orderId=${encodeURIComponent(attempt)}` });
export const invoiceAt = (id: string, of = ''): HttpRequest => ({ method: 'GET', path: `/api/v1/invoices/${encodeURIComponent(id)}${of}` });

/** BTCPay has no idempotency key: `orderId` is by what an invoice is found again. */
export const newInvoice = (storeId: string, { body: { attempt, payment, amount, returnAddress } }: AuthoriseAsked): HttpRequest => ({
  method: 'POST',
  path: `${store(storeId)}/invoices`,
  body: {
    amount: toMajor(fromJson(amount)),
    currency: amount.currency,
    metadata: { orderId: attempt, itemDesc: payment },
    // One confirmation; what is replaced before that falls back.
    checkout: { speedPolicy: 'MediumSpeed', ...(returnAddress !== undefined && { redirectURL: returnAddress }) },
  },
});

/** Whole minor units, what is less than one left out; `undefined` for what is no amount. */
export function minorUnits(value: string | undefined, currency: string): bigint | undefined {
  try {
    const [whole = '', places = ''] = (value ?? '').split('.');
    const cut = places.slice(0, exponentOf(currency));
    return fromMajor(cut === '' ? whole : `${whole}.${cut}`, currency).minor;
  } catch {
    return undefined;
  }
}

function amountOf({ amount, currency }: Invoice): MoneyJson | undefined {
  try {
    return toJson(fromMajor(amount, currency));
  } catch {
    return undefined;
  }
}

const some = (minor: bigint, currency: string): MoneyJson | undefined => (minor > 0n ? toJson({ minor, currency }) : undefined);

/** What the payer is shown: the address with what is left to be paid (BIP 21), or the checkout page. */
function show(of: Invoice, payable: unknown): Action {
  const link = methods.Check(payable) ? payable.find(({ activated, paymentLink }) => activated !== false && paymentLink)?.paymentLink : undefined;
  const paid = minorUnits(of.paidAmount, of.currency) ?? 0n;
  const whole = minorUnits(of.amount, of.currency);
  const received = some(paid, of.currency);
  const left = whole === undefined ? undefined : some(whole - paid, of.currency);
  const until = instantAt(of.expirationTime);
  return { kind: 'show', text: link ?? of.checkoutLink ?? '', ...(until !== undefined && { until }), ...(received && { received }), ...(received && left && { left }) };
}

/** By status and additional status; what is not here is pending. */
const states: Readonly<Record<string, Authorisation['state']>> = {
  New: 'requires-action',
  // Enough was seen and is not confirmed: it can still be replaced, and fall back to New.
  Processing: 'pending',
  Settled: 'captured',
  Expired: 'expired',
  // The whole sum came after its time: a person marks it as settled, or refunds it.
  'Expired PaidLate': 'pending',
  // Never confirmed.
  Invalid: 'declined',
  'Invalid Marked': 'voided',
};

/** `payable`: its payment methods, where they are known. */
export function readState(of: Invoice, payable?: unknown): Authorisation {
  const { status, additionalStatus = 'None' } = of;
  const state = states[`${status} ${additionalStatus}`] ?? states[status] ?? 'pending';
  const amount = amountOf(of);
  const expiresAt = instantAt(of.expirationTime);
  return {
    state,
    reference: of.id,
    ...(amount && { amount }),
    ...(state === 'requires-action' && { action: show(of, payable), ...(expiresAt !== undefined && { expiresAt }) }),
    ...(state === 'declined' && { decline: { code: 'timed-out', providerCode: `${status} ${additionalStatus}`, again: 'later' } }),
    detail: detailOf(of),
  };
}

const notes: Readonly<Record<string, string>> = { PaidOver: 'more was paid: offer the difference back', PaidPartial: 'a part was paid', PaidLate: 'it was paid after its time: mark it as settled at BTCPay, or refund it' };

const detailOf = ({ status, additionalStatus = 'None', paidAmount, currency }: Invoice): string => {
  const note = notes[additionalStatus];
  return note === undefined ? `invoice ${status} ${additionalStatus}` : `invoice ${status} ${additionalStatus}: ${note} (paid ${paidAmount ?? 'an unknown amount'} ${currency})`;
};
