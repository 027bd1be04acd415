/** The vault's rows. Everything that is written of a number is sealed before it comes here. */
import { sql, type Kysely, type Transaction } from 'kysely';
import type { Brand, CardFacts, Expiry } from '../domain/card.ts';
import type { Place, SealedNumber } from '../domain/envelope.ts';

/** Reached by SQL text alone: constraints are the point of the tables. */
export type VaultTables = Record<never, never>;

export interface NewCard extends Place, CardFacts {
  readonly sealed: SealedNumber;
  readonly fingerprint: Buffer;
  readonly expiry: Expiry;
  readonly createdAt: Date;
}

export interface Card extends Place, CardFacts {
  readonly expiry: Expiry;
  readonly createdAt: Date;
  readonly sealed: SealedNumber;
}

interface CardRow {
  readonly token: string;
  readonly merchant: string;
  readonly number: Buffer;
  readonly data_key: Buffer;
  readonly wrapped_by: string;
  readonly brand: Brand;
  readonly bin: string | null;
  readonly last4: string;
  readonly expiry_month: number;
  readonly expiry_year: number;
  readonly created_at: Date;
}

const columns = sql.raw('token, merchant, number, data_key, wrapped_by, brand, bin, last4, expiry_month, expiry_year, created_at');

const cardOf = (row: CardRow): Card => ({
  token: row.token,
  merchant: row.merchant,
  brand: row.brand,
  ...(row.bin !== null && { bin: row.bin }),
  last4: row.last4,
  expiry: { month: row.expiry_month, year: row.expiry_year },
  createdAt: row.created_at,
  sealed: { number: row.number, dataKey: { by: row.wrapped_by, key: row.data_key } },
});

/** The living card of this token, where it is this merchant's. Another merchant's is as unknown as one that never was. */
export async function findCard(db: Kysely<VaultTables>, { token, merchant }: Place): Promise<Card | undefined> {
  const { rows } = await sql<CardRow>`SELECT ${columns} FROM card WHERE token = ${token} AND merchant = ${merchant} AND destroyed_at IS NULL`.execute(db);
  return rows[0] && cardOf(rows[0]);
}

async function findKnown(trx: Transaction<VaultTables>, { merchant, fingerprint, expiry }: NewCard): Promise<Card | undefined> {
  const { rows } = await sql<CardRow>`
    SELECT ${columns} FROM card WHERE merchant = ${merchant} AND fingerprint = ${fingerprint} AND expiry_year = ${expiry.year} AND expiry_month = ${expiry.month} AND destroyed_at IS NULL`.execute(trx);
  return rows[0] && cardOf(rows[0]);
}

async function insert(trx: Transaction<VaultTables>, { token, merchant, sealed, fingerprint, brand, bin, last4, expiry, createdAt }: NewCard): Promise<boolean> {
  const { rows } = await sql`
    INSERT INTO card (token, merchant, number, data_key, wrapped_by, fingerprint, brand, bin, last4, expiry_month, expiry_year, created_at)
    VALUES (${token}, ${merchant}, ${sealed.number}, ${sealed.dataKey.key}, ${sealed.dataKey.by}, ${fingerprint}, ${brand}, ${bin ?? null}, ${last4}, ${expiry.month}, ${expiry.year}, ${createdAt})
    ON CONFLICT (merchant, fingerprint, expiry_year, expiry_month) WHERE destroyed_at IS NULL DO NOTHING RETURNING token`.execute(trx);
  return rows.length > 0;
}

/** Keeps a card, or finds the one that the merchant has: one token however many come at once. */
export async function keepCard(trx: Transaction<VaultTables>, card: NewCard): Promise<{ readonly card: Omit<Card, 'sealed'>; readonly known: boolean }> {
  // What was in the way may be destroyed before it is read.
  for (;;) {
    if (await insert(trx, card)) return { card, known: false };
    const known = await findKnown(trx, card);
    if (known) return { card: known, known: true };
  }
}

/** Erases number, data key and fingerprint for ever. The token stays, so that it never names another card. Says whether there was one. */
export async function destroyCard(trx: Transaction<VaultTables>, { token, merchant }: Place, at: Date): Promise<'destroyed' | 'before' | 'unknown'> {
  const { rows } = await sql<{ destroyed_at: Date | null }>`SELECT destroyed_at FROM card WHERE token = ${token} AND merchant = ${merchant} FOR UPDATE`.execute(trx);
  const [row] = rows;
  if (!row) return 'unknown';
  if (row.destroyed_at) return 'before';
  await sql`UPDATE card SET number = NULL, data_key = NULL, wrapped_by = NULL, fingerprint = NULL, destroyed_at = ${at} WHERE token = ${token}`.execute(trx);
  return 'destroyed';
}

export interface Audited {
  readonly act: 'revealed' | 'refused' | 'destroyed';
  readonly token: string;
  /** The calling workload. */
  readonly caller: string;
  readonly reason: string;
  readonly at: Date;
}

export async function audit(db: Kysely<VaultTables>, { act, token, caller, reason, at }: Audited): Promise<void> {
  await sql`INSERT INTO audit (act, token, caller, reason, at) VALUES (${act}, ${token}, ${caller}, ${reason}, ${at})`.execute(db);
}
