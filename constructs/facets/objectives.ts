import { burnRateGroups } from '../objectives/burn-rate.ts';
import { leafEvaluation, rulesOf } from '../objectives/rules.ts';
import { PrometheusRule } from '../resources/index.ts';
import type { Facet } from './facet.ts';

/**
 * What a service promises, as burn-rate alerts and the records that they read; nothing where it promises nothing. Evaluated by the Prometheus
 * that has scraped the figures, so that they need neither Thanos nor the network between. Its retention (24 hours by default on OpenShift) must
 * exceed the longest window, three days: `prometheus.retention` of `user-workload-monitoring-config`.
 */
export const objectives: Facet = {
  name: 'objectives',
  layer: 'service',
  wave: 20,
  render(scope, service) {
    const groups = burnRateGroups(service);
    if (groups.length === 0) return;
    new PrometheusRule(scope, 'rule', { metadata: { name: `${service.name}-objectives`, namespace: service.zone.namespace, labels: leafEvaluation }, spec: rulesOf(groups) });
  },
};
