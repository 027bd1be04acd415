/** Proposals and what became of them. */
import { sql, type Kysely } from 'kysely';
import type { Channel, Finding } from '../domain/seldom-bought.ts';
import type { Busy } from '../domain/window.ts';
import type { Days, InsightsTables, Trx } from './counters.ts';

export interface Proposal extends Finding {
  readonly id: string;
  readonly confidence: number;
  readonly days: Days;
  readonly foundAt: Date;
}

/** Any constant: one process proposes at a time. */
const proposing = 7_233_015;

export interface Found {
  readonly findings: readonly Finding[];
  readonly confidence: number;
  readonly days: Days;
  readonly at: Date;
  readonly uuid: () => string;
}

/**
 * Makes the open proposals those of the findings: new ones are added, known ones get the new figures, others are withdrawn. A product whose promotion is
 * on or to come is not proposed. Returns how many are open; undefined while another process does it.
 */
export async function propose(trx: Trx, { findings, confidence, days, at, uuid }: Found): Promise<number | undefined> {
  const lock = await sql<{ locked: boolean }>`SELECT pg_try_advisory_xact_lock(${proposing}) AS locked`.execute(trx);
  if (lock.rows[0]?.locked !== true) return undefined;
  const promoted = new Set((await sql<{ product: string }>`SELECT product FROM promotion WHERE ends_at > ${at}`.execute(trx)).rows.map(({ product }) => product));
  const wanted = findings.filter(({ product }) => !promoted.has(product));
  const keys = wanted.map(({ product, channel }) => `${channel} ${product}`);
  await sql`UPDATE proposal SET state = 'withdrawn' WHERE state = 'open' AND NOT (channel || ' ' || product = ANY(${keys}))`.execute(trx);
  for (const { product, channel, interested, converted, rate, low, high, median } of wanted) {
    await sql`
      INSERT INTO proposal (id, product, channel, interested, converted, rate, low, high, median, confidence, first_day, last_day, found_at)
      VALUES (${uuid()}, ${product}, ${channel}, ${interested}, ${converted}, ${rate}, ${low}, ${high}, ${median}, ${confidence}, ${days.from}::date, ${days.to}::date, ${at})
      ON CONFLICT (product, channel) WHERE state = 'open' DO UPDATE SET interested = excluded.interested, converted = excluded.converted, rate = excluded.rate, low = excluded.low,
        high = excluded.high, median = excluded.median, confidence = excluded.confidence, first_day = excluded.first_day, last_day = excluded.last_day`.execute(trx);
  }
  return wanted.length;
}

interface ProposalRow {
  readonly id: string;
  readonly product: string;
  readonly channel: Channel;
  readonly interested: bigint;
  readonly converted: bigint;
  readonly rate: number;
  readonly low: number;
  readonly high: number;
  readonly median: number;
  readonly confidence: number;
  readonly first_day: string;
  readonly last_day: string;
  readonly found_at: Date;
}

/** The most lost sales first. */
export async function openProposals(db: Kysely<InsightsTables>): Promise<Proposal[]> {
  const { rows } = await sql<ProposalRow>`
    SELECT id, product, channel, interested, converted, rate, low, high, median, confidence, first_day::text, last_day::text, found_at
    FROM proposal WHERE state = 'open' ORDER BY (median - rate) * interested DESC, product`.execute(db);
  return rows.map(({ interested, converted, first_day, last_day, found_at, ...row }) => ({ ...row, interested: Number(interested), converted: Number(converted), days: { from: first_day, to: last_day }, foundAt: found_at }));
}

/** Holds a proposal against everybody else who would accept it. */
export async function holdProposal(trx: Trx, id: string): Promise<{ readonly product: string; readonly state: 'open' | 'accepted' | 'withdrawn' } | undefined> {
  const { rows } = await sql<{ product: string; state: 'open' | 'accepted' | 'withdrawn' }>`SELECT product, state FROM proposal WHERE id = ${id} FOR UPDATE`.execute(trx);
  return rows[0];
}

export interface Promotion {
  readonly id: string;
  readonly proposal: string;
  readonly product: string;
  /** Minor units. */
  readonly price: bigint;
  readonly currency: string;
  readonly start: Date;
  readonly end: Date;
  readonly traffic?: number;
  readonly by: string;
  readonly at: Date;
}

/** Violates an exclusion constraint where the product has another price at the same time. */
export async function addPromotion(trx: Trx, { id, proposal, product, price, currency, start, end, traffic, by, at }: Promotion): Promise<void> {
  await sql`INSERT INTO promotion (id, proposal, product, price, currency, starts_at, ends_at, traffic, accepted_by, accepted_at)
    VALUES (${id}, ${proposal}, ${product}, ${price}, ${currency}, ${start}, ${end}, ${traffic ?? null}, ${by}, ${at})`.execute(trx);
  await sql`UPDATE proposal SET state = CASE WHEN id = ${proposal} THEN 'accepted' ELSE 'withdrawn' END WHERE state = 'open' AND product = ${product}`.execute(trx);
}

/** Promotions with more load than usual that have not ended. */
export async function busyPromotions(db: Kysely<InsightsTables>, now: Date): Promise<Busy[]> {
  const { rows } = await sql<{ product: string; starts_at: Date; ends_at: Date; traffic: number }>`SELECT product, starts_at, ends_at, traffic FROM promotion WHERE traffic IS NOT NULL AND ends_at > ${now} ORDER BY starts_at`.execute(db);
  return rows.map(({ product, starts_at, ends_at, traffic }) => ({ product, start: starts_at, end: ends_at, traffic }));
}
