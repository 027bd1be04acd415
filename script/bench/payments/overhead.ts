/** Reads the program's own measure of its overhead: a histogram in Prometheus' text format. Pure. */

/** Observations up to each upper bound in seconds, all below it included, in order. */
export type Cumulative = readonly (readonly [bound: number, count: number])[];

const line = /^guichet_payments_overhead_seconds_bucket\{le="([^"]+)",operation="(\w+)"\} (\S+)$/;

export function overheadOf(metrics: string, operation: string): Cumulative {
  return metrics.split('\n').flatMap((text) => {
    const [, bound = '', of, count] = line.exec(text) ?? [];
    return of === operation ? [[bound === '+Inf' ? Number.POSITIVE_INFINITY : Number(bound), Number(count)] as const] : [];
  });
}

/** What several processes have observed, in the same buckets. */
export const together = ([first = [], ...others]: readonly Cumulative[]): Cumulative => first.map(([bound, count], index) => [bound, others.reduce((sum, one) => sum + (one[index]?.[1] ?? 0), count)]);

/** What was observed between two readings. */
export const since = (before: Cumulative, after: Cumulative): Cumulative => after.map(([bound, count], index) => [bound, count - (before[index]?.[1] ?? 0)]);

/** Seconds, within the bucket in a straight line, as `histogram_quantile` of Prometheus has it. */
export function quantile(of: Cumulative, percent: number): number {
  const rank = ((of.at(-1)?.[1] ?? 0) * percent) / 100;
  const index = of.findIndex(([, count]) => count >= rank);
  const [[low, below], [high, count]] = [of[index - 1] ?? [0, 0], of[index] ?? [Number.NaN, 0]];
  if (high === Number.POSITIVE_INFINITY) return low;
  return count === below ? high : low + ((high - low) * (rank - below)) / (count - below);
}

/** Percent of the observations that were at most `bound` seconds, which is one of the histogram's. */
export function within(of: Cumulative, bound: number): number {
  const found = of.find(([one]) => one === bound);
  if (!found) throw new Error(`guichet_payments_overhead_seconds has no bucket of ${bound} seconds: it has ${of.map(([one]) => one).join(', ')}`);
  return (100 * found[1]) / (of.at(-1)?.[1] ?? Number.NaN);
}
