import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bound, budget, pattern, selector } from './promql.ts';

describe('promql', () => {
  it('writes equality and whole-value patterns, and escapes what would end the text', () => {
    expect(selector('up', { job: 'a"b\\c', pod: pattern('x-[0-9]+') })).toBe('up{job="a\\"b\\\\c",pod=~"x-[0-9]+"}');
  });

  it.each([
    [99.95, 0.0005],
    [99.9, 0.001],
    [99.5, 0.005],
    [95, 0.05],
  ])('leaves of %d percent a budget of %d, as people write it', (percent, left) => {
    expect(`${budget(percent)}`).toBe(String(left));
  });

  it('writes no binary fractions for any objective of up to three decimals', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 99_999 }), (thousandths) => budget(thousandths / 1_000) === (100_000 - thousandths) / 100_000));
  });

  it('matches a bound as Prometheus 2 and 3 write it, and no other', () => {
    const matches = (le: string): boolean => new RegExp(`^(?:${bound(500).pattern})$`).test(le);
    expect(['500', '500.0', '5000', '500x0', '+Inf'].map(matches)).toEqual([true, true, false, false, false]);
  });
});
