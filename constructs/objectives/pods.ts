/** Saturation of a service's pods: what runs short before its promises break. */
import { podMetrics } from '../declaration/index.ts';
import { programContainer } from '../names.ts';
import type { PlannedService } from '../plan.ts';
import { pattern, selector, type Matchers } from './promql.ts';
import { alertingRule, recordingRule, seriesOf, type Alert, type Measure, type RuleGroup } from './rules.ts';

/** Pods of a Rollout are named after it, the hash of their template, and five letters. */
const podsOf = ({ name, zone }: PlannedService): Matchers => ({ namespace: zone.namespace, pod: pattern(`${name}-[a-z0-9]+-[a-z0-9]{5}`) });

const programOf = (service: PlannedService): Matchers => ({ ...podsOf(service), container: programContainer });

/** KEDA prefixes the autoscalers that it makes. */
const scalerOf = ({ name, zone }: PlannedService): Matchers => ({ namespace: zone.namespace, horizontalpodautoscaler: pattern(`(keda-hpa-)?${name}`) });

const perPod = (metric: string, matchers: Matchers): string => `max by (pod) (${selector(metric, matchers)})`;

export const readyPods = (service: PlannedService): Measure => ({
  record: 'service:ready_pods:count',
  labels: { service: service.name },
  expr: `count(${selector(podMetrics.ready, { ...podsOf(service), condition: 'true' })} == 1) or vector(0)`,
});

export const scrapedPods = (service: PlannedService): Measure => ({
  record: 'service:scraped_pods:count',
  labels: { service: service.name },
  expr: `count(${selector('up', { namespace: service.zone.namespace, job: service.name })} == 1) or vector(0)`,
});

export const memory = (service: PlannedService): Measure => ({
  record: 'service:memory_of_limit:max',
  labels: { service: service.name },
  expr: `max(${perPod(podMetrics.memory, programOf(service))} / ${perPod(podMetrics.limits, { ...programOf(service), resource: 'memory' })})`,
});

/** There is no limit on CPU: more than the request is lent by the node, and gone when the node is full. */
export const cpu = (service: PlannedService): Measure => ({
  record: 'service:cpu_of_request:ratio',
  labels: { service: service.name },
  expr: `sum(rate(${selector(podMetrics.cpu, programOf(service))}[5m])) / sum(${perPod(podMetrics.requests, { ...programOf(service), resource: 'cpu' })})`,
});

export const replicas = (service: PlannedService): Measure => ({
  record: 'service:replicas_of_most:ratio',
  labels: { service: service.name },
  expr: `max(${selector(podMetrics.replicas, scalerOf(service))}) / max(${selector(podMetrics.maxReplicas, scalerOf(service))})`,
});

export const restarts = (service: PlannedService): Measure => ({
  record: 'service:restarts:increase1h',
  labels: { service: service.name },
  expr: `sum(increase(${selector(podMetrics.restarts, programOf(service))}[1h]))`,
});

/** For a service that scales: one of a fixed size is always at its most. */
const atMost = (service: PlannedService): Alert[] =>
  service.replicas.max > service.replicas.min
    ? [{ name: 'ReplicasAtMost', expr: `${seriesOf(replicas(service))} >= 1`, for: '15m', severity: service.environment.alerts.saturation, summary: `${service.name}: runs as many pods as it may`, description: `${service.name} has been at its most pods, ${service.replicas.max}, for a quarter of an hour: more load makes it slower.` }]
    : [];

function alerts(service: PlannedService): Alert[] {
  const { name, environment } = service;
  const { replicaFloor, alerts: severities } = environment;
  return [
    { name: 'PodsBelowFloor', expr: `${seriesOf(readyPods(service))} < ${replicaFloor}`, for: '5m', severity: severities.fastBurn, summary: `${name}: fewer than ${replicaFloor} pods are ready`, description: `{{ $value }} pods of ${name} are ready, and ${replicaFloor} must be at any time. Where none is left, nothing counts the requests that fail.` },
    { name: 'TelemetryMissing', expr: `${seriesOf(scrapedPods(service))} == 0`, for: '10m', severity: severities.saturation, summary: `${name}: no pod is scraped`, description: `Prometheus reaches no pod of ${name}: its burn-rate alerts are blind.` },
    ...atMost(service),
    { name: 'MemoryNearLimit', expr: `${seriesOf(memory(service))} > 0.9`, for: '15m', severity: severities.saturation, summary: `${name}: a pod is close to its memory limit`, description: `A pod of ${name} uses {{ $value | humanizePercentage }} of its memory limit, at which it is killed.` },
    { name: 'PodsRestarting', expr: `${seriesOf(restarts(service))} > 3`, severity: severities.saturation, summary: `${name}: pods restart again and again`, description: `Pods of ${name} have restarted {{ $value | humanize }} times within an hour.` },
  ];
}

export const podGroup = (service: PlannedService): RuleGroup => ({
  name: `${service.name}-pods`,
  interval: '30s',
  rules: [...[readyPods, scrapedPods, memory, cpu, replicas, restarts].map((measure) => recordingRule(measure(service))), ...alerts(service).map((alert) => alertingRule(service, alert))],
});
