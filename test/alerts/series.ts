/** Time series as promtool reads them (Prometheus documentation, unit testing for rules), one sample a minute. */
import { selector, type Labels } from '../../constructs/objectives/promql.ts';

export interface Series {
  readonly series: string;
  readonly values: string;
}

/** Some minutes in which a counter rises, or a gauge stands. */
export interface Stretch {
  readonly minutes: number;
  readonly each: number;
}

/** `start+stepxcount` gives one sample more than `count`. */
const run = (start: number, step: number, samples: number): string => `${start}+${step}x${samples - 1}`;

/** A counter that rises by `each` a minute. */
export function counter(metric: string, labels: Labels, stretches: readonly Stretch[]): Series {
  const risen = stretches.map((_, i) => stretches.slice(0, i).reduce((sum, { minutes, each }) => sum + minutes * each, 0));
  return { series: selector(metric, labels), values: stretches.map(({ minutes, each }, i) => run(risen[i] ?? 0, each, minutes)).join(' ') };
}

/** A gauge that stands at `each`. */
export const gauge = (metric: string, labels: Labels, stretches: readonly Stretch[]): Series => ({ series: selector(metric, labels), values: stretches.map(({ minutes, each }) => run(each, 0, minutes)).join(' ') });
