/** Refunds: a pull payment, which the payer claims. Named by our operation and described by the invoice, by which they are found again. */
import { Type, type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { fromJson, fromMajor, toJson, toMajor, type MoneyJson } from '../../../kit/money.ts';
import type { Modification } from '../../../kit/provider/contract.ts';
import type { ModifyAsked } from '../../../kit/provider/exchange.ts';
import type { HttpRequest } from '../../../kit/provider/http.ts';

const PullPaymentShape = Type.Object({ id: Type.String({ pattern: '^[\\x21-\\x7e]{1,128}$' }), name: Type.Optional(Type.String()), description: Type.Optional(Type.String()), amount: Type.String(), currency: Type.String(), archived: Type.Optional(Type.Boolean()), viewLink: Type.Optional(Type.String()) });
export type PullPayment = Static<typeof PullPaymentShape>;
const pullPayment = Compile(PullPaymentShape);
const payouts = Compile(Type.Array(Type.Object({ state: Type.String() })));

export const readPullPayment = (body: unknown): PullPayment | undefined => (pullPayment.Check(body) ? body : undefined);
export const readPullPayments = (body: unknown): PullPayment[] | undefined => (Array.isArray(body) ? body.flatMap((one) => readPullPayment(one) ?? []) : undefined);

const nameOf = (operation: string): string => `Refund ${operation}`;
const descriptionOf = (invoice: string): string => `Of invoice ${invoice}`;

export const newRefund = ({ reference, body: { operation, amount } }: ModifyAsked): HttpRequest => ({
  method: 'POST',
  path: `/api/v1/invoices/${encodeURIComponent(reference)}/refund`,
  body: { name: nameOf(operation), description: descriptionOf(reference), refundVariant: 'Custom', customAmount: toMajor(fromJson(amount)), customCurrency: amount.currency },
});

export const pullPaymentsOf = (storeId: string): HttpRequest => ({ method: 'GET', path: `/api/v1/stores/${encodeURIComponent(storeId)}/pull-payments?includeArchived=true` });
export const payoutsOf = ({ id }: PullPayment): HttpRequest => ({ method: 'GET', path: `/api/v1/pull-payments/${encodeURIComponent(id)}/payouts` });

export const byOperation = (all: readonly PullPayment[], operation: string): PullPayment | undefined => all.find(({ name }) => name === nameOf(operation));

const moneyOf = ({ amount, currency }: PullPayment): MoneyJson | undefined => {
  try {
    return toJson(fromMajor(amount, currency));
  } catch {
    return undefined;
  }
};

/** Minor units that were promised back of an invoice; what was archived was taken back. */
export const promised = (all: readonly PullPayment[], invoice: string, currency: string): bigint =>
  all.filter((one) => one.description === descriptionOf(invoice) && one.archived !== true && one.currency === currency).reduce((sum, one) => sum + fromMajor(one.amount, currency).minor, 0n);

/** Money leaves when the payer claims it and the payout is made. `claims`: its payouts, where they are known. */
export function readRefund(of: PullPayment, claims?: unknown): Modification {
  const amount = moneyOf(of);
  const paid = payouts.Check(claims) && claims.some(({ state }) => state === 'Completed');
  const base = { reference: of.id, ...(amount && { amount }) };
  if (paid) return { state: 'done', ...base, detail: 'claimed and paid out' };
  if (of.archived) return { state: 'refused', ...base, providerCode: 'Archived', detail: 'the pull payment was taken back' };
  return { state: 'accepted', ...base, ...(of.viewLink !== undefined && { action: { kind: 'redirect', address: of.viewLink } }), detail: 'the payer claims it at this address' };
}
