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
      each: { list: 'spec.rules', as: 'rule', called: "'of ' + object.metadata.name" },
      expression: "!rule.?from.orValue([]).exists(one, (',' + (one.?source.?principals.orValue([]) + one.?source.?namespaces.orValue([]) + one.?source.?serviceAccounts.orValue([])).join(',') + ',').matches(',[*]|[*],'))",
      message: 'lets in whom it does not name: write whole principals, namespaces or service accounts',
      field: 'from',
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
  rules:
    - from: # <--
        - source: { principals: ['*'] }
    - from: # <--
        - source: { principals: ['cluster.local/ns/shop/*'] }
`,
    ],
  },
};
