/** Writes PromQL. */

export type Labels = Readonly<Record<string, string>>;

/** A regular expression that must match the whole value (PromQL `=~`). */
export interface Pattern {
  readonly pattern: string;
}

export const pattern = (text: string): Pattern => ({ pattern: text });

export type Matchers = Readonly<Record<string, string | Pattern>>;

const matcher = ([label, value]: readonly [string, string | Pattern]): string => (typeof value === 'string' ? `${label}=${JSON.stringify(value)}` : `${label}=~${JSON.stringify(value.pattern)}`);

/** `istio_requests_total{reporter="destination",response_code=~"5.."}`. */
export const selector = (metric: string, matchers: Matchers): string => `${metric}{${Object.entries(matchers).map(matcher).join(',')}}`;

/** The sum of the per-second rates of a counter's series over five minutes. */
export const rate = (metric: string, matchers: Matchers): string => `sum(rate(${selector(metric, matchers)}[5m]))`;

/**
 * Matches an upper bound of a classic histogram however it is written: Prometheus 2 keeps the text of the exposition (`500`), Prometheus 3
 * makes every bound a float (`500.0`).
 */
export const bound = (milliseconds: number): Pattern => pattern(`${milliseconds}([.]0)?`);

/** The part of requests that may fail: 0.0005 for 99.95 percent, without the noise of binary fractions. */
export const budget = (percent: number): number => Number(((100 - percent) / 100).toFixed(9));
