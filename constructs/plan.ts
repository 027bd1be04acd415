/**
 * Declarations and an environment in, planned services out. Pure. Every arrow is turned round once (planning/turn.ts), so that caller and
 * callee are written from one statement. All faults are reported together (planning/faults.ts).
 */
import { isRefused, zones, type Environment, type Service } from './declaration/index.ts';
import { PlanError } from './planning/fault.ts';
import { faults } from './planning/faults.ts';
import type { Plan, PlannedService } from './planning/planned.ts';
import { byName, indexOf, operationsOf, unique, zoneNames, type Index } from './planning/turn.ts';

export { PlanError } from './planning/fault.ts';
export { faults } from './planning/faults.ts';
export type * from './planning/planned.ts';
export { adminPort } from './planning/ports.ts';

/** The Kafka cluster's own namespace: it belongs to no trust zone and is reached by topic access lists only. */
export const kafkaNamespace = 'guichet-kafka';
export const kafkaCluster = 'guichet';

/** By name; namesakes, which are a fault, by what else tells them apart, so that the faults do not depend on the order either. */
const inOrder = (services: readonly Service[]): Service[] => {
  const keyed = services.map((one) => ({ one, key: JSON.stringify([one.name, one.zone, one.scope, one.port, one.purpose, one.serves]) }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ one }) => one);
};

/** Plans the services for an environment, whatever their order. Throws a {@link PlanError} that holds every fault. */
export function plan(services: readonly Service[], environment: Environment): Plan {
  const sorted = inOrder(services);
  const found = faults(sorted, environment);
  if (found.length > 0) throw new PlanError(environment.name, found);
  const index = indexOf(sorted);
  const planned = sorted.map((one) => planService(one, index, environment));
  return {
    environment,
    services: planned,
    topics: [...index.topics.values()],
    teams: unique(sorted.map(({ owner }) => owner)),
    zones: zones.flatMap((zone) => {
      const inside = planned.filter((one) => one.zone.name === zone);
      return inside.length > 0 ? [{ ...zoneNames(zone, sorted), services: inside, outside: unique(inside.flatMap(({ outside }) => outside)) }] : [];
    }),
  };
}

function planService(one: Service, index: Index, environment: Environment): PlannedService {
  const tuning = environment.tuning[one.name];
  const wished = tuning?.replicas ?? one.scaling.replicas;
  const replicas = { min: Math.max(wished.min, environment.replicaFloor + 1), max: wished.max };
  const zone = index.zones[one.zone];
  return {
    name: one.name,
    purpose: one.purpose,
    owner: one.owner,
    zone,
    scope: one.scope,
    port: one.port,
    operations: operationsOf(one),
    inbound: index.inbound.get(one.name) ?? [],
    outbound: index.outbound.get(one.name) ?? [],
    outside: unique(one.reaches.map(({ outside }) => ({ ...outside, host: environment.outside?.[outside.name] ?? outside.hosts[environment.providers] }))),
    publishes: index.published.get(one.name) ?? [],
    consumes: one.consumes.flatMap((consumption) => {
      const topic = index.topics.get(consumption.topic.name);
      return topic ? [{ ...consumption, topic }] : [];
    }),
    secrets: byName(one.secrets),
    resources: environment.sizes[tuning?.size ?? one.size],
    scaling: one.scaling,
    replicas,
    windows: one.scaling.promotions ? environment.promotions.map((window) => ({ ...window, pods: Math.min(replicas.max, Math.ceil(replicas.min * window.floor)) })) : [],
    image: `${environment.images.registry}/${one.name}@${environment.images.digests[one.name] ?? ''}`,
    environment,
    ...(one.door && zone.ingressNamespace && { door: { ...one.door, fqdn: `${one.door.host}.${environment.domain}`, ingressNamespace: zone.ingressNamespace } }),
    ...(one.stores && zone.dataNamespace && { store: { ...one.stores, namespace: zone.dataNamespace } }),
    ...(isRefused(one.objective) ? { objectiveRefused: one.objective.reason } : { objective: one.objective }),
    ...(one.kubernetes && { kubernetes: one.kubernetes }),
  };
}
