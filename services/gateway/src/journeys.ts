/**
 * Counts how the declared journeys go, by channel. The gateway keeps no state between the steps: a journey has ended well when its last step was answered, and
 * badly when a step was answered with our own failure. What the user or their bank refuses is neither.
 */
import type { FastifyInstance } from 'fastify';
import { Counter, type Registry } from 'prom-client';
import { journeyMetric, type Channel, type JourneyOutcome } from '../../../constructs/declaration/index.ts';
import { operationOf, userOf } from '../../kit/server.ts';
import type { User } from '../../kit/user.ts';
import { gateway } from '../service.ts';

const journeys = 'journeys' in gateway.objective ? (gateway.objective.journeys ?? []) : [];

/** What a step says of its journey. */
const outcomeOf = (last: boolean, status: number): JourneyOutcome | undefined => (status >= 500 ? 'failure' : last && status < 300 ? 'success' : undefined);

/** Every series is there at 0 from the start: see `journeyMetric`. */
export function countJourneys(app: FastifyInstance, registry: Registry, channelOf: (user: User) => Channel | undefined): void {
  const counter = new Counter({ name: journeyMetric.name, help: journeyMetric.help, labelNames: journeyMetric.labels, registers: [registry] });
  for (const { name: journey, channels } of journeys) for (const channel of channels) for (const outcome of journeyMetric.outcomes) counter.inc({ journey, channel, outcome }, 0);
  app.addHook('onResponse', async (request, { statusCode }) => {
    const [operation, user] = [operationOf(request), userOf(request)];
    const channel = user && channelOf(user);
    if (operation === undefined || channel === undefined) return;
    for (const { name: journey, channels, operations } of journeys) {
      if (!channels.includes(channel) || !operations.includes(operation)) continue;
      const outcome = outcomeOf(operations.at(-1) === operation, statusCode);
      if (outcome) counter.inc({ journey, channel, outcome });
    }
  });
}
