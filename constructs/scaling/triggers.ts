/** What a KEDA ScaledObject of a service follows: the greatest of its triggers counts. Pure. */
import { lagMetric, meshMetrics } from '../declaration/metrics.ts';
import { metricsOfNamespace } from '../analysis.ts';
import { metricsAuthentication, programContainer } from '../names.ts';
import { received } from '../objectives/indicator.ts';
import { pattern, selector } from '../objectives/promql.ts';
import { kafkaNamespace, type PlannedService, type PlannedWindow } from '../plan.ts';
import type { ScaledObjectSpec } from '../resources/index.ts';
import { momentsOf } from './windows.ts';

type Trigger = ScaledObjectSpec['triggers'][number];

/** The program's own use, not the proxy's beside it. */
const cpu = (target: number): Trigger => ({ type: 'cpu', metricType: 'Utilization', metadata: { value: String(target), containerName: programContainer } });

/** A figure of the cluster's metrics, shared among the pods until each has `perPod` of it. A lost series is an error, never a zero. */
const prometheus = ({ namespace, query, perPod }: { readonly namespace: string; readonly query: string; readonly perPod: number }): Trigger => ({
  type: 'prometheus',
  metricType: 'AverageValue',
  metadata: { serverAddress: metricsOfNamespace, namespace, query, threshold: String(perPod), ignoreNullValues: 'false', authModes: 'bearer' },
  authenticationRef: { name: metricsAuthentication },
});

/** Requests per second by what the pods' own proxies counted; 0 where pods are scraped and nobody has asked anything yet. */
function requests({ name, zone: { namespace } }: PlannedService, perPod: number): Trigger {
  const quiet = `count(${selector('up', { pod: pattern(`${name}-[a-z0-9]+-[a-z0-9]{5}`) })} == 1) * 0`;
  return prometheus({ namespace, query: `sum(rate(${selector(meshMetrics.requests, received(name))}[2m])) or ${quiet}`, perPod });
}

/**
 * Unread events, by Kafka's exporter rather than KEDA's own `kafka` scaler: that one would need a way into the brokers and a client
 * certificate that may read the topics. Held at what keeps one pod for each partition busy, since a further one would have none.
 */
const lag = ({ name }: PlannedService, { topic, lag: tooMany }: PlannedService['consumes'][number]): Trigger =>
  prometheus({
    namespace: kafkaNamespace,
    query: `clamp_max(sum(${selector(lagMetric, { consumergroup: name, topic: topic.name })}), ${tooMany * topic.partitions})`,
    perPod: tooMany,
  });

/** The floor of a promotion. The autoscaler leaves be what is within a tenth of it. */
const promotion = (window: PlannedWindow): Trigger => ({ type: 'cron', metricType: 'AverageValue', metadata: { ...momentsOf(window), desiredReplicas: String(window.pods) } });

function load(service: PlannedService): Trigger[] {
  const { scaling } = service;
  switch (scaling.on) {
    case 'cpu':
      return [cpu(scaling.target)];
    case 'requests':
      return [requests(service, scaling.perPod)];
    case 'lag':
      return service.consumes.map((consumption) => lag(service, consumption));
  }
}

export const triggersOf = (service: PlannedService): Trigger[] => [...load(service), ...service.windows.map(promotion)];
