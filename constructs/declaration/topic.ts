import type { Milliseconds } from './units.ts';

/** A stream of events, owned by the one service that publishes it. */
export interface Topic {
  /** Such as `payments.events`; the first part is the owner's name. */
  readonly name: string;
  readonly purpose: string;
  /** What keeps events in order: all of one key go to one partition. */
  readonly key: string;
  readonly partitions: number;
  /** How long events are kept, in milliseconds. */
  readonly retention: Milliseconds;
}

export const topic = (declared: Topic): Topic => declared;

/** A topic that a service reads, in a consumer group of its own. */
export interface Consumption {
  readonly topic: Topic;
  /** How many unread events per partition are too many for the promise of this service. Alert and scaler read it. */
  readonly lag: number;
}

export const consume = (source: Topic, { lag }: { readonly lag: number }): Consumption => ({ topic: source, lag });
