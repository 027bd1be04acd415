import type { Rule } from '../../rule.ts';

export const subscriptionChannel: Rule = {
  id: 'openshift/subscription-channel',
  title: 'A Subscription names its channel, of the marketplace',
  why: 'Without a channel the default one of the catalogue counts, which moves; a catalogue of another namespace is one that nobody signs.',
  controls: ['pci-dss-4.0.1/6.3.2'],
  match: ['operators.coreos.com/Subscription'],
  expressions: [
    {
      expression: "size(object.spec.?channel.orValue('')) > 0",
      message: 'names no channel: set spec.channel',
      field: 'spec',
    },
    {
      expression: "object.spec.sourceNamespace == 'openshift-marketplace'",
      message: 'takes its operator from elsewhere: set spec.sourceNamespace to openshift-marketplace',
      field: 'spec.sourceNamespace',
    },
  ],
  cases: {
    hold: [
      `
apiVersion: operators.coreos.com/v1alpha1
kind: Subscription
metadata: { name: shop, namespace: shop-operator }
spec:
  name: shop
  source: redhat-operators
  channel: stable
  sourceNamespace: openshift-marketplace
`,
    ],
    break: [
      `
apiVersion: operators.coreos.com/v1alpha1
kind: Subscription
metadata: { name: shop, namespace: shop-operator }
spec: # <--
  name: shop
  source: redhat-operators
  sourceNamespace: openshift-marketplace
`,
      `
apiVersion: operators.coreos.com/v1alpha1
kind: Subscription
metadata: { name: shop, namespace: shop-operator }
spec:
  name: shop
  source: redhat-operators
  channel: stable
  sourceNamespace: shop # <--
`,
    ],
  },
};
