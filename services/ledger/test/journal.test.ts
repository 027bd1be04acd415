import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sql } from 'kysely';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { sqlState, type Database } from '../../kit/database.ts';
import { testPostgres, type TestPostgres } from '../../kit/testing/database.ts';
import { append, balances, LedgerError, read, remaining, verify, type LedgerTables } from '../src/adapters/journal.ts';
import type { NewEntry } from '../src/domain/entry.ts';
import { accounts, authorisation, capture, refund, release, settlement } from '../src/domain/postings.ts';
import { empty } from './books.ts';

let postgres: TestPostgres;
let database: Database<LedgerTables>;

beforeAll(async () => {
  postgres = await testPostgres();
  database = await postgres.database<LedgerTables>('ledger', [join(import.meta.dirname, '..', 'migrations')]);
}, 60_000);

afterAll(async () => {
  await postgres.stop();
}, 60_000);

beforeEach(() => empty(database.db));

const write = (...entries: readonly NewEntry[]) => database.db.transaction().execute((trx) => append(trx, entries));

const fact = (amount: bigint, currency = 'EUR') => ({ id: randomUUID(), payment: 'p-1', provider: 'cards', reference: `ref-${amount}`, amount, currency, at: new Date('2026-11-23T08:00:00Z') });

const expiresAt = new Date('2026-11-30T08:00:00Z');

const { authorised, receivable, sales } = accounts('cards', 'EUR');

const balanceOf = async (account: string, at?: Date) => (await balances(database.db, { account, ...(at && { at }) }))[0];

describe('the journal', () => {
  it('reserves, takes part, takes more, gives back the rest', async () => {
    const reserved = authorisation({ ...fact(1000n), expiresAt });
    await write(reserved);
    await write(...capture({ ...fact(300n), pending: reserved.id }), ...capture({ ...fact(200n), pending: reserved.id }));
    expect(await database.db.transaction().execute((trx) => remaining(trx, reserved.id))).toEqual({ amount: 500n, currency: 'EUR' });
    await write(release({ ...fact(500n), pending: reserved.id, kind: 'void' }));
    expect(await balanceOf(receivable)).toMatchObject({ posted: 500n });
    expect(await balanceOf(sales)).toMatchObject({ posted: -500n });
    expect(await balanceOf(authorised)).toMatchObject({ pending: 0n });
    await expect(write(...capture({ ...fact(1n), pending: reserved.id }))).rejects.toThrow(`of which 0 is left`);
  });

  it('never draws more than was reserved, however many draw at once', async () => {
    const reserved = authorisation({ ...fact(1000n), expiresAt });
    await write(reserved);
    const draws = await Promise.allSettled(Array.from({ length: 20 }, () => write(...capture({ ...fact(90n), pending: reserved.id }))));
    expect(draws.filter(({ status }) => status === 'fulfilled')).toHaveLength(11);
    expect(await balanceOf(receivable)).toMatchObject({ posted: 990n });
  });

  it('writes an event once, however often it is told', async () => {
    const taken = capture(fact(100n));
    await Promise.all([write(...taken), write(...taken), write(...taken)]);
    expect(await balanceOf(receivable)).toMatchObject({ posted: 100n });
  });

  it('refuses what does not balance, in the program and in the database', async () => {
    await expect(write({ ...refund(fact(100n)), lines: [{ account: sales, amount: 1n }, { account: receivable, amount: -2n }] })).rejects.toThrow(LedgerError);
    const state = await sql`INSERT INTO account VALUES ('a', 'EUR'), ('b', 'EUR');
      WITH entry AS (INSERT INTO journal (position, id, state, kind, currency, payment, effective_at, recorded_at, hash) VALUES (1, ${sql.lit(randomUUID())}, 'posted', 'x', 'EUR', 'p', now(), now(), decode(repeat('00', 32), 'hex')) RETURNING id)
      INSERT INTO line SELECT id, 1, 'a', 'EUR', 5 FROM entry`.execute(database.db).then(() => '', sqlState);
    expect(state).toBe('23514');
  });

  it('refuses an account in another currency', async () => {
    await write(...capture(fact(100n)));
    const wrong: NewEntry = { ...refund(fact(100n, 'USD')), lines: [{ account: receivable, amount: 1n }, { account: accounts('cards', 'USD').sales, amount: -1n }] };
    expect(await write(wrong).then(() => '', sqlState)).toBe('23503');
  });

  it.each(['UPDATE journal SET payment = payment', 'DELETE FROM line', 'TRUNCATE line'])('refuses %s', async (statement) => {
    await write(...capture(fact(100n)));
    expect(await sql.raw(statement).execute(database.db).then(() => '', sqlState)).toBe('23001');
  });

  it('tells balances at a point in time', async () => {
    await write(...capture({ ...fact(100n), at: new Date('2026-01-01T00:00:00Z') }), ...capture({ ...fact(50n), at: new Date('2026-02-01T00:00:00Z') }));
    expect(await balanceOf(receivable, new Date('2026-01-15T00:00:00Z'))).toMatchObject({ posted: 100n });
    expect(await balanceOf(receivable)).toMatchObject({ posted: 150n });
  });

  it('has a chain that breaks when one byte of anything is changed, and where an entry is cut off', async () => {
    const reserved = authorisation({ ...fact(1000n), expiresAt });
    await write(reserved, ...capture({ ...fact(300n), pending: reserved.id }), refund(fact(30n)));
    expect(await verify(database.db)).toEqual({ entries: 4n });
    const tampered = async (statement: string) => {
      await sql.raw(`ALTER TABLE journal DISABLE TRIGGER journal_immutable; ALTER TABLE line DISABLE TRIGGER line_immutable; ${statement}`).execute(database.db);
      return (await verify(database.db, 2)).broken?.position;
    };
    expect(await tampered(`UPDATE line SET amount = amount * 2 WHERE entry = '${reserved.id}'`)).toBe(1n);
    await sql.raw(`UPDATE line SET amount = amount / 2 WHERE entry = '${reserved.id}'`).execute(database.db);
    expect(await tampered(`UPDATE journal SET payment = 'p-2' WHERE position = 2`)).toBe(2n);
    await sql.raw(`UPDATE journal SET payment = 'p-1' WHERE position = 2`).execute(database.db);
    expect(await tampered(`DELETE FROM line USING journal WHERE entry = id AND position = 4; DELETE FROM journal WHERE position = 4`)).toBe(4n);
    await sql.raw('ALTER TABLE journal ENABLE TRIGGER journal_immutable; ALTER TABLE line ENABLE TRIGGER line_immutable').execute(database.db);
  });
});

describe('over any history', () => {
  const step = fc.record({ kind: fc.constantFrom('authorise' as const, 'capture' as const, 'take' as const, 'release' as const, 'refund' as const, 'settle' as const), amount: fc.bigInt({ min: 1n, max: 5000n }), which: fc.nat(20), currency: fc.constantFrom('EUR', 'JPY', 'KWD') });

  it('all accounts sum to zero per currency, pending and posted, and the chain holds', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        await empty(database.db);
        const open: NewEntry[] = [];
        for (const { kind, amount, which, currency } of steps) {
          const pending = open[which % Math.max(open.length, 1)];
          const of = pending?.currency ?? currency;
          const made: readonly NewEntry[] = {
            authorise: () => [authorisation({ ...fact(amount, currency), expiresAt })],
            capture: () => (pending ? capture({ ...fact(amount, of), pending: pending.id }) : []),
            take: () => capture(fact(amount, currency)),
            release: () => (pending ? [release({ ...fact(amount, of), pending: pending.id, kind: 'void' as const })] : []),
            refund: () => [refund(fact(amount, currency))],
            settle: () => [settlement({ ...fact(amount, currency), settles: amount % 2n === 0n ? 'capture' as const : 'refund' as const, fee: amount / 10n })],
          }[kind]();
          const written = await write(...made).then(() => true, (error: unknown) => { if (error instanceof LedgerError) return false; throw error; });
          if (written) open.push(...made.filter(({ state }) => state === 'pending'));
        }
        const all = await balances(database.db);
        for (const currency of ['EUR', 'JPY', 'KWD']) {
          const own = all.filter((one) => one.currency === currency);
          expect([own.reduce((sum, { posted }) => sum + posted, 0n), own.reduce((sum, { pending }) => sum + pending, 0n)]).toEqual([0n, 0n]);
        }
        for (const { account, pending } of all.filter((one) => one.account.startsWith('authorised.'))) expect([account, pending >= 0n]).toEqual([account, true]);
        const { broken, entries } = await verify(database.db, 7);
        expect([broken, entries]).toEqual([undefined, BigInt((await read(database.db, 0n, 1000)).length)]);
      }),
      { numRuns: 25 },
    );
  }, 60_000);
});

it('names the accounts by provider and currency', () => expect(authorised).toBe('authorised.cards.eur'));
