/** Statements by name: PostgreSQL reads and plans each once for a connection, and is sent its name and values from then on. */
import { createHash } from 'node:crypto';
import type { PostgresCursor, PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import type pg from 'pg';
import { traced } from './telemetry-statements.ts';
import { inTrips } from './trips.ts';

/** As many as the pooler keeps (`max_prepared_statements`): more would push one another out. What comes after them is sent as a text. */
export const mostPrepared = 100;

const names = new Map<string, string>();

function nameOf(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined || names.size >= mostPrepared) return known;
  const name = `s${createHash('sha256').update(text).digest('hex').slice(0, 24)}`;
  names.set(text, name);
  return name;
}

/**
 * The name of a statement on one connection. A statement whose first use failed, be it for what came before it in its transaction, has none there from then on:
 * PgBouncer takes its name as given, PostgreSQL may never have read it, and PgBouncer ends the connection of a client that gives a name twice.
 */
function namesOfConnection() {
  const [ran, failed] = [new Set<string>(), new Set<string>()];
  return {
    of: (text: string): string | undefined => (failed.has(text) ? undefined : nameOf(text)),
    ran: (text: string): void => void ran.add(text),
    failed: (text: string): void => void (!ran.has(text) && failed.add(text)),
  };
}

function prepared(client: pg.PoolClient, run: ReturnType<typeof traced>): PostgresPoolClient {
  const own = namesOfConnection();
  const send = inTrips(client.connection.stream, (text, values) => {
    const name = values.length === 0 ? undefined : own.of(text);
    const answer = run(text, () => client.query({ text, values: [...values], ...(name !== undefined && { name }) }));
    if (name !== undefined) answer.then(() => own.ran(text), () => own.failed(text));
    return answer;
  });
  function query<R>(text: string, values: readonly unknown[]): Promise<PostgresQueryResult<R>>;
  function query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>;
  function query(asked: string | PostgresCursor<unknown>, values: readonly unknown[] = []): unknown {
    if (typeof asked !== 'string') throw new Error('this dialect was given no cursor: read rows in pages');
    return send(asked, values);
  }
  return { query, release: (destroy) => client.release(destroy) };
}

/** The pool, as Kysely takes it. What has no values, such as `begin` and what migrations are made of, is sent as it is. */
export function preparing(pool: pg.Pool): PostgresPool {
  // The same one for the same connection, by which Kysely knows it again.
  const run = traced(pool.options);
  const known = new WeakMap<pg.PoolClient, PostgresPoolClient>();
  return {
    options: pool.options,
    connect: async () => {
      const client = await pool.connect();
      const one = known.get(client) ?? prepared(client, run);
      known.set(client, one);
      return one;
    },
    end: () => pool.end(),
  };
}
