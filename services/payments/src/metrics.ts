/** What payments count. */
import { Counter, Histogram, type Registry } from 'prom-client';
import { journeyMetric, type JourneyOutcome } from '../../../constructs/declaration/index.ts';
import type { Channel } from '../../provider.ts';
import { waits } from './adapters/providers.ts';

/** As declared; the conformance test compares. */
const declared = { payment: ['web', 'mobile', 'store'], refund: ['web', 'store'] } as const satisfies Readonly<Record<string, readonly Channel[]>>;

type Journey = keyof typeof declared;

export interface Metrics {
  /** A journey ends well with an answer of who decides, be it no; badly where nobody could be asked, or nobody knows. */
  readonly journeyEnded: (journey: Journey, outcome: JourneyOutcome, channel: Channel) => void;
  /** A provider has said something that is not what was asked. */
  readonly mismatched: (route: string) => void;
  /** Measures the switch's own time: the whole without the waiting for providers. */
  readonly measured: <T>(operation: string, work: () => Promise<T>) => Promise<T>;
}

/** A refund in an app counts with those of the web: the journey is declared for these channels. */
const declaredChannel = (journey: Journey, channel: Channel): Channel => (journey === 'refund' && channel === 'mobile' ? 'web' : channel);

/** Every series is there at 0 from the start: see `journeyMetric`. */
export function createMetrics(registry: Registry): Metrics {
  const registers = [registry];
  const journeys = new Counter({ name: journeyMetric.name, help: journeyMetric.help, labelNames: journeyMetric.labels, registers });
  for (const [journey, channels] of Object.entries(declared)) for (const channel of channels) for (const outcome of journeyMetric.outcomes) journeys.inc({ journey, channel, outcome }, 0);
  const mismatches = new Counter({ name: 'guichet_payments_mismatches_total', help: 'Answers of providers that are not about what was asked: a person must look', labelNames: ['route'], registers });
  const overhead = new Histogram({
    name: 'guichet_payments_overhead_seconds',
    help: 'Time of an operation that was not spent waiting for the provider',
    labelNames: ['operation'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.015, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    registers,
  });
  return {
    journeyEnded: (journey, outcome, channel) => journeys.inc({ journey, channel: declaredChannel(journey, channel), outcome }),
    mismatched: (route) => mismatches.inc({ route }),
    measured: (operation, work) =>
      waits.run({ waited: 0 }, async () => {
        const began = performance.now();
        try {
          return await work();
        } finally {
          overhead.observe({ operation }, Math.max(performance.now() - began - (waits.getStore()?.waited ?? 0), 0) / 1_000);
        }
      }),
  };
}
