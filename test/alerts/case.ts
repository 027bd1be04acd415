/** One case: what is measured, for how long, and exactly which alerts fire at its end. */
import type { Labels } from '../../constructs/objectives/promql.ts';
import type { Series } from './series.ts';

export interface Case {
  readonly name: string;
  readonly series: readonly Series[];
  /** When the alerts are looked at, in minutes. */
  readonly at: number;
  /** All that fire, and no more; empty when it stays quiet. */
  readonly fires: readonly Labels[];
}

/** What tells one firing alert from another; who owns it and how urgent it is are said by the declaration and the environment. */
const telling = ['alertname', 'service', 'severity', 'slo', 'journey', 'channel', 'topic'] as const;

const text = (labels: Labels): string => `{${telling.flatMap((label) => (labels[label] === undefined ? [] : [`${label}=${JSON.stringify(labels[label])}`])).join(',')}}`;

/**
 * The file of promtool that asks cases of the rules in the files `rules`, evaluated every so many minutes: over days, more coarsely than in the
 * cluster, which evaluates them every 30 seconds.
 */
export const testFile = (rules: readonly string[], cases: readonly Case[], every: number) => ({
  rule_files: rules,
  evaluation_interval: `${every}m`,
  tests: cases.map(({ name, series, at, fires }) => ({
    name,
    interval: '1m',
    input_series: series,
    promql_expr_test: [{ expr: `sum by (${telling.join(',')}) (ALERTS{alertstate="firing"})`, eval_time: `${at}m`, exp_samples: fires.map((labels) => ({ labels: text(labels), value: 1 })) }],
  })),
});
