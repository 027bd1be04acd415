/** How PayPal writes what it has: Orders v2 and Payments v2. */
import { fromMajor } from '../../kit/money.ts';
import type { Authorization, Capture, Money, Order, Refund } from './account.ts';

const time = (at: Date): string => `${at.toISOString().slice(0, 19)}Z`;

const link = (address: string, path: string, rel: string, method: 'GET' | 'POST' | 'PATCH' = 'GET') => ({ href: `${address}${path}`, rel, method });

/** Not of what is JSON's own: what is undefined is left out. */
const named = (of: { readonly invoiceId?: string | undefined; readonly customId?: string | undefined }) => ({ ...(of.invoiceId !== undefined && { invoice_id: of.invoiceId }), ...(of.customId !== undefined && { custom_id: of.customId }) });

const sellerProtection = { status: 'ELIGIBLE', dispute_categories: ['ITEM_NOT_RECEIVED', 'UNAUTHORIZED_TRANSACTION'] };

/** 2.90 % and a fixed part, rounded down: what a settlement file will say. */
export function feeOf({ currency_code: currency, value }: Money): bigint {
  const { minor } = fromMajor(value, currency);
  const fee = (minor * 290n) / 10_000n;
  return fee > minor ? minor : fee;
}

export const forms = (address: string) => {
  const related = (order: Order, more: object = {}) => ({ supplementary_data: { related_ids: { order_id: order.id, ...(order.authorization && { authorization_id: order.authorization.id }), ...more } } });

  const authorization = (of: Authorization) => ({
    id: of.id,
    status: of.status,
    amount: of.amount,
    ...named(of.order),
    seller_protection: sellerProtection,
    expiration_time: time(of.expires),
    create_time: time(of.created),
    update_time: time(of.updated),
    links: [link(address, `/v2/payments/authorizations/${of.id}`, 'self'), link(address, `/v2/payments/authorizations/${of.id}/capture`, 'capture', 'POST'), link(address, `/v2/payments/authorizations/${of.id}/void`, 'void', 'POST'), link(address, `/v2/checkout/orders/${of.order.id}`, 'up')],
  });

  const capture = (of: Capture) => ({
    id: of.id,
    status: of.status,
    amount: of.amount,
    ...named({ customId: of.order.customId, invoiceId: of.invoiceId }),
    final_capture: of.final,
    seller_protection: sellerProtection,
    create_time: time(of.created),
    update_time: time(of.created),
    links: [link(address, `/v2/payments/captures/${of.id}`, 'self'), link(address, `/v2/payments/captures/${of.id}/refund`, 'refund', 'POST'), link(address, of.order.authorization ? `/v2/payments/authorizations/${of.order.authorization.id}` : `/v2/checkout/orders/${of.order.id}`, 'up')],
  });

  const refund = (of: Refund) => ({
    id: of.id,
    status: of.status,
    amount: of.amount,
    ...named(of),
    create_time: time(of.created),
    update_time: time(of.created),
    links: [link(address, `/v2/payments/refunds/${of.id}`, 'self'), link(address, `/v2/payments/captures/${of.capture.id}`, 'up')],
  });

  const payments = (of: Order) => ({
    ...(of.authorization && { authorizations: [authorization(of.authorization)] }),
    ...(of.captures.length > 0 && { captures: of.captures.map(capture) }),
    ...(of.captures.some(({ refunds }) => refunds.length > 0) && { refunds: of.captures.flatMap(({ refunds }) => refunds).map(refund) }),
  });

  const order = (of: Order) => ({
    id: of.id,
    intent: of.intent,
    status: of.status,
    payment_source: { paypal: {} },
    purchase_units: [{ reference_id: of.referenceId, amount: of.amount, ...named(of), ...((of.authorization || of.captures.length > 0) && { payments: payments(of) }) }],
    create_time: time(of.created),
    links: [link(address, `/v2/checkout/orders/${of.id}`, 'self'), ...(of.status === 'PAYER_ACTION_REQUIRED' ? [link(address, `/checkoutnow?token=${of.id}`, 'payer-action')] : [])],
  });

  return {
    order,
    /** As Payments v2 has them, with what they belong to. */
    authorization: (of: Authorization) => ({ ...authorization(of), ...related(of.order) }),
    capture: (of: Capture) => ({ ...capture(of), ...related(of.order) }),
    refund,
    refundEvent: (of: Refund) => ({ ...refund(of), ...related(of.capture.order, { capture_id: of.capture.id }) }),
  };
};

export type Forms = ReturnType<typeof forms>;
