/** What a service's promises are measured by: service level indicators, each the part of events that are faults. */
import { journeyMetric, meshMetrics, type Objective } from '../declaration/index.ts';
import type { PlannedService } from '../plan.ts';
import { bound, pattern, rate, type Labels } from './promql.ts';

/** One promise, and how its faults are counted. */
export interface Indicator {
  readonly kind: 'availability' | 'latency' | 'journey';
  /** Unique within the service. */
  readonly id: string;
  /** Labels of everything that is recorded of it. */
  readonly labels: Labels;
  /** Percent of events that must be no faults, over 30 days. */
  readonly percent: number;
  /** What an event is, and what makes it a fault: `requests`, `failed`. */
  readonly events: string;
  readonly fault: string;
  /** Faults and events per second, over five minutes. */
  readonly faults: string;
  readonly total: string;
}

/** What the callee's own proxy counted of the requests to a service. */
export const received = (service: string) => ({ reporter: 'destination', destination_canonical_service: service }) as const;

function availability(service: string, { availability: percent }: Objective): Indicator {
  return {
    kind: 'availability',
    id: 'availability',
    labels: { service, slo: 'availability' },
    percent,
    events: 'requests',
    fault: 'were answered with 5xx',
    faults: rate(meshMetrics.requests, { ...received(service), response_code: pattern('5..') }),
    total: rate(meshMetrics.requests, received(service)),
  };
}

function latency(service: string, { latency: { percent, within } }: Objective): Indicator {
  const all = rate(meshMetrics.durationBucket, { ...received(service), le: '+Inf' });
  return {
    kind: 'latency',
    id: 'latency',
    labels: { service, slo: 'latency' },
    percent,
    events: 'requests',
    fault: `took longer than ${within} ms`,
    faults: `clamp_min(${all} - ${rate(meshMetrics.durationBucket, { ...received(service), le: bound(within) })}, 0)`,
    total: all,
  };
}

/** A journey is promised for each of its channels: a broken till must not hide behind a busy web shop. */
function journeys(service: string, { journeys: declared = [] }: Objective): Indicator[] {
  return declared.flatMap(({ name: journey, channels, success }) =>
    channels.map((channel) => {
      const ended = { job: service, journey, channel };
      return {
        kind: 'journey',
        id: `journey-${journey}-${channel}`,
        labels: { service, slo: 'journey', journey, channel },
        percent: success,
        events: `${journey} journeys (${channel})`,
        fault: 'failed',
        faults: rate(journeyMetric.name, { ...ended, outcome: 'failure' }),
        total: rate(journeyMetric.name, ended),
      } as const;
    }),
  );
}

/** The indicators of a service; none where it promises nothing. */
export function indicatorsOf({ name, objective }: PlannedService): Indicator[] {
  return objective ? [availability(name, objective), latency(name, objective), ...journeys(name, objective)] : [];
}
