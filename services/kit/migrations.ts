/** Plain SQL files, applied once each in the order of their names, under a lock so that any number of pods may start together. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';

/** Any constant: every program has a database of its own. */
const lock = 7_233_001;

/**
 * A statement that outlives every caller's patience only holds locks. Set for the program's role, and for this connection, which was opened before: PgBouncer
 * refuses whoever asks for such a limit when it connects.
 */
const limits = ['statement_timeout', 'idle_in_transaction_session_timeout'].flatMap((name) => [`ALTER ROLE CURRENT_USER SET ${name} = '20s'`, `SET ${name} = '20s'`]).join(';');

export class MigrationError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'MigrationError';
  }
}

interface Migration {
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

async function migrationsIn(folder: string): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(join(folder, name), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

/** Applies what is missing, in one transaction: all or nothing. Returns the names that were applied. */
export async function migrate(pool: pg.Pool, folders: readonly string[]): Promise<string[]> {
  const wanted = (await Promise.all(folders.map(migrationsIn))).flat();
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    // A lock of the transaction, since a pooler in transaction mode keeps none of the session.
    await client.query('SELECT pg_advisory_xact_lock($1)', [lock]);
    await client.query(limits);
    await client.query('CREATE TABLE IF NOT EXISTS migrations (name text PRIMARY KEY, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())');
    const { rows } = await client.query<{ name: string; checksum: string }>('SELECT name, checksum FROM migrations');
    const applied = new Map(rows.map(({ name, checksum }) => [name, checksum]));
    const missing = wanted.filter(({ name }) => !applied.has(name));
    for (const { name, checksum } of wanted) {
      if (applied.has(name) && applied.get(name) !== checksum) throw new MigrationError(`the migration ${name} was changed after it was applied: put it back and write a new one`);
    }
    for (const { name, sql, checksum } of missing) {
      await client.query(sql).catch((cause: unknown) => {
        throw new MigrationError(`the migration ${name} failed, nothing was applied: ${cause instanceof Error ? cause.message : String(cause)}`, cause);
      });
      await client.query('INSERT INTO migrations (name, checksum) VALUES ($1, $2)', [name, checksum]);
    }
    await client.query('COMMIT');
    return missing.map(({ name }) => name);
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    throw error;
  } finally {
    client.release();
  }
}
