import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { testPostgres, type TestPostgres } from './testing/database.ts';

let postgres: TestPostgres;
beforeAll(async () => void (postgres = await testPostgres()), 60_000);
afterAll(() => postgres.stop(), 60_000);

interface Kept {
  readonly statement: string;
  readonly runs: bigint;
}

it('plans a statement once for a connection, and no more of them than a pooler keeps', async () => {
  const { db } = await postgres.database<unknown>('prepared', []);
  await db.connection().execute(async (one) => {
    for (const value of ['a', null, 'c']) expect((await sql<{ readonly value: string | null }>`SELECT ${value}::text AS value`.execute(one)).rows).toEqual([{ value }]);
    for (let column = 0; column < 150; column++) await sql`SELECT ${column}::int AS ${sql.ref(`n${column}`)}`.execute(one);
    const { rows } = await sql<Kept>`SELECT statement, generic_plans + custom_plans AS runs FROM pg_prepared_statements`.execute(one);
    expect(rows.find(({ statement }) => statement === 'SELECT $1::text AS value')?.runs).toBe(3n);
    expect(rows).toHaveLength(100);
  });
}, 60_000);

it('goes on after a statement that failed, in the same transaction’s place', async () => {
  const { db } = await postgres.database<unknown>('failing', []);
  const divide = (by: number) => sql<{ readonly result: number }>`SELECT 10 / ${by}::int AS result`.execute(db);
  for (let time = 0; time < 2; time++) {
    await expect(divide(0)).rejects.toMatchObject({ code: '22012' });
    expect((await divide(5)).rows).toEqual([{ result: 2 }]);
  }
  await expect(sql`SELECT ${1}::int FROM nowhere`.execute(db)).rejects.toMatchObject({ code: '42P01' });
  await sql`CREATE TABLE nowhere (n int)`.execute(db);
  expect((await sql`SELECT ${1}::int FROM nowhere`.execute(db)).rows).toEqual([]);
}, 60_000);
