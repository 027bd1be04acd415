/** What is often viewed and seldom bought, each channel by itself. Pure. */
import { wilson, type Confidence, type Rate } from './wilson.ts';

export type Channel = 'web' | 'mobile' | 'store';

/** How many baskets met a product in a channel, and how many of them bought it. */
export interface Observed {
  readonly product: string;
  readonly channel: Channel;
  readonly interested: number;
  readonly converted: number;
}

export interface Rule {
  /** Nothing is said of a product that fewer baskets met. */
  readonly minimum: number;
  /** Nothing is said in a channel in which fewer products reach the minimum: a median of two is no measure. */
  readonly comparable: number;
  readonly confidence: Confidence;
}

export const usualRule: Rule = { minimum: 200, comparable: 5, confidence: 0.95 };

export interface Finding extends Observed, Rate {
  /** Of the rates of the channel's products that reach the minimum. */
  readonly median: number;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle];
  if (upper === undefined) throw new RangeError('no values have no median');
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

/** The median rate of each channel in which enough products can be compared. */
export function medians(observed: readonly Observed[], { minimum, comparable }: Rule): ReadonlyMap<Channel, { readonly rate: number; readonly interested: number }> {
  const channels = new Set(observed.map(({ channel }) => channel));
  return new Map(
    [...channels].flatMap((channel) => {
      const known = observed.filter((one) => one.channel === channel && one.interested >= minimum);
      if (known.length < comparable) return [];
      return [[channel, { rate: median(known.map(({ converted, interested }) => converted / interested)), interested: median(known.map(({ interested }) => interested)) }] as const];
    }),
  );
}

/**
 * Products that at least half of the channel's others are not met more often than, and that are bought less often than the channel's middle product:
 * not only in what was seen, but to the whole of the interval. The most lost sales first.
 */
export function seldomBought(observed: readonly Observed[], rule: Rule): Finding[] {
  const middle = medians(observed, rule);
  const found = observed.flatMap((one): Finding[] => {
    const its = middle.get(one.channel);
    if (!its || one.interested < rule.minimum || one.interested < its.interested) return [];
    const rate = wilson(one.converted, one.interested, rule.confidence);
    return rate.high < its.rate ? [{ ...one, ...rate, median: its.rate }] : [];
  });
  const lost = ({ median: middleRate, rate, interested }: Finding): number => (middleRate - rate) * interested;
  return found.sort((a, b) => lost(b) - lost(a) || (a.product < b.product ? -1 : 1));
}
