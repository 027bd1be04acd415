/** What becomes of a promise under every kind of traffic: which alert it rouses, and which it must not. */
import { indicatorsOf, type Indicator } from '../../constructs/objectives/indicator.ts';
import { budget, type Labels } from '../../constructs/objectives/promql.ts';
import type { PlannedService } from '../../constructs/plan.ts';
import type { Case } from './case.ts';
import { measured, type Traffic } from './healthy.ts';

/** In minutes. */
const hour = 60;
const day = 24 * hour;

const busy = 6_000;

/** How often the rules are evaluated, in minutes: all windows but the two shortest see many evaluations, and days pass in seconds. */
export const burnsEvery = 30;

interface Scenario {
  readonly name: string;
  /** `allowed` is the part of events that may be faults. */
  readonly traffic: (allowed: number) => readonly Traffic[];
  readonly rouses?: 'fast' | 'slow';
}

const well = (minutes: number): Traffic => ({ minutes, events: busy, faulty: 0 });

/** Burns some times as fast as the budget allows. */
const burn = (minutes: number, times: number, allowed: number): Traffic => ({ minutes, events: busy, faulty: times * allowed });

const scenarios: readonly Scenario[] = [
  { name: 'an hour at 16 times the budget pages, and is not yet a matter of weeks', traffic: (allowed) => [well(3 * day), burn(90, 16, allowed)], rouses: 'fast' },
  { name: 'six hours at 7 times the budget page', traffic: (allowed) => [well(3 * day), burn(6 * hour + 30, 7, allowed)], rouses: 'fast' },
  { name: 'a day at 4 times the budget is slow', traffic: (allowed) => [well(2 * day), burn(day + hour, 4, allowed)], rouses: 'slow' },
  { name: 'three days at one and a half times the budget are slow', traffic: (allowed) => [burn(3 * day + hour, 1.5, allowed)], rouses: 'slow' },
  { name: 'six hours at 9 times the budget are over an hour later', traffic: (allowed) => [well(3 * day), burn(6 * hour + 30, 9, allowed), well(hour)] },
  { name: 'half an hour in which everything failed is over seven hours later', traffic: () => [well(3 * day), { minutes: 30, events: busy, faulty: 1 }, well(7 * hour)] },
  { name: 'a few faults of a quiet night wake nobody', traffic: () => [well(3 * day), { minutes: 90, events: 0.15, faulty: 0.5 }] },
  { name: 'a night in which everything fails wakes somebody', traffic: () => [well(3 * day), { minutes: 90, events: 0.4, faulty: 1 }], rouses: 'fast' },
  { name: 'three days at half the budget stay quiet', traffic: (allowed) => [burn(3 * day + hour, 0.5, allowed)] },
  { name: 'an hour without any traffic stays quiet', traffic: (allowed) => [burn(3 * day, 0.5, allowed), { minutes: 90, events: 0, faulty: 0 }] },
];

const title = { availability: 'Availability', latency: 'Latency', journey: 'Journey' } as const;

const lengthOf = (traffic: readonly Traffic[]): number => traffic.reduce((sum, { minutes }) => sum + minutes, 0);

const longest = Math.max(...scenarios.map(({ traffic }) => lengthOf(traffic(0))));

/** All scenarios end at the same time: what is before is well. */
function padded(traffic: readonly Traffic[]): readonly Traffic[] {
  const before = longest - lengthOf(traffic);
  return before > 0 ? [well(before), ...traffic] : traffic;
}

const fired = ({ kind, labels }: Indicator, { environment: { alerts } }: PlannedService, speed: 'fast' | 'slow'): Labels =>
  speed === 'fast' ? { ...labels, alertname: `${title[kind]}BudgetFastBurn`, severity: alerts.fastBurn } : { ...labels, alertname: `${title[kind]}BudgetSlowBurn`, severity: alerts.slowBurn };

/**
 * As many cases as scenarios. In each, every promise of the service is in another scenario than its neighbours, so that a burning channel is told
 * from a healthy one; over all cases, every promise is in every scenario.
 */
export function burnCases(service: PlannedService): Case[] {
  const indicators = indicatorsOf(service);
  if (indicators.length === 0) return [];
  return scenarios.map((_, shift) => {
    const assigned = indicators.flatMap((indicator, i) => {
      const scenario = scenarios[(i + shift) % scenarios.length];
      return scenario ? [{ indicator, scenario }] : [];
    });
    return {
      name: `${service.name}: ${assigned.map(({ indicator, scenario }) => `${indicator.id}: ${scenario.name}`).join('; ')}`,
      at: longest,
      series: assigned.flatMap(({ indicator, scenario }) => measured(indicator, service, padded(scenario.traffic(budget(indicator.percent))))),
      fires: assigned.flatMap(({ indicator, scenario: { rouses } }) => (rouses ? [fired(indicator, service, rouses)] : [])),
    };
  });
}
