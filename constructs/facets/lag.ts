import { lagGroup } from '../objectives/lag.ts';
import { leafEvaluation, rulesOf } from '../objectives/rules.ts';
import { kafkaNamespace } from '../plan.ts';
import { PrometheusRule } from '../resources/index.ts';
import { dataWaves } from '../sync.ts';
import type { Facet } from './facet.ts';

/**
 * Unread events of what a service consumes. The rules lie beside the Kafka cluster: user workload monitoring lets a rule see its own namespace
 * alone, and Kafka's exporter is scraped there.
 */
export const lag: Facet = {
  name: 'lag',
  layer: 'data',
  wave: dataWaves.clusters,
  render(scope, service) {
    const group = lagGroup(service);
    if (!group) return;
    new PrometheusRule(scope, 'rule', { metadata: { name: `${service.name}-lag`, namespace: kafkaNamespace, labels: leafEvaluation }, spec: rulesOf([group]) });
  },
};
