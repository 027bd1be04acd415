/**
 * The names of the metrics that alerts, dashboards, canaries and scalers read. Programs take the names of what they count from here, so that
 * no alert asks for a metric that nobody makes.
 */
import type { Objective } from './objective.ts';

/**
 * What each proxy counts (Istio standard metrics). A request is counted by both proxies: read `reporter="destination"`, which is the callee's
 * own. Durations are in milliseconds.
 */
export const meshMetrics = {
  requests: 'istio_requests_total',
  durationBucket: 'istio_request_duration_milliseconds_bucket',
} as const;

/**
 * How journeys end, counted by the program that declares them. A program exports every combination of journey, channel and outcome at 0 when
 * it starts: a counter that first appears with its first failure has not risen, and the failure is lost.
 */
export const journeyMetric = {
  name: 'guichet_journey_total',
  help: 'Journeys that have ended, by channel and outcome',
  labels: ['journey', 'channel', 'outcome'],
  outcomes: ['success', 'failure'],
} as const;

export type JourneyOutcome = (typeof journeyMetric.outcomes)[number];

/** The metrics of ours that others may ask a program for, by its declaration. What it counts besides is for people who look. */
export const emittedBy = (objective: Objective | undefined): readonly string[] => ((objective?.journeys ?? []).length > 0 ? [journeyMetric.name] : []);

/** The beginning of every name that a program of ours may choose. */
export const ownPrefix = 'guichet_';

/** Unread events by `consumergroup`, `topic` and `partition` (Strimzi's Kafka Exporter). */
export const lagMetric = 'kafka_consumergroup_lag';

/** What the platform's own monitoring knows of pods and autoscalers (kube-state-metrics, cAdvisor). */
export const podMetrics = {
  ready: 'kube_pod_status_ready',
  restarts: 'kube_pod_container_status_restarts_total',
  limits: 'kube_pod_container_resource_limits',
  requests: 'kube_pod_container_resource_requests',
  memory: 'container_memory_working_set_bytes',
  cpu: 'container_cpu_usage_seconds_total',
  replicas: 'kube_horizontalpodautoscaler_status_current_replicas',
  maxReplicas: 'kube_horizontalpodautoscaler_spec_max_replicas',
} as const;

/** Volumes as the kubelet sees them; the archiver of PostgreSQL and the clients of PgBouncer as CloudNativePG exports them. */
export const databaseMetrics = {
  volumeUsed: 'kubelet_volume_stats_used_bytes',
  volumeCapacity: 'kubelet_volume_stats_capacity_bytes',
  clientsWaiting: 'cnpg_pgbouncer_pools_cl_waiting',
  archiveFailures: 'cnpg_pg_stat_archiver_failed_count',
} as const;
