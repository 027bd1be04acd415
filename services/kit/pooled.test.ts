/** What holds of every database connection, and must hold through the pooler, which gives each transaction whichever connection is free. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { sql, type Kysely } from 'kysely';
import { openDatabase, type Database } from './database.ts';
import { testPostgres, type TestPostgres } from './testing/database.ts';
import { ahead, write } from './trips.ts';

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
        const first = await ahead(trx, numbered(40 + (index % 7), index));
        const { rows: [second] } = await numbered(50 + (index % 5), -index).execute(trx);
        expect([(await first())[0]?.n, second?.n]).toEqual([index, 0 - index]);
      }),
    ),
  );
  expect((await sql`SELECT sum FROM counter`.execute(dbOf(1))).rows).toEqual([{ sum: 200 }]);
}, 60_000);

it('more statements than a pooler keeps run by their names, in any order, for every client', async () => {
  const ask = async ({ pool }: Database<unknown>, index: number): Promise<void> => {
    const { rows } = await pool.query<{ readonly n: number }>({ name: `n${index}`, text: `SELECT $1::int + ${index} AS n`, values: [1] });
    expect(rows).toEqual([{ n: 1 + index }]);
  };
  for (let round = 0; round < 2; round++) await Promise.all(programs.map(async (program) => { for (let index = 0; index < 130; index++) await ask(program, index); }));
}, 60_000);

it('a statement that PostgreSQL cannot read fails its own transaction, each time, and no other', async () => {
  const wrong = (index: number) => dbOf(index).transaction().execute(async (trx) => {
    await write(trx, sql`SELECT ${1}::int`);
    await ahead(trx, sql`SELECT ${1}::int FROM nowhere`);
    return sql`SELECT ${2}::int AS n`.execute(trx);
  });
  const right = (index: number) => numbered(index % 20, index).execute(dbOf(index));
  const outcomes = await Promise.allSettled(Array.from({ length: 120 }, (_, index) => (index % 3 === 0 ? wrong(index) : right(index))));
  for (const [index, outcome] of outcomes.entries()) {
    if (index % 3 === 0) expect(outcome).toMatchObject({ status: 'rejected', reason: { code: '42P01' } });
    else expect(outcome).toMatchObject({ status: 'fulfilled', value: { rows: [{ n: index }] } });
  }
}, 60_000);

it('a statement that was first sent behind one that failed is sent again, on the same connection', async () => {
  await sql`TRUNCATE counter`.execute(dbOf(0));
  const late = (index: number) => sql<{ readonly n: number }>`SELECT ${index}::int + 1000 AS n`;
  await Promise.all(programs.map(({ db }) => db.connection().execute(async (one) => {
    for (let time = 0; time < 3; time++) {
      const failing = one.transaction().execute(async (trx) => {
        await write(trx, sql`INSERT INTO counter VALUES (${time}, ${-1})`);
        await write(trx, late(time));
        await late(time).execute(trx);
      });
      await expect(failing).rejects.toMatchObject({ code: '23514' });
      const seen = await one.transaction().execute(async (trx) => {
        const coming = await ahead(trx, late(time));
        const { rows } = await late(1).execute(trx);
        return [...(await coming()), ...rows];
      });
      expect(seen).toEqual([{ n: 1000 + time }, { n: 1001 }]);
    }
  })));
}, 60_000);

it('a connection that is killed fails the transaction that had it, keeps nothing of it, and is replaced', async () => {
  await sql`TRUNCATE counter`.execute(dbOf(0));
  for (let time = 0; time < 3; time++) {
    const killed = dbOf(time).transaction().execute(async (trx) => {
      await write(trx, sql`INSERT INTO counter VALUES (${1}, ${1})`);
      await write(trx, sql`SELECT pg_terminate_backend(pg_backend_pid()) WHERE ${true}`);
      await write(trx, sql`INSERT INTO counter VALUES (${2}, ${1})`);
    });
    await expect(killed).rejects.toThrow();
    const others = await Promise.all(Array.from({ length: 16 }, (_, index) => dbOf(index).transaction().execute(async (trx) => (await numbered(index, index).execute(trx)).rows)));
    expect(others.map(([row]) => row?.n)).toEqual(others.map((_, index) => index));
    expect((await sql`SELECT id FROM counter`.execute(dbOf(time))).rows).toEqual([]);
  }
}, 60_000);

it('no statement and no transaction outlives the patience of its callers', async () => {
  const limits = await Promise.all(Array.from({ length: 12 }, (_, index) =>
    dbOf(index).transaction().execute(async (trx) => (await sql`SELECT current_setting('statement_timeout') AS statement, current_setting('idle_in_transaction_session_timeout') AS idle`.execute(trx)).rows)));
  expect(limits).toEqual(limits.map(() => [{ statement: '20s', idle: '20s' }]));
}, 60_000);
