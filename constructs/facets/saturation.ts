import { podGroup } from '../objectives/pods.ts';
import { rulesOf } from '../objectives/rules.ts';
import { PrometheusRule } from '../resources/index.ts';
import type { Facet } from './facet.ts';

/**
 * What runs short in a service's pods. Evaluated by Thanos Ruler, which alone sees what the platform's monitoring knows of the namespace's pods
 * beside what user workload monitoring has scraped.
 */
export const saturation: Facet = {
  name: 'saturation',
  layer: 'service',
  wave: 20,
  render(scope, service) {
    new PrometheusRule(scope, 'rule', { metadata: { name: `${service.name}-saturation`, namespace: service.zone.namespace }, spec: rulesOf([podGroup(service)]) });
  },
};
