/** What holds of every database connection, and must hold through the pooler, which gives each transaction whichever connection is free. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { sql, type Kysely } from 'kysely';
import { openDatabase, type Database } from './database.ts';
import { testPostgres, type TestPostgres } from './testing/database.ts';
import { inOneTrip, write } from './trips.ts';

let postgres: TestPostgres;
/** Programs of one service: together they have more connections than a pooler has for them. */
let programs: Database<unknown>[];

beforeAll(async () => {
  postgres = await testPostgres();
  const { db, props } = await postgres.database<unknown>('pooled', []);
  await sql`CREATE TABLE counter (id int PRIMARY KEY, sum int NOT NULL CHECK (sum >= 0))`.execute(db);
  programs = await Promise.all(Array.from({ length: 4 }, () => openDatabase<unknown>({ ...props, connections: 8 })));
}, 60_000);
afterAll(async () => {
  for (const { close } of programs) await close();
  await postgres.stop();
}, 60_000);

const dbOf = (index: number): Kysely<unknown> => {
  const program = programs[index % programs.length];
  if (!program) throw new Error('no program is open');
  return program.db;
};

/** A statement of its own for each `index`, read and planned by its name. */
const numbered = (index: number, value: number) => sql<{ readonly n: number }>`SELECT ${value}::int AS n, ${sql.lit(index)} AS which`;

it('many clients share few connections, each with its own transaction and its own statements', async () => {
  await sql`TRUNCATE counter`.execute(dbOf(0));
  await sql`INSERT INTO counter VALUES (1, 0)`.execute(dbOf(0));
  await Promise.all(
    Array.from({ length: 200 }, (_, index) =>
      dbOf(index).transaction().execute(async (trx) => {
        expect((await numbered(index % 40, index).execute(trx)).rows).toMatchObject([{ n: index }]);
        await write(trx, sql`UPDATE counter SET sum = sum + ${1} WHERE id = ${1}`);
        const [[first], [second]] = await inOneTrip(trx, numbered(40 + (index % 7), index), numbered(50 + (index % 5), -index));
        expect([first?.n, second?.n]).toEqual([index, 0 - index]);
      }),
    ),
  );
  expect((await sql`SELECT sum FROM counter`.execute(dbOf(1))).rows).toEqual([{ sum: 200 }]);
}, 60_000);
