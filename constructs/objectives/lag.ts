/** Unread events of the topics that a service consumes. */
import { lagMetric } from '../declaration/index.ts';
import { kafkaNamespace, type PlannedService } from '../plan.ts';
import { selector } from './promql.ts';
import { alertingRule, recordingRule, seriesOf, type AlertingRule, type Measure, type RuleGroup } from './rules.ts';

type Consumption = PlannedService['consumes'][number];

/** The consumer group is named as the service. The fullest partition counts: one that stands still is hidden by a sum or a mean. */
export const lag = ({ name: service }: PlannedService, { topic }: Consumption): Measure => ({
  record: 'service:consumer_lag:max',
  labels: { service, topic: topic.name },
  expr: `max(${selector(lagMetric, { namespace: kafkaNamespace, consumergroup: service, topic: topic.name })})`,
});

const alert = (service: PlannedService, consumption: Consumption): AlertingRule =>
  alertingRule(service, {
    name: 'ConsumerLagTooHigh',
    expr: `${seriesOf(lag(service, consumption))} > ${consumption.lag}`,
    for: '10m',
    severity: service.environment.alerts.saturation,
    labels: { topic: consumption.topic.name },
    summary: `${service.name}: lags behind ${consumption.topic.name}`,
    description: `{{ $value }} events of a partition of ${consumption.topic.name} are unread by ${service.name}; more than ${consumption.lag} are too many for what it promises.`,
  });

/** Present when the service consumes something. */
export const lagGroup = (service: PlannedService): RuleGroup | undefined =>
  service.consumes.length > 0
    ? { name: `${service.name}-lag`, interval: '30s', rules: service.consumes.flatMap((consumption) => [recordingRule(lag(service, consumption)), alert(service, consumption)]) }
    : undefined;
