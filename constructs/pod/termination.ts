/** How a pod ends without failing a request. Pure. Seconds. */
import type { PlannedService } from '../plan.ts';

/**
 * How long a pod that is to end goes on as before, while its removal from the endpoints reaches every proxy. kubelet holds the signal to the
 * program back for so long.
 */
export const settle = 10;

/** How long the mesh's proxy drains after the program has ended: answers that are still on the wire. */
export const drain = 5;

/** What a busy node may add, before kubelet kills what is left. */
const spare = 5;

/** The longest that the program may still be busy with what it began: its own operations, and calls that none of them waits for. */
export function longestWork({ operations, outbound, outside }: Pick<PlannedService, 'operations' | 'outbound' | 'outside'>): number {
  const timeouts = [...operations, ...outbound.flatMap((arrow) => arrow.operations), ...outside].map(({ timeout }) => timeout);
  return Math.ceil(Math.max(0, ...timeouts) / 1_000);
}

/**
 * From the order to end until kubelet kills. One after another, since the proxy is a native sidecar (Kubernetes: sidecar containers), which
 * ends after the program: settle, finish what was begun, drain the proxy.
 */
export const gracePeriodOf = (service: Pick<PlannedService, 'operations' | 'outbound' | 'outside'>): number => settle + longestWork(service) + drain + spare;
