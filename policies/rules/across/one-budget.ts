import { at, defaultNamespace, selectorOf, selects, type Manifest, type ManifestIndex, type Pod } from '../../manifests/index.ts';
import type { Problem, Rule } from '../../rule.ts';
import { scalable, scaleOf } from '../../workloads/scale.ts';
import { documents, shopDeployment } from './support.ts';

const isFor = (budget: Manifest, pod: Pod): boolean => selects(selectorOf(at(budget.spec, 'selector')), pod.labels);

/** The eviction API refuses where two budgets select a pod (Kubernetes, "API-initiated eviction"). */
function* check(index: ManifestIndex): Generator<Problem> {
  const budgets = Map.groupBy(index.ofKind('PodDisruptionBudget', 'policy'), ({ namespace = defaultNamespace }) => namespace);
  for (const pod of index.pods.filter(({ manifest }) => scalable.includes(manifest.kind))) {
    const { manifest } = pod;
    const own = (budgets.get(pod.namespace) ?? []).filter((budget) => isFor(budget, pod));
    if (own.length === 0 && scaleOf(index, pod).least > 1) yield { manifest, path: ['metadata', 'name'], message: 'may lose all of its pods to a drain: add a PodDisruptionBudget that selects them' };
    if (own.length > 1) yield { manifest, path: ['metadata', 'name'], message: `cannot be evicted: ${own.map(({ name }) => name).join(' and ')} both select it; leave one` };
  }
}

const budget = (name: string): string => `
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: ${name}, namespace: shop }
spec: { maxUnavailable: 1, selector: { matchLabels: { app: shop } } }
`;

const marked = (text: string): string => text.replace('metadata: { name: shop, namespace: shop }', 'metadata:\n  namespace: shop\n  name: shop # <--');

export const oneBudget: Rule = {
  id: 'across/one-budget',
  title: 'Every workload of several pods has one disruption budget',
  why: 'Without one a drain takes all pods at once; with two the eviction of any pod is refused.',
  controls: ['dora/9.2'],
  check,
  cases: {
    hold: [documents(shopDeployment('replicas: 3'), budget('shop')), shopDeployment('replicas: 1')],
    break: [marked(shopDeployment('replicas: 3')), documents(marked(shopDeployment('replicas: 3')), budget('one'), budget('two'))],
  },
};
