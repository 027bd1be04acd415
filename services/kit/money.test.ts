import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { add, allocate, exponentOf, fromJson, fromMajor, money, subtract, sum, toJson, toMajor } from './money.ts';

const currency = fc.constantFrom('EUR', 'JPY', 'KWD', 'CLF', 'USD');
const minor = fc.bigInt({ min: -(2n ** 53n) + 1n, max: 2n ** 53n - 1n });

describe('money', () => {
  it('knows the exponents of ISO 4217, and refuses what ISO does not list', () => {
    expect(['EUR', 'JPY', 'KWD', 'CLF', 'ISK'].map(exponentOf)).toEqual([2, 0, 3, 4, 0]);
    expect(() => exponentOf('XBT')).toThrow('XBT is not an ISO 4217 currency code');
    expect(() => exponentOf('eur')).toThrow('eur is not an ISO 4217 currency code');
  });

  it('comes back from major units and from JSON as it was', () => {
    fc.assert(fc.property(minor, currency, (units, code) => {
      const amount = money(units, code);
      expect(fromMajor(toMajor(amount), code)).toEqual(amount);
      expect(fromJson(toJson(amount))).toEqual(amount);
    }));
  });

  it('refuses a fraction of a minor unit and an amount that JSON would round', () => {
    expect(() => fromMajor('1.005', 'EUR')).toThrow('"1.005" has more decimal places than EUR, which has 2');
    expect(fromMajor('1.500', 'EUR')).toEqual(money(150n, 'EUR'));
    expect(() => fromMajor('1e3', 'EUR')).toThrow('not a decimal amount');
    expect(() => toJson(money(2n ** 53n, 'EUR'))).toThrow('more than JSON numbers hold exactly');
    expect(() => fromJson({ amount: 0.1, currency: 'EUR' })).toThrow('not a whole number of minor units');
  });

  it('never reckons two currencies together', () => {
    expect(() => add(money(1n, 'EUR'), money(1n, 'USD'))).toThrow('EUR and USD cannot be reckoned together');
  });

  it('splits to the last minor unit, no part further than one unit from its share', () => {
    fc.assert(fc.property(minor, fc.array(fc.bigInt({ min: 0n, max: 1000n }), { minLength: 1, maxLength: 8 }).filter((parts) => parts.some((part) => part > 0n)), (units, proportions) => {
      const whole = money(units, 'EUR');
      const parts = allocate(whole, proportions);
      expect(sum('EUR', parts)).toEqual(whole);
      const total = proportions.reduce((a, b) => a + b, 0n);
      parts.forEach((part, i) => {
        const off = part.minor * total - units * (proportions[i] ?? 0n);
        expect(off < 0n ? -off : off).toBeLessThan(total + 1n);
      });
    }));
  });

  it('adds and subtracts without loss', () => {
    fc.assert(fc.property(minor, minor, (a, b) => expect(subtract(add(money(a, 'EUR'), money(b, 'EUR')), money(b, 'EUR')).minor).toBe(a)));
  });
});
