import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sql } from 'kysely';
import { randomUUID } from 'node:crypto';
import { balances, read, verify } from '../src/adapters/journal.ts';
import { accounts } from '../src/domain/postings.ts';
import { expire } from '../src/record.ts';
import { importFile } from '../src/settle.ts';
import { empty } from './books.ts';
import { startLedger, type TestLedger } from './program.ts';

let ledger: TestLedger;

beforeAll(async () => { ledger = await startLedger(); }, 60_000);
afterAll(() => ledger.stop(), 60_000);
beforeEach(async () => {
  await empty(ledger.database.db);
  ledger.at('2026-11-23T08:00:00Z');
});

const euros = accounts('cards', 'EUR');
const moved = (amount: number, currency = 'EUR', payment = 'p-1') => ({ payment, provider: 'cards', reference: `r-${randomUUID()}`, amount, currency });
const expiresAt = '2026-11-30T08:00:00Z';

async function authorised(amount: number, currency = 'EUR'): Promise<string> {
  const authorisation = randomUUID();
  await ledger.listen({ type: 'payment.authorised', payload: { ...moved(amount, currency), authorisation, expiresAt } });
  return authorisation;
}

const captured = (amount: number, authorisation?: string, currency = 'EUR') => ledger.listen({ type: 'payment.captured', payload: { ...moved(amount, currency), capture: randomUUID(), ...(authorisation !== undefined && { authorisation }) } });
const janitor = () => ledger.database.db.transaction().execute((trx) => expire(trx, ledger.app.now()));
const balance = async (account: string, at = new Date('2027-06-01T00:00:00Z')) => {
  const [found] = await balances(ledger.database.db, { account, at });
  return found && { posted: found.posted, pending: found.pending };
};

describe('what payments tell', () => {
  it('is reserved, taken in part, and the rest given back', async () => {
    const authorisation = await authorised(1000);
    await captured(300, authorisation);
    expect(await balance(euros.authorised)).toEqual({ posted: 0n, pending: 700n });
    await ledger.listen({ type: 'payment.voided', payload: { ...moved(700), authorisation } });
    expect([await balance(euros.authorised), await balance(euros.receivable), await balance(euros.sales)]).toEqual([{ posted: 0n, pending: 0n }, { posted: 300n, pending: 0n }, { posted: -300n, pending: 0n }]);
    await ledger.listen({ type: 'payment.refunded', payload: { ...moved(100), refund: randomUUID() } });
    expect([await balance(euros.receivable), await balance(euros.refunds)]).toEqual([{ posted: 200n, pending: 0n }, { posted: 100n, pending: 0n }]);
  });

  it('is written once, whether the event comes again or is told again', async () => {
    const event = { type: 'payment.captured' as const, payload: { ...moved(300), capture: randomUUID() } };
    const id = randomUUID();
    expect([await ledger.listen(event, { id }), await ledger.listen(event, { id })]).toEqual([true, false]);
    await ledger.listen(event);
    expect(await balance(euros.receivable)).toEqual({ posted: 300n, pending: 0n });
  });

  it('counts what the provider took, though more than was reserved, or of what nobody has reserved', async () => {
    await captured(1200, await authorised(1000));
    await captured(50, randomUUID());
    await captured(5, await authorised(7, 'JPY'));
    expect([await balance(euros.receivable), await balance(euros.authorised)]).toEqual([{ posted: 1255n, pending: 0n }, { posted: 0n, pending: 0n }]);
    expect(await balance(accounts('cards', 'JPY').authorised)).toEqual({ posted: 0n, pending: 7n });
  });

  it('is not passed over when it is malformed, and is when its type is new', async () => {
    const event = { type: 'payment.captured' as const, payload: { ...moved(0), capture: randomUUID() } };
    await expect(ledger.listen(event)).rejects.toThrow('payments.events: payment.captured /amount must be >= 1');
    await expect(ledger.listen({ ...event, payload: { ...event.payload, amount: 1, capture: 'c-1' } })).rejects.toThrow('/capture');
    expect(await ledger.listen({ type: 'payment.failed', payload: { payment: 'p-1', reason: 'declined' } }, { type: 'payment.dreamt' })).toBe(true);
    expect(await read(ledger.database.db, 0n, 10)).toEqual([]);
  });
});

describe('an authorisation that nobody took', () => {
  it('is released when its time is over, as of that time and once, however many look', async () => {
    const authorisation = await authorised(1000);
    await captured(300, authorisation);
    expect(await janitor()).toBe(0);
    ledger.at('2026-12-01T00:00:00Z');
    const looked = await Promise.all([janitor(), janitor(), janitor()]);
    expect(looked.reduce((a, b) => a + b)).toBe(1);
    expect([await balance(euros.authorised, new Date('2026-11-30T07:59:59Z')), await balance(euros.authorised, new Date(expiresAt))]).toEqual([{ posted: 0n, pending: 700n }, { posted: 0n, pending: 0n }]);
    expect((await read(ledger.database.db, 0n, 10)).at(-1)).toMatchObject({ kind: 'expiry', pending: authorisation, payment: 'p-1' });
  });

  it('may still be captured late, or be told to have expired as well', async () => {
    const authorisation = await authorised(1000);
    ledger.at('2026-12-01T00:00:00Z');
    await janitor();
    await captured(400, authorisation);
    await ledger.listen({ type: 'payment.expired', payload: { ...moved(1000), authorisation } });
    expect([await balance(euros.receivable), await balance(euros.authorised)]).toEqual([{ posted: 400n, pending: 0n }, { posted: 0n, pending: 0n }]);
  });

  it('is given back once when capture and janitor race', async () => {
    ledger.at('2026-12-01T00:00:00Z');
    const all = await Promise.all(Array.from({ length: 6 }, () => authorised(100)));
    await Promise.all([janitor(), ...all.map((one) => captured(60, one)), janitor()]);
    await janitor();
    expect([await balance(euros.authorised), await balance(euros.receivable)]).toEqual([{ posted: 0n, pending: 0n }, { posted: 360n, pending: 0n }]);
  });
});

describe('over any history', () => {
  const step = fc.record({ kind: fc.constantFrom('authorise' as const, 'capture' as const, 'take' as const, 'void' as const, 'expire' as const, 'refund' as const, 'days' as const, 'import' as const), amount: fc.integer({ min: 1, max: 5000 }), which: fc.nat(20), currency: fc.constantFrom('EUR', 'JPY', 'KWD') });
  const receivables = `SELECT coalesce(sum(CASE kind WHEN 'capture' THEN amount ELSE -amount END), 0)::bigint AS owed FROM unsettled WHERE currency = `;

  it('what is unsettled is what providers owe, sums are zero, nothing is reserved below zero, and the chain holds', async () => {
    const { db } = ledger.database;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
        await empty(db);
        ledger.at('2026-11-23T08:00:00Z');
        const open: { readonly id: string; readonly currency: string }[] = [];
        for (const { kind, amount, which, currency } of steps) {
          const one = open[which % Math.max(open.length, 1)] ?? { id: randomUUID(), currency };
          const does: Readonly<Record<typeof kind, () => Promise<unknown>>> = {
            authorise: async () => open.push({ id: await authorised(amount, currency), currency }),
            capture: () => captured(amount, one.id, one.currency),
            take: () => captured(amount, undefined, currency),
            void: () => ledger.listen({ type: 'payment.voided', payload: { ...moved(amount, one.currency), authorisation: one.id } }),
            expire: janitor,
            refund: () => ledger.listen({ type: 'payment.refunded', payload: { ...moved(amount, currency), refund: randomUUID() } }),
            days: async () => ledger.at(new Date(ledger.app.now().getTime() + amount * 1e6).toISOString()),
            import: async () => {
              const { rows } = await sql<{ kind: string; reference: string; gross: bigint; currency: string }>`SELECT kind, reference, amount AS gross, currency FROM unsettled LIMIT ${which}`.execute(db);
              const content = [...rows, { kind: 'refund', reference: 'nobody', gross: 1n, currency }].map((row, i) => JSON.stringify({ ...row, gross: Number(row.gross) + (i % 3 === 2 ? 1 : 0), fee: (i % 5) - 1 })).join('\n');
              await db.transaction().execute((trx) => importFile(trx, { settlement: randomUUID(), provider: 'cards', format: 'json-lines', content }, { by: 'test', now: ledger.app.now(), expectedBefore: ledger.app.now() }));
            },
          };
          await does[kind]();
        }
        const all = await balances(db, { at: new Date('2100-01-01T00:00:00Z') });
        for (const currency of ['EUR', 'JPY', 'KWD']) {
          const own = all.filter((one) => one.currency === currency);
          expect([own.reduce((sum, { posted }) => sum + posted, 0n), own.reduce((sum, { pending }) => sum + pending, 0n)]).toEqual([0n, 0n]);
          const { rows } = await sql<{ owed: bigint }>`${sql.raw(receivables)} ${currency}`.execute(db);
          expect(rows[0]?.owed).toBe(own.find(({ account }) => account.startsWith('receivable.'))?.posted ?? 0n);
        }
        for (const { account, pending } of all.filter((one) => one.account.startsWith('authorised.'))) expect([account, pending >= 0n]).toEqual([account, true]);
        expect((await verify(db, 9)).broken).toBeUndefined();
      }),
      { numRuns: 20 },
    );
  }, 60_000);
});
