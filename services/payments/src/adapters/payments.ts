/** Payments in the database. */
import { sql, type Kysely, type RawBuilder, type Transaction } from 'kysely';
import { locking } from '../../../kit/locks.ts';
import { ahead, write, type Coming } from '../../../kit/trips.ts';
import type { Channel } from '../../../provider.ts';
import type { PaymentState } from '../domain/transitions.ts';

export type Db = Kysely<unknown>;
export type Trx = Transaction<unknown>;

export interface Payment {
  readonly id: string;
  readonly basket: string | null;
  readonly owner: string | null;
  readonly store: string | null;
  readonly stores: readonly string[];
  readonly channel: Channel;
  readonly capture: 'manual' | 'automatic';
  readonly amount: bigint;
  readonly currency: string;
  readonly state: PaymentState;
  readonly current: string | null;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

const columns = sql`id, basket, owner, store, stores, channel, capture, amount, currency, state, current, created_at AS "createdAt", expires_at AS "expiresAt"`;

/** What is no UUID names no payment; PostgreSQL would call it an error. */
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
export const isUuid = (text: string): boolean => uuid.test(text);

export async function insertPayment(trx: Trx, { id, basket, owner, store, stores, channel, capture, amount, currency, state, createdAt, expiresAt }: Omit<Payment, 'current'>): Promise<void> {
  await write(trx, sql`INSERT INTO payment (id, basket, owner, store, stores, channel, capture, amount, currency, state, created_at, expires_at)
    VALUES (${id}, ${basket}, ${owner}, ${store}, ${[...stores]}, ${channel}, ${capture}, ${amount}, ${currency}, ${state}, ${createdAt}, ${expiresAt})`);
}

export const findPayment = async (db: Db, id: string): Promise<Payment | undefined> => (isUuid(id) ? (await sql<Payment>`SELECT ${columns} FROM payment WHERE id = ${id}`.execute(db)).rows[0] : undefined);

/** Whatever changes a payment, its attempts or their operations holds this lock first: changes of one payment happen one after another. */
export const lockPayment = async (trx: Trx, id: string): Promise<Payment | undefined> => (await lockingPayment(id).execute(trx)).rows[0];

/** As `lockPayment`, with the next statement. */
export async function lockAhead(trx: Trx, id: string): Promise<Coming<Payment | undefined>> {
  const rows = await ahead(trx, lockingPayment(id));
  return async () => (await rows())[0];
}

const lockingPayment = (id: string): RawBuilder<Payment> => sql`SELECT ${columns} FROM payment WHERE id = ${isUuid(id) ? id : null} FOR UPDATE`;

export async function savePayment(trx: Trx, { id, state, current }: Payment): Promise<void> {
  await write(trx, sql`UPDATE payment SET state = ${state}, current = ${current} WHERE id = ${id}`);
}

/** Intents of one basket are made one after another. */
export async function lockBasket(trx: Trx, basket: string): Promise<void> {
  await locking(`basket\n${basket}`).execute(trx);
}

/** What a payment of a basket may still take or holds: its whole amount while it is under way. */
export interface Promised {
  readonly id: string;
  readonly state: PaymentState;
  readonly amount: bigint;
  readonly held: bigint;
}

export const promisedOf = async (trx: Trx, basket: string): Promise<Promised[]> =>
  (await sql<Promised>`SELECT p.id, p.state, p.amount,
      coalesce((SELECT sum(a.authorised - a.released - coalesce((SELECT sum(o.refunded) FROM operation o WHERE o.attempt = a.id AND o.kind = 'capture'), 0)) FROM attempt a WHERE a.payment = p.id), 0)::bigint AS held
    FROM payment p WHERE p.basket = ${basket} ORDER BY p.created_at, p.id`.execute(trx)).rows;

/** Open for longer than they may be, each with its lock, passing over what others work on. */
export const takeLapsed = async (trx: Trx, now: Date, limit: number): Promise<Payment[]> =>
  (await sql<Payment>`SELECT ${columns} FROM payment WHERE state = 'open' AND expires_at <= ${now} ORDER BY expires_at LIMIT ${limit} FOR UPDATE SKIP LOCKED`.execute(trx)).rows;
