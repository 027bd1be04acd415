import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { edit, totalOf, versionsOf, type Edit, type Versioned } from '../src/domain/basket.ts';
import { newCode, readCode } from '../src/domain/codes.ts';
import { giveBack, reserveFaults, unreserved, type ReservedItem } from '../src/domain/collection.ts';
import { offerAt } from '../src/domain/pricing.ts';
import { covers, moved, nothing, tenderOf, type Movement, type Payment } from '../src/domain/tender.ts';
import { reservationAfter, reservationTransitions } from '../src/domain/transitions.ts';

const product = fc.constantFrom('mug', 'tea', 'pot');
const anEdit = fc.record({ product, quantity: fc.integer({ min: 0, max: 5 }) });

describe('edits', () => {
  /** Clients who each read, and then write what they have read, whatever others did in between. */
  it('of any number of clients are never lost: each that is accepted was made on the version before it', () => {
    const step = fc.record({ client: fc.integer({ min: 0, max: 3 }), reads: fc.boolean(), change: anEdit });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        let basket: Versioned = { version: 1, items: [], lastEdit: null };
        const read = [1, 1, 1, 1];
        const accepted: { readonly on: number; readonly change: Edit }[] = [];
        for (const { client, reads, change } of steps) {
          if (reads) read[client] = basket.version;
          const result = edit(basket, change, read[client] ?? 0);
          if (result.outcome === 'repeated') expect(accepted.at(-1)).toEqual({ on: basket.version - 1, change });
          if (result.outcome !== 'edited') continue;
          accepted.push({ on: basket.version, change });
          basket = result.basket;
        }
        expect(accepted.map(({ on }) => on)).toEqual(accepted.map((_, i) => i + 1));
        const replayed = accepted.reduce((items, { change }) => items.set(change.product, change.quantity), new Map<string, number>());
        expect(new Map(basket.items.map((item) => [item.product, item.quantity]))).toEqual(new Map([...replayed].filter(([, quantity]) => quantity > 0)));
      }),
    );
  });

  it.each([
    ['"3"', [3]],
    ['"3", "4"', [3, 4]],
    ['W/"3"', []],
    ['*', []],
    ['3', []],
    ['"03"', []],
    ['"9999999999"', []],
    ['', []],
  ])('If-Match: %s names the versions %j', (header, versions) => expect(versionsOf(header)).toEqual(versions));
});

describe('sums', () => {
  it('of lines are exact however large, and do not depend on the order', () => {
    const line = fc.record({ product, quantity: fc.integer({ min: 1, max: 999 }), unit: fc.bigInt({ min: 1n, max: 10n ** 30n }) });
    fc.assert(fc.property(fc.array(line), (lines) => {
      expect(totalOf([...lines].reverse())).toBe(totalOf(lines));
      expect(totalOf(lines)).toBe(lines.flatMap(({ unit, quantity }) => Array.from({ length: quantity }, () => unit)).reduce((sum, unit) => sum + unit, 0n));
    }), { numRuns: 30 });
  });

  const movement = fc.constantFrom<Movement>('payment.authorised', 'payment.captured', 'payment.voided', 'payment.expired', 'payment.refunded');
  const movements = fc.array(fc.record({ payment: fc.integer({ min: 0, max: 4 }), movement, amount: fc.bigInt({ min: 1n, max: 500n }) }), { maxLength: 40 });

  it('of payments never cover more than the total, and lose nothing, whatever providers tell', () => {
    fc.assert(fc.property(fc.bigInt({ min: 0n, max: 1000n }), movements, (total, told) => {
      const payments: Payment[] = Array.from({ length: 5 }, () => nothing);
      for (const { payment, ...what } of told) {
        const before = tenderOf(total, payments);
        payments[payment] = moved(payments[payment] ?? nothing, what, { bought: before.covered, excess: before.excess });
        const { tendered, due, excess, covered } = tenderOf(total, payments);
        expect(tendered >= 0n && tendered <= total && due >= 0n && excess >= 0n).toBe(true);
        expect(tendered + due).toBe(total);
        expect(tendered + excess).toBe(payments.reduce((sum, one) => sum + covers(one), 0n));
        expect(covered).toBe(total > 0n && due === 0n);
        expect(excess === 0n || due === 0n).toBe(true);
        // What was bought is never asked to be paid again since goods came back.
        if (before.covered && what.movement === 'payment.refunded') expect(covered).toBe(true);
      }
    }));
  });

  it('take a refund off while the basket is open, and give back the excess first once it is bought', () => {
    const captured = moved(nothing, { movement: 'payment.captured', amount: 120n }, { bought: false, excess: 0n });
    expect(covers(moved(captured, { movement: 'payment.refunded', amount: 50n }, { bought: false, excess: 0n }))).toBe(70n);
    expect(covers(moved(captured, { movement: 'payment.refunded', amount: 50n }, { bought: true, excess: 20n }))).toBe(100n);
  });
});

describe('a promotion', () => {
  const [start, end] = [new Date('2026-11-27T00:00:00Z'), new Date('2026-11-30T00:00:00Z')];
  const sale = { id: 'sale', amount: 800n, start, end };
  it.each([
    ['a moment before', new Date(start.getTime() - 1), { unit: 1000n }],
    ['from its first moment', start, { unit: 800n, promotion: 'sale' }],
    ['at its last', new Date(end.getTime() - 1), { unit: 800n, promotion: 'sale' }],
    ['not at its end', end, { unit: 1000n }],
  ])('counts %s', (_, at, offer) => expect(offerAt(1000n, [sale], at)).toEqual(offer));

  it('never makes anything dearer, and the lowest of several counts', () => {
    fc.assert(fc.property(fc.bigInt({ min: 1n, max: 2000n }), fc.array(fc.bigInt({ min: 1n, max: 2000n })), (listed, amounts) => {
      const offer = offerAt(listed, amounts.map((amount, i) => ({ ...sale, id: `p${i}`, amount })), start);
      expect(offer.unit).toBe([listed, ...amounts].reduce((low, one) => (one < low ? one : low)));
      expect(offer.promotion === undefined).toBe(offer.unit === listed);
    }));
  });
});

describe('click and collect', () => {
  it('leaves every final state final, and collects nothing that is not held', () => {
    const events = ['collect', 'expire', 'release', 'returnPart', 'returnAll'] as const;
    const allowed = Object.keys(reservationTransitions).flatMap((state) => events.flatMap((event) => (reservationAfter(state as keyof typeof reservationTransitions, event) ? [`${state} ${event}`] : [])));
    expect(allowed.sort()).toEqual(['collected returnAll', 'collected returnPart', 'held collect', 'held expire', 'held release', 'partly-returned returnAll', 'partly-returned returnPart']);
  });

  const items = fc.uniqueArray(fc.record({ product, quantity: fc.integer({ min: 1, max: 9 }) }), { selector: (item) => item.product, minLength: 1 });

  it('reserves all that is left and then nothing more', () => {
    fc.assert(fc.property(items, items, (basket, reserved) => {
      fc.pre(reserveFaults(reserved, basket, []).length === 0);
      const rest = unreserved(basket, reserved);
      expect(reserveFaults(rest, basket, reserved)).toEqual([]);
      expect(unreserved(basket, [...reserved, ...rest])).toEqual([]);
      for (const { product: one } of basket) expect(reserveFaults([{ product: one, quantity: 1 }], basket, [...reserved, ...rest])).toHaveLength(1);
    }));
  });

  it('gives back what was paid, to the last unit and no more, in any number of returns', () => {
    fc.assert(fc.property(items, fc.array(fc.record({ product, quantity: fc.integer({ min: 1, max: 4 }) })), (bought, returns) => {
      const paid = bought.map((item, i) => ({ ...item, unit: BigInt(i + 1) * 333n }));
      let state: ReservedItem[] = bought.map((item) => ({ ...item, returned: 0 }));
      let refunded = 0n;
      for (const back of returns) {
        const result = giveBack(state, [back], paid);
        if ('faults' in result) continue;
        state = [...result.items];
        refunded += result.refund;
        expect(result.event).toBe(state.every(({ quantity, returned }) => quantity === returned) ? 'returnAll' : 'returnPart');
      }
      expect(state.every(({ quantity, returned }) => returned <= quantity)).toBe(true);
      expect(refunded).toBe(totalOf(state.map(({ product: one, returned }) => ({ product: one, quantity: returned, unit: paid.find((line) => line.product === one)?.unit ?? 0n }))));
      expect(refunded <= totalOf(paid)).toBe(true);
    }));
  });
});

describe('a short code', () => {
  it('is read as it was shown, in small letters and with dashes too', () => {
    fc.assert(fc.property(fc.infiniteStream(fc.nat()), (numbers) => {
      const code = newCode((limit) => (numbers.next().value ?? 0) % limit);
      expect(code).toMatch(/^[2-9BCDFGHJKMNPQRSTVWXZ]{8}$/);
      expect([code, code.toLowerCase(), `${code.slice(0, 4)}-${code.slice(4)}`].map(readCode)).toEqual([code, code, code]);
    }));
    expect(['0OIL1UAE', 'BCDFGHJ', 'BCDFGHJKM', ''].map(readCode)).toEqual([undefined, undefined, undefined, undefined]);
  });
});
