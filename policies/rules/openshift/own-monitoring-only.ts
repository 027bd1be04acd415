import type { Rule } from '../../rule.ts';

export const ownMonitoringOnly: Rule = {
  id: 'openshift/own-monitoring-only',
  title: "Namespaces of applications are not part of the cluster's own monitoring",
  why: 'With this label the platform Prometheus takes the metrics, and the alerts and autoscalers of user workload monitoring see nothing.',
  controls: ['dora/10.1'],
  match: ['Namespace'],
  expressions: [
    {
      expression: "object.metadata.name.startsWith('openshift-') || object.metadata.?labels[?'openshift.io/cluster-monitoring'].orValue('false') != 'true'",
      message: 'is taken out of user workload monitoring: leave out the label openshift.io/cluster-monitoring',
      field: 'metadata.labels["openshift.io/cluster-monitoring"]',
    },
  ],
  cases: {
    hold: [
      `
apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { team: shop } }
`,
      `
apiVersion: v1
kind: Namespace
metadata: { name: openshift-operators, labels: { openshift.io/cluster-monitoring: 'true' } }
`,
    ],
    break: [
      `
apiVersion: v1
kind: Namespace
metadata:
  name: shop
  labels:
    openshift.io/cluster-monitoring: 'true' # <--
`,
    ],
  },
};
