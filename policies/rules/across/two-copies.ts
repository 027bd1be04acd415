import { at, defaultNamespace, isFields, selectorOf, selects, type ManifestIndex } from '../../manifests/index.ts';
import type { Problem, Rule } from '../../rule.ts';
import { scalable, scaleOf } from '../../workloads/scale.ts';
import { documents, shopDeployment } from './support.ts';

/** What a Service selects serves somebody. Where no number is written and nothing scales it, it is one. */
function* check(index: ManifestIndex): Generator<Problem> {
  const selectors = index.ofKind('Service', '').filter(({ spec }) => isFields(at(spec, 'selector'))).map(({ namespace = defaultNamespace, spec }) => ({ namespace, selector: selectorOf({ matchLabels: at(spec, 'selector') ?? {} }) }));
  const byNamespace = Map.groupBy(selectors, ({ namespace }) => namespace);
  for (const pod of index.pods) {
    if (!scalable.includes(pod.manifest.kind) || !(byNamespace.get(pod.namespace) ?? []).some(({ selector }) => selects(selector, pod.labels))) continue;
    const { least } = scaleOf(index, pod);
    if (least === 1) yield { manifest: pod.manifest, path: ['spec', 'replicas'], message: 'serves with one copy: have two or more, or an autoscaler that keeps as many' };
  }
}

const service = `
apiVersion: v1
kind: Service
metadata: { name: shop, namespace: shop }
spec: { selector: { app: shop }, ports: [{ port: 80 }] }
`;

export const twoCopies: Rule = {
  id: 'across/two-copies',
  title: 'What serves has two copies at least',
  why: 'With one copy every drain, every eviction and every crash is an outage.',
  controls: ['dora/12.4'],
  severity: 'warning',
  check,
  cases: {
    hold: [
      documents(shopDeployment('replicas: 2'), service),
      shopDeployment('replicas: 1'),
      documents(shopDeployment(), service, 'apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: { name: shop, namespace: shop }\nspec: { scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: shop }, minReplicas: 2, maxReplicas: 9 }\n'),
    ],
    break: [documents(shopDeployment('replicas: 1 # <--'), service), documents(shopDeployment().replace('spec:\n', 'spec: # <--\n'), service)],
  },
};
