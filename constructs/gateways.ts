/** The gateways of a zone as workloads: how many, how large, how they end. Pure; quotas are computed from it. */
import type { Environment, Milliseconds, Replicas, Resources } from './declaration/index.ts';
import type { PlannedZone } from './plan.ts';

/** Where gateways listen, and where they tell the kubelet how they are. */
export const gatewayPort = 443;
export const gatewayStatusPort = 15021;

/** One more than the floor, so that a node can be drained; up to four times that when the customers come. */
export const gatewayReplicas = ({ replicaFloor }: Pick<Environment, 'replicaFloor'>): Replicas => ({ min: replicaFloor + 1, max: 4 * (replicaFloor + 1) });

/** What a gateway's pod asks for. */
export const gatewayResources = ({ sizes }: Pick<Environment, 'sizes'>): Resources => sizes.medium;

/** How long a gateway that ends goes on with what it began, in seconds: as long as the longest answer of the zone may take. */
export function gatewayDrain({ services, outside }: Pick<PlannedZone, 'services' | 'outside'>): number {
  const doors = services.filter(({ door }) => door);
  const timeouts: Milliseconds[] = [...doors.flatMap(({ operations }) => operations), ...outside].map(({ timeout }) => timeout);
  return Math.ceil(Math.max(5_000, ...timeouts) / 1_000);
}
