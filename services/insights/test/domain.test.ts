import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { minutes } from '../../../constructs/declaration/index.ts';
import { promotionFaults } from '../../../constructs/planning/promotions.ts';
import { prod } from '../../../environments/prod.ts';
import { basketContract } from '../../baskets/events.ts';
import { termFaults } from '../src/domain/acceptance.ts';
import { countedOf } from '../src/domain/counts.ts';
import { median, seldomBought, usualRule, type Observed } from '../src/domain/seldom-bought.ts';
import { windowsOf, windowText, type Busy } from '../src/domain/window.ts';
import { wilson, type Confidence } from '../src/domain/wilson.ts';

describe('the Wilson score interval', () => {
  // The four of R. G. Newcombe, "Two-sided confidence intervals for the single proportion" (1998), table I, method 3; then worked by hand.
  it.each<[number, number, Confidence, number, number]>([
    [81, 263, 0.95, 0.2553, 0.3662],
    [15, 148, 0.95, 0.0624, 0.1605],
    [0, 20, 0.95, 0, 0.1611],
    [1, 29, 0.95, 0.0061, 0.1718],
    [10, 10, 0.95, 0.7225, 1],
    [5, 10, 0.99, 0.1842, 0.8158],
    [5, 10, 0.9, 0.2693, 0.7307],
  ])('of %i in %i at %f is %f to %f', (successes, trials, confidence, low, high) => {
    const interval = wilson(successes, trials, confidence);
    expect([interval.low, interval.high].map((bound) => Number(bound.toFixed(4)))).toEqual([low, high]);
  });

  const seen = fc.integer({ min: 1, max: 1_000_000 }).chain((trials) => fc.record({ trials: fc.constant(trials), successes: fc.integer({ min: 0, max: trials }) }));

  it('holds the rate, stays between nothing and everything, mirrors, and narrows as more is known', () => {
    fc.assert(fc.property(seen, ({ trials, successes }) => {
      const { rate, low, high } = wilson(successes, trials, 0.95);
      expect(0 <= low && low <= rate && rate <= high && high <= 1).toBe(true);
      // What defines the bounds: rates from which the seen one is just as far away as the confidence lets it be.
      for (const bound of [low, high]) expect((rate - bound) ** 2 * trials).toBeCloseTo(1.959963984540054 ** 2 * bound * (1 - bound), 6);
      const mirrored = wilson(trials - successes, trials, 0.95);
      expect(mirrored.low).toBeCloseTo(1 - high, 9);
      const more = wilson(successes * 10, trials * 10, 0.95);
      expect(more.high - more.low).toBeLessThan(high - low);
      const surer = wilson(successes, trials, 0.99);
      expect(surer.low <= low && surer.high >= high).toBe(true);
    }));
  });

  it('says nothing of nothing, and refuses what is no rate', () => {
    expect(wilson(0, 0, 0.95)).toEqual({ rate: 0, low: 0, high: 1 });
    for (const [successes, trials] of [[2, 1], [-1, 5], [0.5, 1], [Number.NaN, 1]] as const) expect(() => wilson(successes, trials, 0.95)).toThrow(RangeError);
  });
});

/** The same numbers for the same seed. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

describe('often viewed, seldom bought', () => {
  const web = (product: string, interested: number, converted: number): Observed => ({ product, channel: 'web', interested, converted });
  const shelf = [web('a', 1000, 100), web('b', 900, 95), web('c', 800, 80), web('d', 300, 33), web('e', 250, 20)];

  it('is what half the channel is met less often than, and is bought less often by more than chance', () => {
    const [found, ...others] = seldomBought([...shelf, web('espresso', 2000, 60)], usualRule);
    expect(others).toEqual([]);
    expect(found).toMatchObject({ product: 'espresso', channel: 'web', interested: 2000, converted: 60, rate: 0.03, median: 0.1 });
    // 60 of 2000: 2.34 % to 3.84 %, all of it below the 10 % of the channel's middle.
    expect([found?.low.toFixed(4), found?.high.toFixed(4)]).toEqual(['0.0234', '0.0384']);
  });

  it.each([
    ['too few to know', web('x', 199, 0)],
    ['seldom viewed', web('x', 260, 2)],
    ['perhaps by chance', web('x', 1000, 85)],
    ['bought as often as others', web('x', 2000, 200)],
    ['bought in the other channel', { ...web('x', 2000, 0), channel: 'store' as const }],
  ])('is nothing that is %s', (_, one) => expect(seldomBought([...shelf, one], usualRule)).toEqual([]));

  it('is not said where too few can be compared', () => expect(seldomBought([...shelf.slice(0, 3), web('x', 2000, 0)], usualRule)).toEqual([]));

  const anything = fc.array(
    fc.record({ product: fc.string({ minLength: 1, maxLength: 3 }), channel: fc.constantFrom('web' as const, 'mobile' as const, 'store' as const), interested: fc.integer({ min: 0, max: 5000 }), share: fc.double({ min: 0, max: 1, noNaN: true }) })
      .map(({ share, ...one }): Observed => ({ ...one, converted: Math.floor(share * one.interested) })),
    { maxLength: 40 },
  );

  it('is less than half of a channel, always below its middle, and does not depend on the order or on other channels', () => {
    fc.assert(fc.property(anything, (observed) => {
      const unique = [...new Map(observed.map((one) => [`${one.channel} ${one.product}`, one])).values()];
      const found = seldomBought(unique, usualRule);
      for (const { interested, high, median: middle } of found) expect(interested >= usualRule.minimum && high < middle).toBe(true);
      for (const channel of ['web', 'mobile', 'store'] as const) {
        const own = unique.filter((one) => one.channel === channel);
        const said = found.filter((one) => one.channel === channel);
        expect(said.length * 2).toBeLessThanOrEqual(own.length);
        expect(seldomBought(own.toReversed(), usualRule)).toEqual(said);
      }
    }));
  });

  it('is said of at most the stated share of products that are like all others', () => {
    const draw = random(20261123);
    const products = Array.from({ length: 400 }, (_, i) => web(`p${i}`, 1000, Array.from({ length: 1000 }, draw).filter((value) => value < 0.08).length));
    // Two-sided 95 %: at most 2.5 % are expected below by chance, and a little more or less for the luck of 400 draws.
    expect(seldomBought(products, usualRule).length).toBeLessThanOrEqual(400 * 0.04);
    expect(seldomBought(products.map((one, i) => (i < 20 ? { ...one, converted: 30 } : one)), usualRule).slice(0, 20).map(({ converted }) => converted)).toEqual(Array(20).fill(30));
  });

  it('has the middle of the middle two', () => expect([median([3, 1, 2]), median([4, 1, 2, 3])]).toEqual([2, 2.5]));
});

describe('what a basket’s event counts for', () => {
  const where = { basket: 'b-1', channel: 'web' as const };
  it('adds up lines of one product, and knows a reservation from a purchase', () => {
    const lines = [{ product: 'b', quantity: 2, unit: 100 }, { product: 'a', quantity: 1, unit: 5 }, { product: 'b', quantity: 3, unit: 90 }];
    expect(countedOf({ type: 'bought', payload: { ...where, lines, total: 475, currency: 'EUR' } })?.counts.map(({ product, bought }) => [product, bought])).toEqual([['a', 1], ['b', 5]]);
    expect(countedOf({ type: 'viewed', payload: { ...where, product: 'a' } })?.counts).toEqual([{ product: 'a', viewed: 1, added: 0, bought: 0, returned: 0 }]);
    expect(countedOf({ type: 'reserved', payload: { ...where, reservation: 'r', lines } })).toBeUndefined();
  });

  it('names no person: were one added, erasure would have something to do here', () => {
    for (const { properties } of Object.values(basketContract.types)) expect(Object.keys(properties)).not.toEqual(expect.arrayContaining([expect.stringMatching(/customer|subject|person|email|name/)]));
  });
});

describe('the terms of a promotion', () => {
  const now = new Date('2026-11-23T08:00:00Z');
  const terms = { currency: 'EUR', start: '2026-11-27T06:00:00Z', end: '2026-11-30T23:00:00Z' };
  it('may be had', () => expect(termFaults(terms, now, 31)).toEqual([]));
  it.each([
    ['an unknown currency', { ...terms, currency: 'XXZ' }, '/body/price/currency'],
    ['a day that is not', { ...terms, start: '2026-11-31T06:00:00Z' }, '/body/start'],
    ['an hour that is not', { ...terms, end: '2026-11-30T25:00:00Z' }, '/body/end'],
    ['the 29th of a February without', { ...terms, end: '2027-02-29T00:00:00Z' }, '/body/end'],
    ['the 24th hour', { ...terms, end: '2026-11-30T24:00:00Z' }, '/body/end'],
    ['an end before the start', { ...terms, end: terms.start }, '/body/end'],
    ['a window that has passed', { ...terms, start: '2026-11-01T00:00:00Z', end: '2026-11-02T00:00:00Z' }, '/body/end'],
    ['a window without end', { ...terms, end: '2027-11-30T23:00:00Z' }, '/body/end'],
  ])('may not be %s', (_, bad, pointer) => expect(termFaults(bad, now, 31).map((fault) => fault.pointer)).toEqual([pointer]));
});

describe('promotion windows', () => {
  const busy = (product: string, start: string, end: string, traffic = 2): Busy => ({ product, start: new Date(start), end: new Date(end), traffic });
  const paris = { timezone: 'Europe/Paris' };
  const faults = (...promotions: ReturnType<typeof windowsOf>) => promotionFaults({ ...prod, promotions });

  it('are the local times of the promotion, as a value for an environment', () => {
    const [window] = windowsOf([busy('Espresso_2', '2026-12-04T07:00:30Z', '2026-12-04T19:00:30Z', 3)], paris);
    expect(window).toEqual({ name: 'promo-espresso-2-2026-12-04t0800', start: '2026-12-04T08:00', end: '2026-12-04T20:01', timezone: 'Europe/Paris', lead: minutes(30), floor: 3 });
    if (window) expect(windowText(window)).toBe("{ name: 'promo-espresso-2-2026-12-04t0800', start: '2026-12-04T08:00', end: '2026-12-04T20:01', timezone: 'Europe/Paris', lead: minutes(30), floor: 3 },");
    expect(faults(...(window ? [window] : []), ...prod.promotions)).toEqual([]);
  });

  it('are joined where they overlap, with the higher floor', () => {
    const windows = windowsOf([busy('b', '2026-12-04T12:00:00Z', '2026-12-05T12:00:00Z', 4), busy('a', '2026-12-04T06:00:00Z', '2026-12-04T12:10:00Z'), busy('c', '2026-12-09T06:00:00Z', '2026-12-09T07:00:00Z')], paris);
    expect(windows.map(({ name, start, end, floor }) => [name, start, end, floor])).toEqual([['promo-2-products-2026-12-04t0700', '2026-12-04T07:00', '2026-12-05T13:00', 4], ['promo-c-2026-12-09t0700', '2026-12-09T07:00', '2026-12-09T08:00', 2]]);
  });

  it('end after both of an hour that comes twice', () => {
    const [window] = windowsOf([busy('a', '2026-10-24T22:00:00Z', '2026-10-25T01:30:00Z')], paris);
    expect([window?.start, window?.end]).toEqual(['2026-10-25T00:00', '2026-10-25T03:30']);
  });

  const any = fc.array(
    fc.record({ product: fc.string({ maxLength: 64 }), from: fc.integer({ min: 0, max: 365 * 24 * 60 }), length: fc.integer({ min: 1, max: 3 * 24 * 60 }), traffic: fc.integer({ min: 2, max: 10 }) })
      .map(({ product, from, length, traffic }): Busy => ({ product, start: new Date(Date.UTC(2026, 0, 1) + from * 60_000), end: new Date(Date.UTC(2026, 0, 1) + (from + length) * 60_000), traffic })),
    { maxLength: 12 },
  );

  it('cover every promotion, and are what an environment takes: any products, any zone, any hour of the year', () => {
    fc.assert(fc.property(any, fc.constantFrom('Europe/Paris', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'UTC'), (promotions, timezone) => {
      const windows = windowsOf(promotions, { timezone });
      // Promotions that follow one another without a pause may join to more than a month; the environment says so itself.
      expect(faults(...windows).filter((fault) => !fault.includes('longer than 31 days'))).toEqual([]);
      const spans = windows.map(({ start, end, floor }) => ({ from: Temporal.PlainDateTime.from(start).toZonedDateTime(timezone).epochMilliseconds, until: Temporal.PlainDateTime.from(end).toZonedDateTime(timezone).epochMilliseconds, floor }));
      for (const { start, end, traffic } of promotions) expect(spans.some(({ from, until, floor }) => from <= start.getTime() && end.getTime() <= until && floor >= traffic)).toBe(true);
    }));
  });
});
