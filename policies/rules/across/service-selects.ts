import { at, labelSelector, selectorText, selects, type ManifestIndex } from '../../manifests/index.ts';
import type { Problem, Rule } from '../../rule.ts';

/** Services that select by labels which no pod in their namespace has. Without any pod in it, the namespace's workloads are elsewhere. */
function* check(index: ManifestIndex): Generator<Problem> {
  for (const manifest of index.ofKind('Service', '')) {
    const selector = labelSelector(at(manifest.spec, 'selector'));
    const pods = index.podsIn(manifest.namespace);
    if (selector.length === 0 || pods.length === 0) continue;
    if (pods.some(({ labels }) => selects(selector, labels))) continue;
    yield { manifest, path: ['spec', 'selector'], message: `selects ${selectorText(selector)}, which no pod in its namespace has: select labels of a workload's template` };
  }
}

export const serviceSelects: Rule = {
  id: 'across/service-selects',
  title: 'A Service selects pods that exist',
  why: 'A Service without endpoints refuses every call, and no object of its own shows it.',
  controls: ['dora/9.2'],
  check,
  cases: {
    hold: [
      `
apiVersion: v1
kind: Service
metadata: { name: shop, namespace: shop }
spec: { selector: { app: shop } }
---
apiVersion: v1
kind: Pod
metadata: { name: shop, namespace: shop, labels: { app: shop, tier: web } }
spec: { containers: [{ name: app, image: app }] }
`,
    ],
    break: [
      `
apiVersion: v1
kind: Service
metadata: { name: shop, namespace: shop }
spec:
  selector: { app: shops } # <--
---
apiVersion: v1
kind: Pod
metadata: { name: shop, namespace: shop, labels: { app: shop } }
spec: { containers: [{ name: app, image: app }] }
`,
    ],
  },
};
