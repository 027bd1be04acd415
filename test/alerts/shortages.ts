/** Everything that can run short, one at a time. */
import { isRefused } from '../../constructs/declaration/index.ts';
import type { PlannedService } from '../../constructs/plan.ts';
import type { Case } from './case.ts';
import { enough, supplied, type Supply } from './healthy.ts';

/** In minutes: longer than any alert waits. */
const length = 31;

interface Shortage {
  readonly supply: Partial<Supply>;
  readonly rouses: string;
  readonly severity?: string;
  readonly topic?: string;
}

function shortagesOf({ replicas, environment, store, consumes }: PlannedService): Shortage[] {
  return [
    { supply: { readyPods: environment.replicaFloor - 1 }, rouses: 'PodsBelowFloor', severity: environment.alerts.fastBurn },
    { supply: { scraped: false }, rouses: 'TelemetryMissing' },
    ...(replicas.max > replicas.min ? [{ supply: { replicas: replicas.max }, rouses: 'ReplicasAtMost' }] : []),
    { supply: { memory: 0.95 }, rouses: 'MemoryNearLimit' },
    { supply: { restartsPerHour: 12 }, rouses: 'PodsRestarting' },
    ...(store ? [{ supply: { volume: 0.9 }, rouses: 'DatabaseVolumeFilling' }, { supply: { waiting: 2 }, rouses: 'DatabaseClientsWaiting' }] : []),
    ...(store && !isRefused(store.backup) ? [{ supply: { archiveFailures: 1 }, rouses: 'DatabaseArchiveFailing' }] : []),
    ...consumes.map(({ topic: { name: topic }, lag }) => ({ supply: { lag: { [topic]: String(lag + 1) } }, rouses: 'ConsumerLagTooHigh', topic })),
  ];
}

const at = (service: PlannedService, name: string, supply: Partial<Supply>, fires: Case['fires']): Case => ({
  name: `${service.name}: ${name}`,
  at: length - 1,
  series: supplied(service, length, { ...enough, ...supply }),
  fires,
});

/** A service that is well is quiet; each shortage rouses its own alert and no other. */
export function shortageCases(service: PlannedService): Case[] {
  const { name, consumes, environment } = service;
  const onTheBound = Object.fromEntries(consumes.map(({ topic, lag }) => [topic.name, String(lag)]));
  return [
    at(service, 'enough of everything stays quiet, at the most lag that was declared', { lag: onTheBound }, []),
    ...shortagesOf(service).map(({ supply, rouses, severity = environment.alerts.saturation, topic }) =>
      at(service, [rouses, topic].filter(Boolean).join(' '), supply, [{ alertname: rouses, service: name, severity, ...(topic !== undefined && { topic }) }]),
    ),
  ];
}
