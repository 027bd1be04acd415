import { at, selectorOf, selectorText, selects, type ManifestIndex } from '../../manifests/index.ts';
import type { Problem, Rule } from '../../rule.ts';

const kinds = ['AuthorizationPolicy', 'PeerAuthentication', 'RequestAuthentication'] as const;

/** In a namespace without any pod in it, the workloads are elsewhere. */
function* check(index: ManifestIndex): Generator<Problem> {
  for (const manifest of kinds.flatMap((kind) => index.ofKind(kind, 'security.istio.io'))) {
    const selector = selectorOf(at(manifest.spec, 'selector'));
    const pods = index.podsIn(manifest.namespace);
    if (selector.length === 0 || pods.length === 0) continue;
    if (pods.some(({ labels }) => selects(selector, labels))) continue;
    yield { manifest, path: ['spec', 'selector'], message: `selects ${selectorText(selector)}, which no pod in its namespace has: select labels of a workload's template` };
  }
}

const pod = `
apiVersion: v1
kind: Pod
metadata: { name: shop, namespace: shop, labels: { app: shop } }
spec: { containers: [{ name: app, image: app }] }
`;

const policy = (selector: string): string => `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: shop, namespace: shop }
spec:
  rules: [{ from: [{ source: { principals: [cluster.local/ns/shop/sa/tills] } }] }]
${selector}---${pod}`;

export const policySelects: Rule = {
  id: 'mesh/policy-selects',
  title: 'A policy of the mesh is about a workload that exists',
  why: 'A policy that selects nothing allows nothing and denies nothing, while whoever reads it believes that it does.',
  controls: ['pci-dss-4.0.1/1.2.1', 'pci-dss-4.0.1/1.2.7'],
  check,
  cases: {
    hold: [policy('  selector: { matchLabels: { app: shop } }\n'), policy('')],
    break: [policy('  selector: { matchLabels: { app: shops } } # <--\n')],
  },
};
