/** The payments of a basket, as payments.events told them. */
import { sql } from 'kysely';
import { nothing, type Payment } from '../domain/tender.ts';
import type { Db, Trx } from './baskets.ts';

export interface PaymentRow extends Payment {
  readonly payment: string;
  readonly basket: string;
  readonly provider: string;
  readonly currency: string;
}

const columns = sql`payment, basket, provider, currency, authorised, captured, released, refunded, undone`;

export const paymentsOf = async (db: Db, basket: string): Promise<PaymentRow[]> => (await sql<PaymentRow>`SELECT ${columns} FROM tender WHERE basket = ${basket} ORDER BY payment`.execute(db)).rows;

export const findPayment = async (db: Db, payment: string): Promise<PaymentRow | undefined> => (await sql<PaymentRow>`SELECT ${columns} FROM tender WHERE payment = ${payment}`.execute(db)).rows[0];

export const newPayment = (row: Pick<PaymentRow, 'payment' | 'basket' | 'provider' | 'currency'>): PaymentRow => ({ ...nothing, ...row });

export async function savePayment(trx: Trx, { payment, basket, provider, currency, authorised, captured, released, refunded, undone }: PaymentRow): Promise<void> {
  await sql`INSERT INTO tender (${columns}) VALUES (${payment}, ${basket}, ${provider}, ${currency}, ${authorised}, ${captured}, ${released}, ${refunded}, ${undone})
    ON CONFLICT (payment) DO UPDATE SET authorised = excluded.authorised, captured = excluded.captured, released = excluded.released, refunded = excluded.refunded, undone = excluded.undone`.execute(trx);
}
