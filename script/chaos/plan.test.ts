import { describe, expect, it } from '@jest/globals';
import { planOf } from './plan.ts';

describe('the plan of a run', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(planOf(200, 7)).toEqual(planOf(200, 7));
    expect(planOf(200, 7)).not.toEqual(planOf(200, 8));
  });

  it.each([1, 2, 77, 500])('has as many payments as were asked for: %d', (payments) => {
    expect(planOf(payments, 3).journeys.flatMap(({ tenders }) => tenders)).toHaveLength(payments);
  });

  it('meets every method, behaviour and trouble', () => {
    const { journeys, troubles } = planOf(400, 1);
    const tenders = journeys.flatMap((one) => one.tenders);
    const met = <T>(all: readonly T[]): number => new Set(all).size;
    expect(met(tenders.map(({ method }) => method))).toBe(6);
    expect(met(tenders.map(({ behaviour }) => behaviour))).toBe(4);
    expect(met(tenders.map(({ card }) => card))).toBe(3);
    expect(met(tenders.map(({ currency }) => currency))).toBe(3);
    expect(met(tenders.map(({ rest }) => rest))).toBe(3);
    expect(tenders.some(({ captures, capture }) => capture === 'manual' && captures.length > 1)).toBe(true);
    expect(tenders.some(({ refunds }) => refunds.length > 1)).toBe(true);
    expect(journeys.some((one) => one.tenders.length === 2)).toBe(true);
    expect(new Set(troubles.map(({ what }) => what))).toEqual(new Set(['kill', 'cut']));
    expect(troubles.every(({ before }) => before < journeys.length)).toBe(true);
  });
});
