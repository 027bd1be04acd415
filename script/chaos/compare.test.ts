import { describe, expect, it } from '@jest/globals';
import type { Happened } from '../../services/sandbox/frame/part.ts';
import type { AttemptSaid, Books, EntrySaid, OperationSaid, PaymentSaid } from './books.ts';
import { compare, discrepancyWords } from './compare.ts';

const payment: PaymentSaid = { id: 'p', state: 'partly-refunded', capture: 'manual', amount: 100n, currency: 'EUR', basket: null };
const attempt: AttemptSaid = { id: 'a', payment: 'p', provider: 'cards', route: 'adyen', state: 'captured', reference: 'A', authorised: 100n, captured: 70n, released: 30n, capturing: 0n, releasing: 0n, stray: false, mismatch: null };
const operation = (one: Pick<OperationSaid, 'id' | 'kind' | 'amount'> & Partial<OperationSaid>): OperationSaid => ({ attempt: 'a', state: 'done', reference: one.id.toUpperCase(), rest: 0n, refunded: 0n, refunding: 0n, ...one });
const happened = (one: Pick<Happened, 'what' | 'reference' | 'ours' | 'amount'>): Happened => ({ provider: 'adyen-checkout', of: 'A', currency: 'EUR', state: 'there', effective: true, at: '2026-11-25T00:00:00Z', ...one });
const entry = (one: Pick<EntrySaid, 'id' | 'state' | 'kind' | 'amount'> & Partial<EntrySaid>): EntrySaid => ({ payment: 'p', pending: null, currency: 'EUR', ...one });

/** 100 reserved, 70 taken, 30 given back, 20 refunded: all three agree. */
const books: Books = {
  provider: [
    happened({ what: 'authorisation', reference: 'A', ours: 'a', amount: '100' }),
    happened({ what: 'capture', reference: 'C', ours: 'c', amount: '70' }),
    happened({ what: 'void', reference: 'V', ours: 'v', amount: '30' }),
    happened({ what: 'refund', reference: 'R', ours: 'r', amount: '20' }),
  ],
  payments: [payment],
  attempts: [attempt],
  operations: [operation({ id: 'c', kind: 'capture', amount: 70n, refunded: 20n }), operation({ id: 'v', kind: 'void', amount: 30n }), operation({ id: 'r', kind: 'refund', amount: 20n })],
  entries: [
    entry({ id: 'a', state: 'pending', kind: 'authorisation', amount: 100n }),
    entry({ id: 'x', state: 'released', kind: 'capture', pending: 'a', amount: 70n }),
    entry({ id: 'c', state: 'posted', kind: 'capture', amount: 70n }),
    entry({ id: 'y', state: 'released', kind: 'void', pending: 'a', amount: 30n }),
    entry({ id: 'r', state: 'posted', kind: 'refund', amount: 20n }),
  ],
  tenders: [],
  promised: [{ payment: 'p', captured: 70n, refunded: 20n }],
  sums: { EUR: 0n },
};

const found = (changed: Partial<Books>): string[] => compare({ ...books, ...changed }).map(({ what }) => what);
const without = <T extends { readonly id?: string; readonly ours?: string }>(all: readonly T[], name: string): T[] => all.filter(({ id, ours }) => id !== name && ours !== name);
const twice = <T extends { readonly id?: string; readonly ours?: string }>(all: readonly T[], name: string): T[] => [...all, ...all.filter(({ id, ours }) => id === name || ours === name)];
const other = <T extends { readonly id: string }>(all: readonly T[], name: string, change: Partial<T>): T[] => all.map((one) => (one.id === name ? { ...one, ...change } : one));

describe('the comparison', () => {
  it('finds nothing where all three say the same', () => {
    expect(compare(books)).toEqual([]);
  });

  it.each<[string, Partial<Books>, string]>([
    ['a payment that is authorised twice at the provider', { provider: twice(books.provider, 'a') }, 'duplicated: a is authorised 2 times'],
    ['a capture that is taken twice', { provider: twice(books.provider, 'c') }, 'duplicated: c is captured 2 times'],
    ['a refund that is given twice', { provider: twice(books.provider, 'r') }, 'duplicated: r is refunded 2 times'],
    ['a capture that is booked twice', { entries: twice(books.entries, 'c') }, 'duplicated: c is booked 2 times'],
    ['a capture that the provider does not have', { provider: without(books.provider, 'c') }, 'lost: c is captured in payments alone'],
    ['a refund that the provider does not have', { provider: without(books.provider, 'r') }, 'lost: r is refunded in payments alone'],
    ['a void that the provider does not have', { provider: without(books.provider, 'v') }, 'lost: a is voided in payments alone'],
    ['an authorisation that the provider does not have', { provider: without(books.provider, 'a') }, 'lost: a is authorised in payments alone'],
    ['a capture that is not booked', { entries: without(books.entries, 'c') }, 'lost: capture c is not booked'],
    ['a refund that is not booked', { entries: without(books.entries, 'r') }, 'lost: refund r is not booked'],
    ['a reservation that is not given back in the ledger', { entries: without(books.entries, 'y') }, '70 of a is released in the ledger, 100 in payments'],
    ['another amount at the provider', { provider: books.provider.map((one) => (one.ours === 'c' ? { ...one, amount: '71' } : one)) }, 'c has captured 71 at the provider, 70 in payments'],
    ['another amount in the ledger', { entries: other(books.entries, 'r', { amount: 21n }) }, 'r is a refund of 20 in payments, a refund of 21 in the ledger'],
    ['a payment of which payments know nothing', { provider: [...books.provider, happened({ what: 'authorisation', reference: 'Z', ours: 'z', amount: '5' })].map((one) => (one.ours === 'z' ? { ...one, of: 'Z' } : one)) }, 'orphaned at the provider'],
    ['a booking of which payments know nothing', { entries: [...books.entries, entry({ id: 'z', state: 'posted', kind: 'capture', amount: 5n })] }, 'orphaned in the ledger'],
    ['a capture of which payments know nothing', { operations: other(without(books.operations, 'r'), 'c', { state: 'refused', reference: null }) }, 'orphaned: 70 is captured at the provider alone for a'],
    ['an attempt whose end is unknown', { attempts: [{ ...attempt, state: 'unknown' }] }, 'the attempt a is still unknown'],
    ['a refund whose end is unknown', { operations: other(books.operations, 'r', { state: 'unknown' }) }, 'the refund r is still unknown'],
    ['a payment that is still processing', { payments: [{ ...payment, state: 'processing' }] }, 'unresolved: it is processing'],
    ['more taken than was reserved', { attempts: [{ ...attempt, captured: 101n, released: 0n }] }, 'more is captured and released than was authorised by a'],
    ['more refunded than was taken', { operations: other(books.operations, 'c', { refunded: 71n }) }, 'more is refunded than was captured by c'],
    ['money that was promised and is gone', { promised: [{ payment: 'p', captured: 100n, refunded: 0n }] }, 'lost: somebody was told that 100 is captured'],
    ['a stray payment that is not given back', { attempts: [{ ...attempt, stray: true }] }, 'paid twice: 50 of the stray attempt a is not given back'],
    ['a ledger that is not at zero', { sums: { EUR: 1n } }, 'the ledger does not sum to zero in EUR'],
    ['a basket that has not heard of it', { payments: [{ ...payment, basket: 'b' }] }, 'its basket has heard of 0 captured and 0 refunded, payments say 70 and 20'],
  ])('finds %s', (_, changed, what) => {
    expect(found(changed).filter((one) => one.includes(what))).not.toEqual([]);
  });

  it('tells all that is wrong with a payment at once, with what each of the three says', () => {
    const [first, ...others] = discrepancyWords(compare({ ...books, provider: without(books.provider, 'c'), entries: without(books.entries, 'r') }));
    expect(others).toEqual([]);
    expect(first).toMatch(/^payment p\n {2}lost: c is captured in payments alone\n(.*\n)* {4}provider: .*refund R of 20 EUR.*\n {4}payments: partly-refunded.*\n {4}ledger: {3}pending authorisation a of 100 EUR/);
  });

  it('lets go what its payer has left, unless the provider has money for it', () => {
    const left: Partial<Books> = { payments: [{ ...payment, state: 'open' }], attempts: [{ ...attempt, state: 'requires-action', stray: true, authorised: 0n, captured: 0n, released: 0n }], operations: [], entries: [], promised: [], provider: [] };
    expect(found(left)).toEqual([]);
    expect(found({ ...left, provider: books.provider.slice(0, 1) })).toEqual(['orphaned: a is authorised at the provider alone']);
  });

  it('takes the refund of a terminal for the void that it is', () => {
    const voided: Partial<Books> = {
      payments: [{ ...payment, state: 'open' }],
      attempts: [{ ...attempt, state: 'declined', authorised: 0n, captured: 0n, released: 0n }],
      operations: [],
      entries: [],
      promised: [],
      provider: [happened({ what: 'authorisation', reference: 'A', ours: 'a', amount: '100' }), happened({ what: 'capture', reference: 'A', ours: 'a', amount: '100' }), happened({ what: 'refund', reference: 'B', ours: 'a', amount: '100' })],
    };
    expect(found(voided)).toEqual([]);
    expect(found({ ...voided, provider: voided.provider?.slice(0, 2) ?? [] })).toEqual(['orphaned: 100 is captured at the provider alone for a']);
  });
});
