/** Counts in PostgreSQL: what happened each day, and which basket met what where first. */
import { sql, type Kysely, type Transaction } from 'kysely';
import type { Counted, Counts } from '../domain/counts.ts';
import type { Channel, Observed } from '../domain/seldom-bought.ts';

/** The database's tables are reached by SQL text alone: constraints and locks are the point of them. */
export type InsightsTables = Record<never, never>;
export type Trx = Transaction<InsightsTables>;

/** Dates of whole days, UTC, `2026-11-23`. */
export interface Days {
  readonly from: string;
  readonly to: string;
}

export const dayOf = (moment: Date): string => moment.toISOString().slice(0, 10);

/** The last days up to this one. */
export const lastDays = (now: Date, count: number): Days => ({ from: dayOf(new Date(now.getTime() - (count - 1) * 86_400_000)), to: dayOf(now) });

interface Increment extends Counts {
  readonly channel: Channel;
  readonly day: string;
  readonly interested: number;
  readonly converted: number;
}

const nothing = { viewed: 0, added: 0, bought: 0, returned: 0, interested: 0, converted: 0 } as const;

/** Whoever meets a product for the first time is a chance to sell it; the first purchase takes it, and is counted where and when they met. */
async function chance(trx: Trx, { basket, channel }: Counted, { product, bought }: Counts, day: string): Promise<Increment[]> {
  const { numAffectedRows: met } = await sql`INSERT INTO interest (basket, product, channel, day) VALUES (${basket}, ${product}, ${channel}, ${day}::date) ON CONFLICT DO NOTHING`.execute(trx);
  const first = met === 1n ? [{ ...nothing, product, channel, day, interested: 1 }] : [];
  if (bought === 0) return first;
  const { rows } = await sql<{ channel: Channel; day: string }>`UPDATE interest SET bought = true WHERE basket = ${basket} AND product = ${product} AND NOT bought RETURNING channel, day::text AS day`.execute(trx);
  return [...first, ...rows.map((where) => ({ ...nothing, product, ...where, converted: 1 }))];
}

/** Adds what an event counted. `at` is when it happened, which may be a while ago. */
export async function count(trx: Trx, counted: Counted, at: Date): Promise<void> {
  const day = dayOf(at);
  const increments: Increment[] = [];
  for (const counts of counted.counts) {
    increments.push({ ...nothing, ...counts, channel: counted.channel, day });
    if (counts.returned === 0) increments.push(...(await chance(trx, counted, counts, day)));
  }
  await add(trx, increments);
}

const keyOf = ({ day, channel, product }: Increment): string => `${day} ${channel} ${product}`;

/** In one order everywhere, so that two consumers never wait for each other in a circle. */
async function add(trx: Trx, increments: readonly Increment[]): Promise<void> {
  const rows = [...Map.groupBy(increments, keyOf)].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, same]) => same.reduce(sum));
  for (const { product, channel, day, viewed, added, bought, returned, interested, converted } of rows) {
    // Not in one statement: the row that is proposed must fit its constraints by itself, and a conversion of an earlier day would not.
    await sql`INSERT INTO daily (product, channel, day) VALUES (${product}, ${channel}, ${day}::date) ON CONFLICT DO NOTHING`.execute(trx);
    await sql`
      UPDATE daily SET viewed = viewed + ${viewed}, added = added + ${added}, bought = bought + ${bought}, returned = returned + ${returned},
        interested = interested + ${interested}, converted = converted + ${converted}
      WHERE product = ${product} AND channel = ${channel} AND day = ${day}::date`.execute(trx);
  }
}

const sum = (a: Increment, b: Increment): Increment => ({
  ...a,
  viewed: a.viewed + b.viewed,
  added: a.added + b.added,
  bought: a.bought + b.bought,
  returned: a.returned + b.returned,
  interested: a.interested + b.interested,
  converted: a.converted + b.converted,
});

export type Totals = Observed & Counts;

interface TotalsRow extends Readonly<Record<Exclude<keyof Totals, 'product' | 'channel'>, bigint>> {
  readonly product: string;
  readonly channel: Channel;
}

/** Sums of days, the most met first. */
export async function totals(db: Kysely<InsightsTables>, { from, to }: Days): Promise<Totals[]> {
  const { rows } = await sql<TotalsRow>`
    SELECT product, channel, sum(viewed)::bigint AS viewed, sum(added)::bigint AS added, sum(bought)::bigint AS bought, sum(returned)::bigint AS returned,
           sum(interested)::bigint AS interested, sum(converted)::bigint AS converted
    FROM daily WHERE day BETWEEN ${from}::date AND ${to}::date GROUP BY product, channel ORDER BY sum(interested) DESC, product, channel`.execute(db);
  return rows.map(({ product, channel, viewed, added, bought, returned, interested, converted }) => ({
    product,
    channel,
    viewed: Number(viewed),
    added: Number(added),
    bought: Number(bought),
    returned: Number(returned),
    interested: Number(interested),
    converted: Number(converted),
  }));
}

/** Baskets that nobody finishes are forgotten after `days`; a purchase after that is a new chance that was taken. */
export async function forgetBaskets(db: Kysely<InsightsTables>, now: Date, days: number): Promise<void> {
  await sql`DELETE FROM interest WHERE day < ${lastDays(now, days).from}::date`.execute(db);
}
