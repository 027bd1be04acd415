/** Reservations in the database. Whoever changes one holds the lock of its basket. */
import { sql } from 'kysely';
import type { Item } from '../domain/basket.ts';
import type { ReservedItem } from '../domain/collection.ts';
import { committed, type ReservationState } from '../domain/transitions.ts';
import type { Channel, Db, Trx } from './baskets.ts';

export interface Reservation {
  readonly id: string;
  readonly basket: string;
  readonly store: string;
  /** Where it was reserved. */
  readonly channel: Channel;
  readonly state: ReservationState;
  readonly heldUntil: Date;
  readonly items: readonly ReservedItem[];
}

const select = sql`SELECT r.id, r.basket, r.store, r.channel, r.state, r.held_until AS "heldUntil",
  (SELECT json_agg(json_build_object('product', i.product, 'quantity', i.quantity, 'returned', i.returned) ORDER BY i.product) FROM reserved_item i WHERE i.reservation = r.id) AS items FROM reservation r`;

export const findReservation = async (db: Db, id: string): Promise<Reservation | undefined> => (await sql<Reservation>`${select} WHERE r.id = ${id}`.execute(db)).rows[0];

export const reservationsOf = async (db: Db, basket: string): Promise<Reservation[]> => (await sql<Reservation>`${select} WHERE r.basket = ${basket} ORDER BY r.held_until, r.id`.execute(db)).rows;

/** Pieces of a basket that are held or were collected. */
export const committedOf = async (db: Db, basket: string): Promise<Item[]> =>
  (await sql<Item>`SELECT i.product, sum(i.quantity)::integer AS quantity FROM reserved_item i JOIN reservation r ON r.id = i.reservation WHERE r.basket = ${basket} AND r.state = ANY(${[...committed]}) GROUP BY i.product`.execute(db)).rows;

export async function insertReservation(trx: Trx, { id, basket, store, channel, state, heldUntil, items }: Reservation, now: Date): Promise<void> {
  await sql`INSERT INTO reservation (id, basket, store, channel, state, held_until, changed_at) VALUES (${id}, ${basket}, ${store}, ${channel}, ${state}, ${heldUntil}, ${now})`.execute(trx);
  await sql`INSERT INTO reserved_item (reservation, product, quantity)
    SELECT ${id}, product, quantity FROM unnest(${items.map(({ product }) => product)}::text[], ${items.map(({ quantity }) => quantity)}::integer[]) AS given (product, quantity)`.execute(trx);
}

export async function saveReservation(trx: Trx, { id, state, items }: Reservation, now: Date): Promise<void> {
  await sql`UPDATE reservation SET state = ${state}, changed_at = ${now} WHERE id = ${id}`.execute(trx);
  await sql`UPDATE reserved_item SET returned = given.returned FROM unnest(${items.map(({ product }) => product)}::text[], ${items.map(({ returned }) => returned)}::integer[]) AS given (product, returned)
    WHERE reserved_item.reservation = ${id} AND reserved_item.product = given.product`.execute(trx);
}

/** Held longer than they may be, the oldest first. */
export const overdue = async (db: Db, now: Date, limit: number): Promise<{ readonly id: string; readonly basket: string }[]> =>
  (await sql<{ id: string; basket: string }>`SELECT id, basket FROM reservation WHERE state = 'held' AND held_until <= ${now} ORDER BY held_until LIMIT ${limit}`.execute(db)).rows;
