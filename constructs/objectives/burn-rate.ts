/**
 * Multi-window, multi-burn-rate alerts (Google, The Site Reliability Workbook, chapter 5). A burn rate of 1 empties the error budget of 30 days
 * in 30 days. The long window says that it matters, the short one that it is still going on.
 */
import type { PlannedService } from '../plan.ts';
import { indicatorsOf, type Indicator } from './indicator.ts';
import { budget } from './promql.ts';
import { alertingRule, recordingRule, seriesOf, type AlertingRule, type Measure, type RuleGroup } from './rules.ts';

export type Window = '5m' | '30m' | '1h' | '2h' | '6h' | '1d' | '3d';

const windows: readonly Window[] = ['5m', '30m', '1h', '2h', '6h', '1d', '3d'];

interface Burn {
  readonly rate: number;
  readonly long: Window;
  readonly short: Window;
}

/** The budget is gone in 2 and in 5 days. */
export const fastBurns: readonly Burn[] = [
  { rate: 14.4, long: '1h', short: '5m' },
  { rate: 6, long: '6h', short: '30m' },
];

/** The budget is gone in 10 and in 30 days. */
export const slowBurns: readonly Burn[] = [
  { rate: 3, long: '1d', short: '2h' },
  { rate: 1, long: '3d', short: '6h' },
];

/**
 * Fewer faults than this in the long window are no burn: at night, one fault of ten requests would be two hundred times the budget of
 * 99.95 %, and wake somebody for one customer who has tried again long since.
 */
export const leastFaults = 10;

/** Faults per second; 0 where there are events and none is a fault. */
export const faultsOf = ({ labels, faults, total }: Indicator): Measure => ({ record: 'slo:faults:rate5m', labels, expr: `${faults} or 0 * ${total}` });

export const totalOf = ({ labels, total }: Indicator): Measure => ({ record: 'slo:events:rate5m', labels, expr: total });

/**
 * The part of events that were faults in a window. Sums of what was recorded each time stand for the long windows, since reading three days of
 * every pod's counters twice a minute is a load of its own. Absent, not zero, where nothing happened.
 */
export function ratioOf(indicator: Indicator, window: Window): Measure {
  const over = (measure: Measure): string => (window === '5m' ? seriesOf(measure) : `sum_over_time(${seriesOf(measure)}[${window}])`);
  return { record: `slo:fault_ratio:rate${window}`, labels: indicator.labels, expr: `${over(faultsOf(indicator))} / (${over(totalOf(indicator))} > 0)` };
}

const seconds: Readonly<Record<Window, number>> = { '5m': 300, '30m': 1_800, '1h': 3_600, '2h': 7_200, '6h': 21_600, '1d': 86_400, '3d': 259_200 };

/** Faults per second on average, times the seconds: how many there were. Too many, rather than too few, where the service is younger than the window. */
const countIn = (indicator: Indicator, window: Window): string => `avg_over_time(${seriesOf(faultsOf(indicator))}[${window}]) * ${seconds[window]}`;

/** Written as people say it, `14.4 * 0.0005`. */
export const thresholdOf = ({ percent }: Indicator, burn: number): string => `${burn} * ${budget(percent)}`;

function condition(indicator: Indicator, { rate, long, short }: Burn): string {
  const above = (window: Window): string => `${seriesOf(ratioOf(indicator, window))} > (${thresholdOf(indicator, rate)})`;
  return `(\n  ${[above(long), above(short), `${countIn(indicator, long)} >= ${leastFaults}`].join('\n  and ')}\n)`;
}

const title = { availability: 'Availability', latency: 'Latency', journey: 'Journey' } as const;

function burnAlert(service: PlannedService, indicator: Indicator, speed: 'fast' | 'slow'): AlertingRule {
  const { kind, events, fault, percent } = indicator;
  const { fastBurn, slowBurn } = service.environment.alerts;
  const [burns, severity, within, name] = speed === 'fast' ? ([fastBurns, fastBurn, 'days', 'FastBurn'] as const) : ([slowBurns, slowBurn, 'weeks', 'SlowBurn'] as const);
  return alertingRule(service, {
    name: `${title[kind]}Budget${name}`,
    expr: burns.map((burn) => condition(indicator, burn)).join(' or '),
    severity,
    labels: indicator.labels,
    summary: `${service.name}: the error budget of its ${events} would be gone within ${within}`,
    description: `{{ $value | humanizePercentage }} of ${events} ${fault}, over ${burns.map(({ long }) => long).join(' or ')}; ${service.name} promises ${percent} % over 30 days.`,
  });
}

/** Records and alerts of every promise of a service, one group each. */
export function burnRateGroups(service: PlannedService): RuleGroup[] {
  return indicatorsOf(service).map((indicator) => ({
    name: `${service.name}-${indicator.id}`,
    interval: '30s',
    rules: [...[faultsOf(indicator), totalOf(indicator), ...windows.map((window) => ratioOf(indicator, window))].map(recordingRule), burnAlert(service, indicator, 'fast'), burnAlert(service, indicator, 'slow')],
  }));
}
