/** What is answered. */
import { money, toJson } from '../../../kit/money.ts';
import type { Basket, Db } from '../adapters/baskets.ts';
import { reservationsOf, type Reservation } from '../adapters/reservations.ts';
import { paymentsOf, type PaymentRow } from '../adapters/tender.ts';
import { etagOf, totalOf } from '../domain/basket.ts';
import { quoteHolds } from '../domain/pricing.ts';
import { covers, tenderOf } from '../domain/tender.ts';
import { pricedLines } from './shop.ts';

export const sumOf = (currency: string) => (minor: bigint) => toJson(money(minor, currency));

export const reservationView = ({ id, basket, store, state, heldUntil, items }: Reservation) => ({
  reservation: id,
  basket,
  store,
  state,
  heldUntil: heldUntil.toISOString(),
  items: items.map(({ product, quantity, returned }) => ({ product, quantity, returned })),
});

/** How long the quoted prices still hold, where that is until a moment. */
const pricesUntil = (basket: Basket, now: Date) => (basket.tendered === 0n && basket.pricesUntil !== null && quoteHolds(basket, now) ? { pricesUntil: basket.pricesUntil.toISOString() } : {});

export async function basketView(db: Db, basket: Basket, now: Date) {
  const sum = sumOf(basket.currency);
  const lines = await pricedLines(db, basket, now);
  const total = totalOf(lines);
  return {
    basket: basket.id,
    version: basket.version,
    state: basket.state,
    channel: basket.channel,
    items: lines.map(({ product, name, quantity, unit, promotion }) => ({ product, name, quantity, unit: sum(unit), total: sum(unit * BigInt(quantity)), ...(promotion !== undefined && { promotion }) })),
    total: sum(total),
    tendered: sum(basket.tendered),
    due: sum(total - basket.tendered),
    ...pricesUntil(basket, now),
    reservations: (await reservationsOf(db, basket.id)).map(reservationView),
  };
}

/** Prices move with the clock and baskets are private: nothing on the way keeps an answer. */
export const headersOf = ({ version }: { readonly version: number }) => ({ etag: etagOf(version), 'cache-control': 'no-store' });

export async function basketAnswer(db: Db, basket: Basket, now: Date) {
  return { body: await basketView(db, basket, now), headers: headersOf(basket) };
}

export async function tenderView(db: Db, basket: Basket, { total, stores, now }: { readonly total: bigint; readonly stores: readonly string[]; readonly now: Date }) {
  const sum = sumOf(basket.currency);
  const payments = await paymentsOf(db, basket.id);
  const tender = tenderOf(total, payments.filter(({ currency }) => currency === basket.currency));
  return {
    basket: basket.id,
    version: basket.version,
    state: basket.state,
    total: sum(total),
    tendered: sum(tender.tendered),
    due: sum(tender.due),
    excess: sum(tender.excess),
    ...pricesUntil(basket, now),
    payers: { owner: basket.owner, stores: [...stores] },
    payments: payments.map(paymentView),
  };
}

function paymentView(row: PaymentRow) {
  const sum = sumOf(row.currency);
  return { payment: row.payment, provider: row.provider, authorised: sum(row.authorised), captured: sum(row.captured), released: sum(row.released), refunded: sum(row.refunded), covers: sum(covers(row)) };
}
