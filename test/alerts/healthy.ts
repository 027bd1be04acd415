/** A service that is well: what every case begins with, and changes in one point. */
import { databaseMetrics, journeyMetric, lagMetric, meshMetrics, podMetrics } from '../../constructs/declaration/index.ts';
import { poolerName, programContainer } from '../../constructs/names.ts';
import { databaseJob } from '../../constructs/objectives/database.ts';
import { received, type Indicator } from '../../constructs/objectives/indicator.ts';
import type { Labels } from '../../constructs/objectives/promql.ts';
import { kafkaNamespace, type PlannedService } from '../../constructs/plan.ts';
import { counter, gauge, type Series, type Stretch } from './series.ts';

/** Some minutes of traffic: events a minute, and the part of them that are faults. */
export interface Traffic {
  readonly minutes: number;
  readonly events: number;
  readonly faulty: number;
}

const events = (traffic: readonly Traffic[]): Stretch[] => traffic.map(({ minutes, events: each }) => ({ minutes, each }));
const faults = (traffic: readonly Traffic[]): Stretch[] => traffic.map(({ minutes, events: all, faulty }) => ({ minutes, each: all * faulty }));
const good = (traffic: readonly Traffic[]): Stretch[] => traffic.map(({ minutes, events: all, faulty }) => ({ minutes, each: all * (1 - faulty) }));

/** How an indicator's traffic is counted. The caller's proxy sees nothing but failures, and the callee's alone must count. */
export function measured({ kind, labels }: Indicator, { name: service, objective }: PlannedService, traffic: readonly Traffic[]): Series[] {
  switch (kind) {
    case 'availability':
      return [
        counter(meshMetrics.requests, { ...received(service), response_code: '200' }, good(traffic)),
        counter(meshMetrics.requests, { ...received(service), response_code: '503' }, faults(traffic)),
        counter(meshMetrics.requests, { ...received(service), reporter: 'source', response_code: '503' }, events(traffic)),
      ];
    case 'latency':
      return [
        counter(meshMetrics.durationBucket, { ...received(service), le: '+Inf' }, events(traffic)),
        counter(meshMetrics.durationBucket, { ...received(service), le: `${objective?.latency.within ?? 0}.0` }, good(traffic)),
      ];
    case 'journey':
      return [
        counter(journeyMetric.name, { job: service, journey: labels['journey'] ?? '', channel: labels['channel'] ?? '', outcome: 'success' }, good(traffic)),
        counter(journeyMetric.name, { job: service, journey: labels['journey'] ?? '', channel: labels['channel'] ?? '', outcome: 'failure' }, faults(traffic)),
      ];
  }
}

/** What can run short, as a part of what there is; all else of a healthy pod is given. */
export interface Supply {
  readonly readyPods: number;
  readonly scraped: boolean;
  /** @default - the least */
  readonly replicas?: number;
  readonly memory: number;
  readonly restartsPerHour: number;
  readonly volume: number;
  readonly waiting: number;
  readonly archiveFailures: number;
  /** Unread events of one partition, by topic. */
  readonly lag: Labels;
}

export const enough: Supply = { readyPods: 3, scraped: true, memory: 0.5, restartsPerHour: 0, volume: 0.4, waiting: 0, archiveFailures: 0, lag: {} };

const podName = (service: string, i: number): string => `${service}-6f9c7d5b4-x${i}x9z`;

function pods({ name, zone: { namespace }, replicas }: PlannedService, minutes: number, supply: Supply): Series[] {
  const lasting = (each: number): Stretch[] => [{ minutes, each }];
  const own = { namespace, pod: podName(name, 0), container: programContainer };
  const scaler = { namespace, horizontalpodautoscaler: `keda-hpa-${name}` };
  return [
    ...[0, 1, 2].flatMap((i) => [gauge(podMetrics.ready, { namespace, pod: podName(name, i), condition: 'true' }, lasting(i < supply.readyPods ? 1 : 0))]),
    gauge('up', { namespace, job: name, pod: podName(name, 0) }, lasting(supply.scraped ? 1 : 0)),
    gauge(podMetrics.memory, own, lasting(supply.memory * 1_000)),
    gauge(podMetrics.limits, { ...own, resource: 'memory' }, lasting(1_000)),
    counter(podMetrics.restarts, own, lasting(supply.restartsPerHour / 60)),
    gauge(podMetrics.replicas, scaler, lasting(supply.replicas ?? replicas.min)),
    gauge(podMetrics.maxReplicas, scaler, lasting(replicas.max)),
  ];
}

function database({ name, store }: PlannedService, minutes: number, supply: Supply): Series[] {
  if (!store) return [];
  const { namespace } = store;
  const lasting = (each: number): Stretch[] => [{ minutes, each }];
  return [
    gauge(databaseMetrics.volumeUsed, { namespace, persistentvolumeclaim: `${name}-1` }, lasting(supply.volume * 1_000)),
    gauge(databaseMetrics.volumeCapacity, { namespace, persistentvolumeclaim: `${name}-1` }, lasting(1_000)),
    gauge(databaseMetrics.clientsWaiting, { namespace, job: poolerName(name) }, lasting(supply.waiting)),
    counter(databaseMetrics.archiveFailures, { namespace, job: databaseJob(name) }, lasting(supply.archiveFailures)),
  ];
}

/** Partition 0 is read at once; another consumer's lag is none of this service's business. */
const lag = ({ name, consumes }: PlannedService, minutes: number, supply: Supply): Series[] =>
  consumes.flatMap(({ topic: { name: topic } }) => {
    const of = (consumergroup: string, partition: string, each: number): Series => gauge(lagMetric, { namespace: kafkaNamespace, consumergroup, topic, partition }, [{ minutes, each }]);
    return [of(name, '0', 0), of(name, '1', Number(supply.lag[topic] ?? 0)), of('somebody-else', '1', 1_000_000)];
  });

/** Everything but traffic. */
export const supplied = (service: PlannedService, minutes: number, supply: Supply = enough): Series[] => [...pods(service, minutes, supply), ...database(service, minutes, supply), ...lag(service, minutes, supply)];
