import { describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { openDatabase } from '../../../services/kit/database.ts';
import { write } from '../../../services/kit/trips.ts';
import { testPostgres } from '../../../services/kit/testing/database.ts';
import { overheadOf, quantile, since, together, within } from './overhead.ts';
import { percentile, spreadOf } from './percentiles.ts';
import { record } from './recorder.ts';
import { arrivals } from './schedule.ts';
import { highest } from './search.ts';
import { about, another, transactionsOf, tripsOf } from './statements.ts';
import { statementReader, type Statement } from './wire.ts';

describe('percentiles', () => {
  it('are values that were measured', () => {
    const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect(spreadOf(hundred)).toEqual({ p50: 50, p95: 95, p99: 99 });
    expect(spreadOf([7])).toEqual({ p50: 7, p95: 7, p99: 7 });
    expect(percentile([1, 2, 3], 99)).toBe(3);
    expect(percentile([], 50)).toBeNaN();
  });
});

describe('arrivals', () => {
  const times = arrivals({ rate: 200, seconds: 50, seed: 7 });

  it('are in order, in time, and as many as the rate says, within what chance does', () => {
    expect(times.every((at, index) => at >= (times[index - 1] ?? 0) && at < 50_000)).toBe(true);
    expect(Math.abs(times.length - 10_000)).toBeLessThan(4 * Math.sqrt(10_000));
  });

  it('are independent of one another: gaps vary as much as they last', () => {
    const gaps = times.map((at, index) => at - (times[index - 1] ?? 0));
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    const deviation = Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length);
    expect(deviation / mean).toBeCloseTo(1, 1);
  });

  it('are the same for the same seed', () => {
    const [once, again, other] = [3, 3, 4].map((seed) => arrivals({ rate: 10, seconds: 5, seed }));
    expect(once).toEqual(again);
    expect(once).not.toEqual(other);
  });
});

describe('the search', () => {
  it.each([[40, 100], [100, 100], [333, 100], [4, 100]])('finds a capacity of %d, beginning at %d, to within a few percent', async (capacity, from) => {
    const found = await highest({ from, more: () => true }, async (rate) => rate <= capacity);
    expect(found).toBeLessThanOrEqual(capacity);
    expect(found).toBeGreaterThanOrEqual(Math.floor(capacity * 0.93));
  });

  it('forgives one failure of a rate', async () => {
    const tried: number[] = [];
    const found = await highest({ from: 10, more: () => tried.length === 0 }, async (rate) => tried.push(rate) > 1);
    expect([found, tried]).toEqual([10, [10, 10]]);
  });
});

describe('the overhead', () => {
  const text = (counts: readonly number[]) => ['0.005', '0.01', '+Inf'].map((bound, index) => `guichet_payments_overhead_seconds_bucket{le="${bound}",operation="attempt"} ${counts[index]}`).join('\n');
  const both = since(overheadOf(text([10, 10, 10]), 'attempt'), overheadOf(`# HELP x\n${text([60, 100, 110])}\nguichet_payments_overhead_seconds_bucket{le="0.01",operation="refund"} 5`, 'attempt'));

  it('is that of one operation between two readings', () => {
    expect(both).toEqual([[0.005, 50], [0.01, 90], [Number.POSITIVE_INFINITY, 100]]);
    expect([quantile(both, 25), quantile(both, 50), quantile(both, 70), quantile(both, 99)]).toEqual([0.0025, 0.005, 0.0075, 0.01]);
    expect(within(both, 0.01)).toBe(90);
    expect(() => within(both, 0.02)).toThrow(/no bucket of 0.02/);
  });

  it('of several processes is that of all their observations', () => {
    expect(together([both, both, [[0.005, 1], [0.01, 2], [Number.POSITIVE_INFINITY, 3]]])).toEqual([[0.005, 101], [0.01, 182], [Number.POSITIVE_INFINITY, 203]]);
  });
});

const of = (text: string, ...values: (string | null)[]): Statement => ({ name: '', text, values, joined: false });
const joined = (statement: Statement): Statement => ({ ...statement, joined: true });

describe('statements', () => {
  it('are read from the wire, whatever pieces it comes in', () => {
    const message = (type: string, ...parts: (string | number[])[]) => {
      const body = Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(`${part}\0`) : Buffer.from(part))));
      const length = Buffer.alloc(4);
      length.writeInt32BE(body.length + 4);
      return Buffer.concat([Buffer.from(type), length, body]);
    };
    const bytes = Buffer.concat([message('', [0, 3, 0, 0]), message('Q', 'begin'), message('P', 'one', 'SELECT $1, $2', [0, 0]), message('B', '', 'one', [0, 0, 0, 2, 0, 0, 0, 1, 55, 255, 255, 255, 255, 0, 0]), message('S')]);
    for (const size of [1, 7, bytes.length]) {
      const read = statementReader();
      const found = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) => read(bytes.subarray(index * size, (index + 1) * size))).flat();
      const second = { ...of('SELECT $1, $2', '7', null), name: 'one' };
      expect(found).toEqual([of('begin'), size < bytes.length ? second : joined(second)]);
    }
  });

  it('are told apart by transaction, and by what they are about', () => {
    const mine = [of('begin'), of('INSERT', 'k'), of('commit')];
    const works = transactionsOf([of('SELECT 1'), ...mine, of('begin'), of('UPDATE', 'other'), of('rollback')]);
    expect(works).toHaveLength(3);
    expect(about(works, ['k'])).toEqual([mine]);
  });

  it('are copied for another payment: what is new is new everywhere, and the rest stays', () => {
    const [id, hash] = ['8d3f5a0e-1c2b-4d5e-8f90-a1b2c3d4e5f6', 'ab'.repeat(32)];
    const [[lock, insert, update] = []] = another([[of('SELECT pg_try_advisory_xact_lock($1, $2)', '-123456789', '987654321'), of('INSERT', id, `{"id":"${id}"}`, hash, '2500', null), of('UPDATE', id)]]);
    expect(lock?.values).not.toContain('-123456789');
    expect(insert?.values[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(insert?.values[0]).not.toBe(id);
    expect(insert?.values[1]).toBe(`{"id":"${insert?.values[0]}"}`);
    expect(insert?.values[2]).not.toBe(hash);
    expect(insert?.values.slice(3)).toEqual(['2500', null]);
    expect(update?.values).toEqual([insert?.values[0]]);
  });

  it('go in trips, as they were seen to', async () => {
    const postgres = await testPostgres();
    const { props } = await postgres.database<unknown>('trips', []);
    const recorder = await record(props.port);
    const { db, close } = await openDatabase<unknown>({ ...props, port: recorder.port });
    try {
      await sql`CREATE TABLE seen (text text)`.execute(db);
      const put = (text: string) => sql`INSERT INTO seen VALUES (${text})`;
      await db.transaction().execute(async (trx) => {
        await sql`SELECT ${'k'}::text`.execute(trx);
        await write(trx, put('a'));
        await write(trx, put('b'));
      });
      const [work = []] = about(recorder.works(), ['k']);
      expect(tripsOf(work).map((trip) => trip.map(({ text }) => text.split(' ', 1)[0]))).toEqual([['begin', 'SELECT'], ['INSERT', 'INSERT', 'commit']]);
    } finally {
      await close();
      await recorder.stop();
      await postgres.stop();
    }
  }, 60_000);

  it('are those that PostgreSQL was sent', async () => {
    const postgres = await testPostgres();
    const { props } = await postgres.database<unknown>('recorded', []);
    const recorder = await record(props.port);
    const { pool, close } = await openDatabase<unknown>({ ...props, port: recorder.port });
    try {
      const client = await pool.connect();
      await client.query('begin');
      await client.query('SELECT $1::text', ['k']);
      await client.query({ name: 'kept', text: 'SELECT $1::int, $2::text', values: [1, null] });
      await client.query({ name: 'kept', text: 'SELECT $1::int, $2::text', values: [2, 'two'] });
      await client.query('commit');
      client.release();
      const kept = (...values: (string | null)[]) => ({ ...of('SELECT $1::int, $2::text', ...values), name: 'kept' });
      expect(about(recorder.works(), ['k'])).toEqual([[of('begin'), of('SELECT $1::text', 'k'), kept('1', null), kept('2', 'two'), of('commit')]]);
    } finally {
      await close();
      await recorder.stop();
      await postgres.stop();
    }
  }, 60_000);
});
