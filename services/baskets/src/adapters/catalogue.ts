/** Products, prices, promotions and stock. */
import { sql } from 'kysely';
import { offerAt, type Offer, type Promotion } from '../domain/pricing.ts';
import type { Item } from '../domain/basket.ts';
import type { Db, Trx } from './baskets.ts';

export const productExists = async (db: Db, product: string): Promise<boolean> => (await sql`SELECT FROM product WHERE id = ${product}`.execute(db)).rows.length > 0;

interface PromotionRow extends Promotion {
  readonly product: string;
}

/** What products cost at a moment; those that have no price in the currency are left out. */
export async function offers(db: Db, { currency, products, at }: { readonly currency: string; readonly products: readonly string[]; readonly at: Date }): Promise<ReadonlyMap<string, Offer>> {
  const prices = await sql<{ product: string; amount: bigint }>`SELECT product, amount FROM price WHERE currency = ${currency} AND product = ANY(${[...products]})`.execute(db);
  const { rows: promotions } = await sql<PromotionRow>`SELECT id, product, amount, starts_at AS start, ends_at AS "end" FROM promotion
    WHERE currency = ${currency} AND product = ANY(${[...products]}) AND starts_at <= ${at} AND ends_at > ${at} ORDER BY id`.execute(db);
  return new Map(prices.rows.map(({ product, amount }) => [product, offerAt(amount, promotions.filter((one) => one.product === product), at)]));
}

export async function keepPromotion(trx: Trx, { id, product, currency, amount, start, end }: PromotionRow & { readonly currency: string }): Promise<void> {
  await sql`INSERT INTO promotion (id, product, currency, amount, starts_at, ends_at) VALUES (${id}, ${product}, ${currency}, ${amount}, ${start}, ${end}) ON CONFLICT (id) DO NOTHING`.execute(trx);
}

/** In one order for everybody, so that no two wait for each other. */
const inOrder = (items: readonly Item[]): Item[] => [...items].sort((a, b) => (a.product < b.product ? -1 : 1));

/** Holds goods in a store. Returns the products of which there are too few; the caller then rolls back. */
export async function holdStock(trx: Trx, store: string, items: readonly Item[]): Promise<string[]> {
  const lacking: string[] = [];
  for (const { product, quantity } of inOrder(items)) {
    const { numAffectedRows } = await sql`UPDATE stock SET held = held + ${quantity} WHERE store = ${store} AND product = ${product} AND held + ${quantity} <= on_hand`.execute(trx);
    if (numAffectedRows !== 1n) lacking.push(product);
  }
  return lacking;
}

/** `gone` where the goods leave the store, and not only the reservation. */
export async function endHold(trx: Trx, store: string, items: readonly Item[], { gone }: { readonly gone: boolean }): Promise<void> {
  for (const { product, quantity } of inOrder(items)) {
    await sql`UPDATE stock SET held = held - ${quantity}, on_hand = on_hand - ${gone ? quantity : 0} WHERE store = ${store} AND product = ${product}`.execute(trx);
  }
}

export async function addStock(trx: Trx, store: string, items: readonly Item[]): Promise<void> {
  for (const { product, quantity } of inOrder(items)) {
    await sql`INSERT INTO stock (store, product, on_hand) VALUES (${store}, ${product}, ${quantity}) ON CONFLICT (store, product) DO UPDATE SET on_hand = stock.on_hand + excluded.on_hand`.execute(trx);
  }
}

export interface Product {
  readonly id: string;
  readonly name: string;
  /** Minor units by currency. */
  readonly prices: Readonly<Record<string, bigint>>;
  /** Pieces by store. */
  readonly stock: Readonly<Record<string, number>>;
}

/** Writes a product as it is now. A price is replaced and never taken away: baskets hold what it prices. Of stock, what is held for somebody stays: a count below it is taken as all held. */
export async function writeProduct(trx: Trx, { id, name, prices, stock }: Product): Promise<void> {
  await sql`INSERT INTO product (id, name) VALUES (${id}, ${name}) ON CONFLICT (id) DO UPDATE SET name = excluded.name`.execute(trx);
  for (const [currency, amount] of Object.entries(prices)) {
    await sql`INSERT INTO price (product, currency, amount) VALUES (${id}, ${currency}, ${amount}) ON CONFLICT (product, currency) DO UPDATE SET amount = excluded.amount`.execute(trx);
  }
  for (const [store, pieces] of Object.entries(stock)) {
    await sql`INSERT INTO stock (store, product, on_hand) VALUES (${store}, ${id}, ${pieces}) ON CONFLICT (store, product) DO UPDATE SET on_hand = greatest(excluded.on_hand, stock.held)`.execute(trx);
  }
}
