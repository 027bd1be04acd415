/** How well routes have answered lately: counted in this process, kept in the database for all, and read back from there. No payment waits for it. */
import { sql } from 'kysely';
import { decayed, halfLife, type Health } from '../domain/routing.ts';
import type { Db } from './payments.ts';

export interface RouteHealth {
  readonly of: (route: string) => Health | undefined;
  /** `good`: it answered, be it with a decline. */
  readonly note: (route: string, good: boolean) => void;
  /** Writes what was counted, and reads what all have counted. */
  readonly exchange: (db: Db) => Promise<void>;
}

interface Row extends Health {
  readonly route: string;
  readonly asOf: Date;
}

const nothing: Health = { good: 0, asked: 0 };
const plus = (a: Health, b: Health): Health => ({ good: a.good + b.good, asked: a.asked + b.asked });

async function keep(db: Db, route: string, { good, asked }: Health, now: Date): Promise<void> {
  const left = sql`power(0.5, greatest(extract(epoch FROM excluded.as_of - route_health.as_of) * 1000 / ${halfLife}, 0))`;
  await sql`INSERT INTO route_health (route, good, asked, as_of) VALUES (${route}, ${good}, ${asked}, ${now})
    ON CONFLICT (route) DO UPDATE SET good = route_health.good * ${left} + excluded.good, asked = route_health.asked * ${left} + excluded.asked, as_of = greatest(route_health.as_of, excluded.as_of)`.execute(db);
}

export function routeHealth(now: () => Date): RouteHealth {
  let counted = new Map<string, Health>();
  let kept = new Map<string, Row>();
  return {
    of: (route) => {
      const [row, own] = [kept.get(route), counted.get(route)];
      if (!row && !own) return undefined;
      return plus(row ? decayed(row, now().getTime() - row.asOf.getTime()) : nothing, own ?? nothing);
    },
    note: (route, good) => void counted.set(route, plus(counted.get(route) ?? nothing, { good: good ? 1 : 0, asked: 1 })),
    exchange: async (db) => {
      const mine = [...counted].sort(([a], [b]) => (a < b ? -1 : 1));
      counted = new Map();
      for (const [route, health] of mine) await keep(db, route, health, now());
      const { rows } = await sql<Row>`SELECT route, good, asked, as_of AS "asOf" FROM route_health`.execute(db);
      kept = new Map(rows.map((row) => [row.route, row]));
    },
  };
}
