/** Counts how card entry ends, by the channel that its session names. What is wrong with a card or a session is neither success nor failure. */
import { Counter, type Registry } from 'prom-client';
import { journeyMetric, type JourneyOutcome } from '../../../constructs/declaration/index.ts';
import { ProblemError } from '../../kit/problem.ts';
import type { CardSession } from '../session.ts';

type CardChannel = NonNullable<CardSession['channel']>;

const journey = 'card-entry';
const channels: readonly CardChannel[] = ['web', 'mobile'];

export type JourneyEnded = (outcome: JourneyOutcome, channel: CardChannel) => void;

/** Every series is there at 0 from the start: see `journeyMetric`. */
export function journeyCounter(registry: Registry): JourneyEnded {
  const counter = new Counter({ name: journeyMetric.name, help: journeyMetric.help, labelNames: journeyMetric.labels, registers: [registry] });
  for (const channel of channels) for (const outcome of journeyMetric.outcomes) counter.inc({ journey, channel, outcome }, 0);
  return (outcome, channel) => counter.inc({ journey, channel, outcome });
}

const ours = (error: unknown): boolean => !(error instanceof ProblemError) || error.problem.status >= 500;

/** Does a step of the journey; the last one ends it well, and any of them badly when the failure is ours. */
export async function step<T>(ended: JourneyEnded, { channel = 'web' }: Pick<CardSession, 'channel'>, { last }: { readonly last: boolean }, work: () => Promise<T>): Promise<T> {
  try {
    const answer = await work();
    if (last) ended('success', channel);
    return answer;
  } catch (error) {
    if (ours(error)) ended('failure', channel);
    throw error;
  }
}
