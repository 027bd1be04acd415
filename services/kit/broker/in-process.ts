import type { Event } from '../events.ts';
import type { Broker } from './broker.ts';

interface Group {
  readonly topics: readonly string[];
  readonly handle: (event: Event) => Promise<void>;
}

/** A broker inside this process: for tests, and for programs that run as one. Nothing outlives it; what a listener refuses, the sender hears of. */
export function inProcessBroker(): Broker {
  const groups = new Map<string, Group>();
  const inHand = new Set<Promise<void>>();
  const give = async ({ topics, handle }: Group, event: Event): Promise<void> => {
    if (!topics.includes(event.topic)) return;
    const handling = handle(event);
    inHand.add(handling);
    await handling.finally(() => inHand.delete(handling));
  };
  return {
    system: 'in-process',
    send: async (events) => {
      for (const event of events) for (const group of groups.values()) await give(group, event);
    },
    subscribe: async (group, topics, handle) => {
      groups.set(group, { topics, handle });
      return {
        stop: async () => {
          groups.delete(group);
          await Promise.allSettled(inHand);
        },
      };
    },
    close: async () => groups.clear(),
  };
}
