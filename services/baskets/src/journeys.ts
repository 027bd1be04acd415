/** Counts how click and collect ends. */
import { Counter, type Registry } from 'prom-client';
import { journeyMetric } from '../../../constructs/declaration/index.ts';
import type { Channel } from './adapters/baskets.ts';
import type { Shop } from './operations/shop.ts';

const journey = 'click-and-collect';
const channels: readonly Channel[] = ['web', 'mobile', 'store'];

/** Every series is there at 0 from the start: see `journeyMetric`. */
export function journeyCounter(registry: Registry): Shop['journeyEnded'] {
  const counter = new Counter({ name: journeyMetric.name, help: journeyMetric.help, labelNames: journeyMetric.labels, registers: [registry] });
  for (const channel of channels) for (const outcome of journeyMetric.outcomes) counter.inc({ journey, channel, outcome }, 0);
  return (outcome, channel) => counter.inc({ journey, channel, outcome });
}
