import type { ManifestIndex } from '../../manifests/index.ts';
import type { Problem, Rule } from '../../rule.ts';
import { autoscalersOf, scalable, targetOf } from '../../workloads/scale.ts';
import { documents, shopDeployment } from './support.ts';

/** A target that could be among the manifests: where no workload of the namespace is, they are elsewhere. */
function* check(index: ManifestIndex): Generator<Problem> {
  const seen = new Map<string, string>();
  for (const manifest of autoscalersOf(index)) {
    const { kind, name, namespace } = targetOf(manifest);
    const key = `${namespace}/${kind}/${name}`;
    const first = seen.get(key);
    if (first === undefined) seen.set(key, manifest.title);
    else yield { manifest, path: ['spec', 'scaleTargetRef'], message: `scales ${kind} ${name}, which ${first} scales too: leave one` };
    const near = index.inNamespace(manifest.namespace).some((one) => scalable.includes(one.kind));
    if (near && scalable.includes(kind) && !index.find(kind, manifest.namespace, name)) yield { manifest, path: ['spec', 'scaleTargetRef'], message: `scales ${kind} ${name}, which does not exist: name a workload of its namespace` };
  }
}

const hpa = (name: string, target: string, mark = ''): string => `
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: ${name}, namespace: shop }
spec:
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: ${target} }${mark}
  maxReplicas: 3
`;

const scaled = (mark = ''): string => `
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: { name: shop, namespace: shop }
spec:
  scaleTargetRef: { name: shop }${mark}
`;

export const oneAutoscaler: Rule = {
  id: 'across/one-autoscaler',
  title: 'A workload has one autoscaler at most, which scales something',
  why: 'Two of them set the number of pods against each other; one of nothing leaves the peak to the least number.',
  controls: ['dora/7'],
  check,
  cases: {
    hold: [documents(shopDeployment(), hpa('shop', 'shop')), documents(shopDeployment(), scaled())],
    break: [documents(shopDeployment(), hpa('shop', 'shop'), scaled(' # <--')), documents(shopDeployment(), hpa('shop', 'shops', ' # <--'))],
  },
};
