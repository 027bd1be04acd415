import { at, selectorOf, selects, text, whole, type ManifestIndex, type Pod, type Value } from '../../manifests/index.ts';
import type { Problem, Rule } from '../../rule.ts';
import { scalable, scaleOf } from '../../workloads/scale.ts';
import { documents, shopDeployment } from './support.ts';

/** A number, or a share of all pods, which Kubernetes rounds up both for what is to stay and for what may go ("Specifying a disruption budget"). */
function podsOf(value: Value | undefined, all: number): number | undefined {
  const percent = /^(\d+)%$/.exec(text(value) ?? '')?.[1];
  return percent === undefined ? whole(value) : Math.ceil((all * Number(percent)) / 100);
}

/** How many pods may be evicted at a time when as few run as may. */
function spare(index: ManifestIndex, pods: readonly Pod[], spec: Value | undefined): number | undefined {
  const all = pods.reduce((total, pod) => total + scaleOf(index, pod).least, 0);
  const [stay, go] = [podsOf(at(spec, 'minAvailable'), all), podsOf(at(spec, 'maxUnavailable'), all)];
  return stay === undefined ? go : all - stay;
}

function* check(index: ManifestIndex): Generator<Problem> {
  for (const manifest of index.ofKind('PodDisruptionBudget', 'policy')) {
    const selector = selectorOf(at(manifest.spec, 'selector'));
    const pods = index.podsIn(manifest.namespace).filter((pod) => scalable.includes(pod.manifest.kind) && selects(selector, pod.labels));
    const free = spare(index, pods, manifest.spec);
    if (pods.length === 0 || free === undefined || free > 0) continue;
    const field = at(manifest.spec, 'minAvailable') === undefined ? 'maxUnavailable' : 'minAvailable';
    yield { manifest, path: ['spec', field], message: `blocks a drain: of the least number of pods of ${pods.map(({ name }) => name).join(', ')} none may go; let one go, or have more` };
  }
}

const budget = (line: string): string => `
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: shop, namespace: shop }
spec:
  selector: { matchLabels: { app: shop } }
  ${line}
`;

const hpa = `
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: shop, namespace: shop }
spec: { scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: shop }, minReplicas: 3, maxReplicas: 9 }
`;

export const budgetAllowsDrain: Rule = {
  id: 'across/budget-allows-drain',
  title: 'A disruption budget lets a node be drained',
  why: 'A budget that lets no pod go stops every update of the cluster, until somebody deletes it in haste.',
  controls: ['dora/9.2'],
  check,
  cases: {
    hold: [documents(shopDeployment('replicas: 3'), budget('minAvailable: 2')), documents(shopDeployment(), hpa, budget('maxUnavailable: 1')), documents(shopDeployment('replicas: 3'), budget('minAvailable: 50%'))],
    break: [documents(shopDeployment('replicas: 2'), budget('minAvailable: 2 # <--')), documents(shopDeployment(), hpa, budget('maxUnavailable: 0 # <--')), documents(shopDeployment('replicas: 2'), budget('minAvailable: 51% # <--'))],
  },
};
