import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sql, type Kysely } from 'kysely';
import { openDatabase, type Database } from './database.ts';
import { testPostgres, type TestPostgres } from './testing/database.ts';
import { ahead, inTrips, write } from './trips.ts';

describe('on a real database', () => {
  let postgres: TestPostgres;
  let database: Database<unknown>;
  let db: Kysely<unknown>;
  beforeAll(async () => {
    postgres = await testPostgres();
    // One connection: what a failure leaves behind meets the next transaction.
    const { props } = await postgres.database<unknown>('trips', []);
    database = await openDatabase<unknown>({ ...props, connections: 1 });
    ({ db } = database);
    await sql`CREATE TABLE account (id text PRIMARY KEY, sum integer CHECK (sum >= 0))`.execute(db);
  }, 60_000);
  afterAll(async () => {
    await database.close();
    await postgres.stop();
  }, 60_000);
  beforeEach(() => sql`TRUNCATE account`.execute(db));

  const all = async () => (await sql<{ readonly id: string; readonly sum: number }>`SELECT id, sum FROM account ORDER BY id`.execute(db)).rows;
  const put = (id: string, sum: number) => sql`INSERT INTO account VALUES (${id}, ${sum})`;
  const take = (id: string, sum: number) => sql`UPDATE account SET sum = sum - ${sum} WHERE id = ${id}`;
  const sumOf = (id: string) => sql<{ readonly sum: number }>`SELECT sum FROM account WHERE id = ${id}`;

  it('statements see what those before them have written', async () => {
    const seen = await db.transaction().execute(async (trx) => {
      await write(trx, put('a', 5));
      await write(trx, take('a', 1));
      await write(trx, take('a', 1));
      const { rows: [own] } = await sumOf('a').execute(trx);
      await write(trx, put('b', 1));
      const before = await ahead(trx, sumOf('a'));
      await write(trx, take('a', 2));
      const { rows: [after] } = await sumOf('a').execute(trx);
      return [own, await before(), after];
    });
    expect(seen).toEqual([{ sum: 3 }, [{ sum: 3 }], { sum: 1 }]);
    expect(await all()).toEqual([{ id: 'a', sum: 1 }, { id: 'b', sum: 1 }]);
  });

  it.each([
    ['the commit', async () => {}],
    ['the next answer', async (trx: Parameters<typeof write>[0]) => void (await sumOf('a').execute(trx))],
    ['the next write that waits', async (trx: Parameters<typeof write>[0]) => void (await put('c', 1).execute(trx))],
  ])('what breaks a constraint fails %s, by its own name, and nothing is kept', async (_, next) => {
    for (let time = 0; time < 2; time++) {
      const working = db.transaction().execute(async (trx) => {
        await write(trx, put('a', 1));
        await write(trx, take('a', 2));
        await write(trx, put('b', time));
        await next(trx);
      });
      await expect(working).rejects.toMatchObject({ code: '23514', constraint: 'account_sum_check' });
      expect(await all()).toEqual([]);
    }
  });

  it('no failure is lost, whichever write of a transaction it is of', async () => {
    for (let failing = 0; failing < 5; failing++) {
      const working = db.transaction().execute(async (trx) => {
        for (let index = 0; index < 5; index++) await write(trx, put(`a${index}`, index === failing ? -1 : 1));
      });
      await expect(working).rejects.toMatchObject({ code: '23514' });
      expect(await all()).toEqual([]);
    }
  });

  it('a failure that somebody went on after is told by the commit, which keeps nothing', async () => {
    const working = db.transaction().execute(async (trx) => {
      await write(trx, put('a', 1));
      await put('b', -1).execute(trx).catch(() => {});
    });
    await expect(working).rejects.toThrow('the transaction was not committed');
    expect(await all()).toEqual([]);
    await db.transaction().execute(async (trx) => write(trx, put('c', 1)));
    expect(await all()).toEqual([{ id: 'c', sum: 1 }]);
  });

  it('what was not sent yet is undone with the rest', async () => {
    const working = db.transaction().execute(async (trx) => {
      await write(trx, put('a', 1));
      await sumOf('a').execute(trx);
      await write(trx, take('a', 2));
      throw new Error('something else');
    });
    await expect(working).rejects.toThrow('something else');
    expect(await all()).toEqual([]);
    await expect(db.transaction().execute(async () => { throw new Error('at once'); })).rejects.toThrow('at once');
    await db.transaction().execute(async (trx) => write(trx, put('b', 2)));
    expect(await all()).toEqual([{ id: 'b', sum: 2 }]);
  });

  it('of two that are asked together, the failure of either is told', async () => {
    const divided = (by: number) => sql`SELECT 1 / ${by}::int`;
    for (const [first, second] of [[0, 1], [1, 0]] as const) {
      const asking = db.transaction().execute(async (trx) => {
        const coming = await ahead(trx, divided(first));
        return [await divided(second).execute(trx), await coming()];
      });
      await expect(asking).rejects.toMatchObject({ code: '22012' });
    }
  });
});

describe('in as few trips as answers allow', () => {
  /** What was sent, trip by trip; each statement is answered once its trip has gone. */
  function line(failing: readonly string[] = []) {
    const trips: string[][] = [];
    let [held, corked] = [[] as (() => void)[], false];
    const go = (): void => {
      if (held.length > 0) trips.push([]);
      for (const answer of held.splice(0)) answer();
    };
    const stream = { cork: () => void (corked = true), uncork: () => { corked = false; go(); } };
    const send = inTrips(stream, (text) => {
      const sent = new Promise<void>((answered) => held.push(() => { trips.at(-1)?.push(text); answered(); }));
      if (!corked) go();
      return sent.then(() => {
        if (failing.includes(text)) throw new Error(`${text} fails`);
        return { command: 'SELECT', rowCount: 0, rows: [] };
      });
    });
    return { trips, send };
  }

  it('a transaction is begun with its first statement, where that writes nothing', async () => {
    const { trips, send } = line();
    for (const text of ['begin', 'SELECT 1', 'UPDATE a', 'commit']) await send(text, []);
    expect(trips).toEqual([['begin', 'SELECT 1'], ['UPDATE a'], ['commit']]);
  });

  it('nothing is written before it is known that a transaction was begun', async () => {
    const { trips, send } = line(['begin']);
    await send('begin', []);
    await expect(send('UPDATE a', [])).rejects.toThrow('begin fails');
    await send('rollback', []);
    expect(trips).toEqual([['begin'], ['rollback']]);
  });
});
