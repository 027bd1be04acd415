/** How sure a rate is that was seen in so many trials. Pure. */

/** Two-sided quantiles of the normal distribution, by how often the interval is meant to hold the true rate. */
const quantiles = { 0.9: 1.6448536269514722, 0.95: 1.959963984540054, 0.99: 2.5758293035489004 } as const;

export type Confidence = keyof typeof quantiles;

export interface Rate {
  readonly rate: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The score interval of E. B. Wilson ("Probable Inference, the Law of Succession, and Statistical Inference", 1927): unlike the textbook's, it holds for
 * few trials and for rates near nothing, which is where these are. Without trials nothing is known, and the interval is everything.
 */
export function wilson(successes: number, trials: number, confidence: Confidence): Rate {
  if (!Number.isSafeInteger(successes) || !Number.isSafeInteger(trials) || successes < 0 || successes > trials) throw new RangeError(`${successes} of ${trials} is no rate: count 0 or more trials, and no more successes than those`);
  if (trials === 0) return { rate: 0, low: 0, high: 1 };
  const z = quantiles[confidence];
  const rate = successes / trials;
  const centre = rate + (z * z) / (2 * trials);
  const spread = z * Math.sqrt((rate * (1 - rate)) / trials + (z * z) / (4 * trials * trials));
  const scale = 1 + (z * z) / trials;
  // Rounding may step over the ends by the last bit.
  return { rate, low: successes === 0 ? 0 : Math.min(rate, (centre - spread) / scale), high: successes === trials ? 1 : Math.max(rate, (centre + spread) / scale) };
}
