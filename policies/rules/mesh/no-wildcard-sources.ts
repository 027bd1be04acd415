import type { Rule } from '../../rule.ts';

export const noWildcardSources: Rule = {
  id: 'mesh/no-wildcard-sources',
  title: 'Callers are named',
  why: 'A star lets in every workload of the mesh, also one that an attacker has taken.',
  controls: ['pci-dss-4.0.1/1.2.1', 'pci-dss-4.0.1/7.2.5'],
  match: ['security.istio.io/AuthorizationPolicy'],
  when: "object.?spec.?action.orValue('ALLOW') == 'ALLOW'",
  expressions: [
    {
      expression: "!object.?spec.?rules.orValue([]).map(rule, rule.?from.orValue([]).map(one, one.?source.?principals.orValue([]).join(',')).join(',')).join(',').matches('(^|,)[*]|[*](,|$)')",
      message: 'lets in whom it does not name: write whole principals',
      field: 'spec.rules',
    },
    {
      expression: "!object.?spec.?rules.orValue([]).map(rule, rule.?from.orValue([]).map(one, one.?source.?namespaces.orValue([]).join(',')).join(',')).join(',').matches('(^|,)[*]|[*](,|$)')",
      message: 'lets in whom it does not name: write whole namespaces',
      field: 'spec.rules',
    },
    {
      expression: "!object.?spec.?rules.orValue([]).map(rule, rule.?from.orValue([]).map(one, one.?source.?serviceAccounts.orValue([]).join(',')).join(',')).join(',').matches('(^|,)[*]|[*](,|$)')",
      message: 'lets in whom it does not name: write whole service accounts',
      field: 'spec.rules',
    },
  ],
  cases: {
    hold: [
      `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: shop, namespace: shop }
spec:
  action: ALLOW
  rules:
    - from: [{ source: { principals: [cluster.local/ns/shop/sa/tills] } }]
    - from: [{ source: { requestPrincipals: ['https://sso.example/*'] } }]
`,
    ],
    break: [
      `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: shop, namespace: shop }
spec:
  action: ALLOW
  rules: # <--
    - from: [{ source: { principals: ['*'] } }]
`,
      `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: shop, namespace: shop }
spec:
  action: ALLOW
  rules: # <--
    - from: [{ source: { principals: [cluster.local/ns/shop/sa/tills, 'cluster.local/ns/shop/*'] } }]
`,
      `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: shop, namespace: shop }
spec:
  action: ALLOW
  rules: # <--
    - from: [{ source: { namespaces: ['*'] } }]
`,
    ],
  },
};
