import type { Event, Transport } from '../events.ts';
import type { Background } from '../program.ts';

/** Delivers at least once, and the events of one key in order: what fails is delivered again before anything after it. */
export interface Broker extends Transport {
  /** Calls `handle` for every event of the topics, once for each group: the processes of a group share the events. */
  readonly subscribe: (group: string, topics: readonly string[], handle: (event: Event) => Promise<void>) => Promise<Background>;
  /** Ends every subscription first. */
  readonly close: () => Promise<void>;
}

/** Pause before an event that failed is tried again, in milliseconds: doubled with each failure in a row, 30 s at most. */
export const pauseAfter = (failures: number): number => Math.min(30_000, 200 * 2 ** Math.min(failures - 1, 10));
