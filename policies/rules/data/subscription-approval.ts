import type { Rule } from '../../rule.ts';

export const subscriptionApproval: Rule = {
  id: 'data/subscription-approval',
  title: 'Operators are updated when somebody says so',
  why: 'With automatic approval a new operator, with new rights and new defaults, comes whenever its catalogue has one.',
  controls: ['pci-dss-4.0.1/6.5.1', 'dora/9.4'],
  match: ['operators.coreos.com/Subscription'],
  expressions: [
    {
      expression: "object.spec.?installPlanApproval.orValue('Automatic') == 'Manual'",
      message: 'updates itself: set installPlanApproval to Manual',
      field: 'spec.installPlanApproval',
    },
  ],
  cases: {
    hold: [
      `
apiVersion: operators.coreos.com/v1alpha1
kind: Subscription
metadata: { name: shop }
spec: { name: shop, channel: stable, source: redhat-operators, sourceNamespace: openshift-marketplace, installPlanApproval: Manual }
`,
    ],
    break: [
      `
apiVersion: operators.coreos.com/v1alpha1
kind: Subscription
metadata: { name: shop }
spec:
  name: shop
  installPlanApproval: Automatic # <--
`,
    ],
  },
};
