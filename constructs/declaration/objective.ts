import type { Channel } from './zone.ts';

/**
 * A bound of Istio's `istio_request_duration_milliseconds` histogram (Istio standard metrics, default Envoy buckets): a promise about
 * latency is only measurable at a bound. Milliseconds.
 */
export type LatencyBound = 5 | 10 | 25 | 50 | 100 | 250 | 500 | 1000 | 2500 | 5000 | 10000 | 30000;

/** Something a customer wants to have done, promised as a whole and told apart by channel. */
export interface Journey<Operation extends string = string> {
  /** A DNS label, such as `checkout`. */
  readonly name: string;
  readonly channels: readonly [Channel, ...Channel[]];
  /** The operations that the journey is made of; the first one opens it. */
  readonly operations: readonly [Operation, ...Operation[]];
  /** Percent of journeys that must end well, over 30 days. */
  readonly success: number;
}

/** What a service promises over 30 days. Alerts by multi-window burn rate (Google SRE workbook, chapter 5) follow from it. */
export interface Objective<Operation extends string = string> {
  /** Percent of requests that are answered without a fault of ours (no 5xx). */
  readonly availability: number;
  /** `percent` of requests are answered within `within` milliseconds. */
  readonly latency: { readonly percent: number; readonly within: LatencyBound };
  readonly journeys?: readonly Journey<Operation>[];
}
