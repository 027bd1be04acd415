import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { reconcile, type SettlementLine, type Unsettled } from '../src/domain/reconciliation.ts';

const due = new Date('2026-11-20T00:00:00Z');
const [before, after] = [new Date('2026-11-19T00:00:00Z'), new Date('2026-11-21T00:00:00Z')];

const line = (number: number, reference: string, gross: bigint, more: Partial<SettlementLine> = {}): SettlementLine => ({ number, reference, kind: 'capture', gross, fee: 1n, currency: 'EUR', ...more });
const known = (reference: string, amount: bigint, more: Partial<Unsettled> = {}): Unsettled => ({ entry: `${reference}/${amount}`, payment: 'p', reference, kind: 'capture', amount, currency: 'EUR', at: before, reported: false, ...more });

const found = (lines: readonly SettlementLine[], unsettled: readonly Unsettled[]) => {
  const { matched, exceptions, expected } = reconcile(lines, unsettled, due);
  return { matched: matched.map(({ line: { number }, unsettled: { entry } }) => `${number} ${entry}`), exceptions: exceptions.map(({ kind, line: { number } }) => `${number} ${kind}`), expected: expected.map(({ entry }) => entry) };
};

describe('a settlement file', () => {
  it('settles what it names with the same amount', () => {
    expect(found([line(1, 'a', 5n)], [known('a', 5n)])).toEqual({ matched: ['1 a/5'], exceptions: [], expected: [] });
  });

  it('is wrong about an amount, a currency, a kind, or names what nobody knows', () => {
    expect(found([line(1, 'a', 6n)], [known('a', 5n)]).exceptions).toEqual(['1 mismatched']);
    expect(found([line(1, 'a', 5n, { currency: 'USD' })], [known('a', 5n)]).exceptions).toEqual(['1 mismatched']);
    expect(found([line(1, 'a', 5n, { kind: 'refund' })], [known('a', 5n)]).exceptions).toEqual(['1 missing']);
    expect(found([line(1, 'b', 5n)], []).exceptions).toEqual(['1 missing']);
  });

  it('names the same again', () => {
    expect(found([line(1, 'a', 5n), line(2, 'a', 5n)], [known('a', 5n)])).toMatchObject({ matched: ['1 a/5'], exceptions: ['2 duplicate'] });
    expect(found([line(1, 'b', 5n), line(2, 'b', 5n)], []).exceptions).toEqual(['1 missing', '2 duplicate']);
  });

  it('settles parts under one reference, whatever their order, and lets none take the place of what fits', () => {
    expect(found([line(1, 'a', 7n), line(2, 'a', 5n)], [known('a', 5n), known('a', 7n)]).matched).toEqual(['1 a/7', '2 a/5']);
    expect(found([line(1, 'a', 6n), line(2, 'a', 7n)], [known('a', 7n)])).toMatchObject({ matched: ['2 a/7'], exceptions: ['1 duplicate'] });
  });

  it('misses what is due, of its own currencies, once', () => {
    const rest = [known('late', 1n), known('young', 1n, { at: after }), known('told', 1n, { reported: true }), known('yen', 1n, { currency: 'JPY' })];
    expect(found([line(1, 'a', 5n)], [known('a', 5n), ...rest])).toMatchObject({ expected: ['late/1'] });
  });
});

const some = { reference: fc.constantFrom('a', 'b', 'c', 'd'), kind: fc.constantFrom('capture' as const, 'refund' as const), currency: fc.constantFrom('EUR', 'JPY') };
const lines = fc.array(fc.record({ ...some, gross: fc.bigInt({ min: 1n, max: 3n }), fee: fc.bigInt({ min: -1n, max: 1n }) }), { maxLength: 12 }).map((all) => all.map((one, i) => ({ ...one, number: i + 1 })));
const open = fc.array(fc.record({ ...some, amount: fc.bigInt({ min: 1n, max: 3n }), at: fc.constantFrom(before, after), reported: fc.boolean() }), { maxLength: 12 }).map((all) => all.map((one, i) => ({ ...one, entry: `e${i}`, payment: 'p' })));

describe('whatever a file says', () => {
  it('every line is matched or an exception, exactly once', () => {
    fc.assert(fc.property(lines, open, (file, unsettled) => {
      const { matched, exceptions } = reconcile(file, unsettled, due);
      const told = [...matched.map(({ line: one }) => one), ...exceptions.map(({ line: one }) => one)];
      expect(told.map(({ number }) => number).sort((a, b) => a - b)).toEqual(file.map(({ number }) => number));
    }));
  });

  it('nothing is settled twice, and only with its own amount, kind and reference; nothing that was settled is expected', () => {
    fc.assert(fc.property(lines, open, (file, unsettled) => {
      const { matched, expected } = reconcile(file, unsettled, due);
      const settled = matched.map(({ unsettled: { entry } }) => entry);
      expect(new Set([...settled, ...expected.map(({ entry }) => entry)]).size).toBe(settled.length + expected.length);
      for (const { line: a, unsettled: b } of matched) expect([a.gross, a.kind, a.reference, a.currency]).toEqual([b.amount, b.kind, b.reference, b.currency]);
    }));
  });

  it('as many are matched as can be, whatever the order of the lines', () => {
    fc.assert(fc.property(lines, open, (file, unsettled) => {
      const key = (kind: string, reference: string, amount: bigint, currency: string) => [kind, reference, amount, currency].join(' ');
      const count = (keys: readonly string[]) => keys.reduce((all, one) => all.set(one, (all.get(one) ?? 0) + 1), new Map<string, number>());
      const left = count(file.map(({ kind, reference, gross, currency }) => key(kind, reference, gross, currency)));
      const right = count(unsettled.map(({ kind, reference, amount, currency }) => key(kind, reference, amount, currency)));
      const most = [...left].reduce((total, [one, times]) => total + Math.min(times, right.get(one) ?? 0), 0);
      expect([reconcile(file, unsettled, due).matched.length, reconcile([...file].reverse(), unsettled, due).matched.length]).toEqual([most, most]);
    }));
  });
});
