import { dashboardJson } from '../objectives/dashboard.ts';
import { dashboardName } from '../objectives/rules.ts';
import { serviceDashboard } from '../objectives/service-dashboard.ts';
import { k8s } from '../resources/index.ts';
import type { Facet } from './facet.ts';

/** The one namespace from which the console reads dashboards. No team may write to it: they are applied with the data stack, by the platform. */
export const dashboardNamespace = 'openshift-config-managed';

/**
 * A service's dashboard in the OpenShift console: one label shows it to administrators, the other to developers for their own project, where the
 * panels of Kafka and the database stay empty.
 */
export const dashboard: Facet = {
  name: 'dashboard',
  layer: 'data',
  wave: 20,
  render(scope, service) {
    const name = dashboardName(service.name);
    new k8s.KubeConfigMap(scope, 'dashboard', {
      metadata: { name, namespace: dashboardNamespace, labels: { 'console.openshift.io/dashboard': 'true', 'console.openshift.io/odc-dashboard': 'true' } },
      data: { [`${name}.json`]: dashboardJson(serviceDashboard(service)) },
    });
  },
};
