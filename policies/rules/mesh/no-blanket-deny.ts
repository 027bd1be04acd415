import type { Rule } from '../../rule.ts';

export const noBlanketDeny: Rule = {
  id: 'mesh/no-blanket-deny',
  title: 'No DENY is about every request',
  why: 'A DENY is asked before every ALLOW: one that is about everything makes all of them mean nothing. To deny by default, write a policy without rules.',
  controls: ['pci-dss-4.0.1/1.2.1'],
  match: ['security.istio.io/AuthorizationPolicy'],
  when: "object.?spec.?action.orValue('ALLOW') == 'DENY'",
  expressions: [
    {
      each: { list: 'spec.rules', as: 'rule', called: "'of ' + object.metadata.name" },
      expression: 'has(rule.from) || has(rule.to) || has(rule.when)',
      message: 'denies every request and shadows every ALLOW: leave action and rules out to deny by default',
      field: '',
    },
  ],
  cases: {
    hold: [
      `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: shop, namespace: shop }
spec:
  action: DENY
  rules:
    - from: [{ source: { notNamespaces: [shop] } }]
`,
      `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: shop, namespace: shop }
spec:
  action: ALLOW
  rules:
    - {}
`,
    ],
    break: [
      `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: shop, namespace: shop }
spec:
  action: DENY
  rules:
    - {} # <--
`,
    ],
  },
};
