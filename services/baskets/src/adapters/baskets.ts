/** Baskets and their items in the database. */
import { sql, type Kysely, type Transaction } from 'kysely';
import { forgetAnswers } from '../../../kit/idempotency.ts';
import type { BasketState } from '../domain/transitions.ts';

export type Db = Kysely<unknown>;
export type Trx = Transaction<unknown>;
export type Channel = 'web' | 'mobile' | 'store';

export interface Basket {
  readonly id: string;
  readonly owner: string;
  readonly store: string | null;
  readonly channel: Channel;
  readonly currency: string;
  readonly state: BasketState;
  readonly version: number;
  readonly total: bigint;
  readonly tendered: bigint;
  readonly excess: bigint;
  readonly pricesUntil: Date | null;
  readonly lastEdit: string | null;
  readonly boughtAt: Date | null;
}

const columns = sql`id, owner, store, channel, currency, state, version, total, tendered, excess, prices_until AS "pricesUntil", last_edit AS "lastEdit", bought_at AS "boughtAt"`;

export async function insertBasket(trx: Trx, { id, owner, store, channel, currency }: Pick<Basket, 'id' | 'owner' | 'store' | 'channel' | 'currency'>, now: Date): Promise<Basket> {
  const { rows } = await sql<Basket>`INSERT INTO basket (id, owner, store, channel, currency, state, version, total, created_at, changed_at)
    VALUES (${id}, ${owner}, ${store}, ${channel}, ${currency}, 'open', 1, 0, ${now}, ${now}) RETURNING ${columns}`.execute(trx);
  return only(rows);
}

function only<T>(rows: readonly T[]): T {
  const [row] = rows;
  if (row === undefined) throw new Error('a statement that returns one row returned none');
  return row;
}

export const findBasket = async (db: Db, id: string): Promise<Basket | undefined> => (await sql<Basket>`SELECT ${columns} FROM basket WHERE id = ${id}`.execute(db)).rows[0];

/** Whatever changes a basket, its reservations or its payments holds this lock first: changes of one basket happen one after another. */
export const lockBasket = async (trx: Trx, id: string): Promise<Basket | undefined> => (await sql<Basket>`SELECT ${columns} FROM basket WHERE id = ${id} FOR UPDATE`.execute(trx)).rows[0];

/** Writes what changed as the next version. */
export async function saveBasket(trx: Trx, { id, owner, channel, state, version, total, tendered, excess, lastEdit, boughtAt }: Basket, now: Date): Promise<Basket> {
  const { rows } = await sql<Basket>`UPDATE basket SET owner = ${owner}, channel = ${channel}, state = ${state}, version = version + 1, total = ${total}, tendered = ${tendered},
    excess = ${excess}, last_edit = ${lastEdit}, bought_at = ${boughtAt}, changed_at = ${now} WHERE id = ${id} AND version = ${version} RETURNING ${columns}`.execute(trx);
  return only(rows);
}

/** Keeps what a payment was told: no change of the basket, hence no new version. */
export async function saveQuote(trx: Trx, { id }: Basket, { total, until }: { readonly total: bigint; readonly until: Date }): Promise<void> {
  await sql`UPDATE basket SET total = ${total}, prices_until = ${until} WHERE id = ${id}`.execute(trx);
}

export interface ItemRow {
  readonly product: string;
  readonly name: string;
  readonly quantity: number;
  readonly unit: bigint | null;
  readonly promotion: string | null;
}

export const itemsOf = async (db: Db, basket: string): Promise<ItemRow[]> =>
  (await sql<ItemRow>`SELECT i.product, p.name, i.quantity, i.unit, i.promotion FROM item i JOIN product p ON p.id = i.product WHERE i.basket = ${basket} ORDER BY i.product`.execute(db)).rows;

export async function putItem(trx: Trx, basket: string, { product, quantity }: Pick<ItemRow, 'product' | 'quantity'>): Promise<void> {
  if (quantity === 0) await sql`DELETE FROM item WHERE basket = ${basket} AND product = ${product}`.execute(trx);
  else await sql`INSERT INTO item (basket, product, quantity) VALUES (${basket}, ${product}, ${quantity}) ON CONFLICT (basket, product) DO UPDATE SET quantity = excluded.quantity`.execute(trx);
}

/** Writes the prices of one piece beside the items: from now on these are what they cost. */
export async function fixPrices(trx: Trx, basket: string, lines: readonly { readonly product: string; readonly unit: bigint; readonly promotion?: string }[]): Promise<void> {
  await sql`UPDATE item SET unit = given.unit, promotion = given.promotion
    FROM unnest(${lines.map(({ product }) => product)}::text[], ${lines.map(({ unit }) => String(unit))}::bigint[], ${lines.map(({ promotion }) => promotion ?? null)}::text[]) AS given (product, unit, promotion)
    WHERE item.basket = ${basket} AND item.product = given.product`.execute(trx);
}

/** Stores that fetched the basket's code lately, the last one first. */
export const fetchedBy = async (db: Db, basket: string, now: Date): Promise<string[]> =>
  (await sql<{ store: string }>`SELECT store FROM access WHERE basket = ${basket} AND until > ${now} ORDER BY until DESC`.execute(db)).rows.map(({ store }) => store);

/** Gives each basket of a person a pseudonym of its own, and forgets the answers that were kept for that person. */
export async function forget(trx: Trx, owner: string, operations: readonly string[]): Promise<void> {
  await sql`SELECT FROM basket WHERE owner = ${owner} ORDER BY id FOR UPDATE`.execute(trx);
  await sql`DELETE FROM code WHERE basket IN (SELECT id FROM basket WHERE owner = ${owner})`.execute(trx);
  await sql`DELETE FROM access WHERE basket IN (SELECT id FROM basket WHERE owner = ${owner})`.execute(trx);
  await sql`UPDATE basket SET owner = 'erased:' || gen_random_uuid() WHERE owner = ${owner}`.execute(trx);
  await forgetAnswers(trx, owner, operations);
}
