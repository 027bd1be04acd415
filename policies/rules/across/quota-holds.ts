import { at, isFields, list, text, whole, type Manifest, type ManifestIndex, type Pod, type Value } from '../../manifests/index.ts';
import type { Problem, Rule } from '../../rule.ts';
import { quantity } from '../../workloads/quantity.ts';
import { scalable, scaleOf } from '../../workloads/scale.ts';
import { documents, shopDeployment } from './support.ts';

/** What a quota counts, and how a pod counts in it (Kubernetes, "Resource Quotas"). A sidecar counts as a container does. */
const counted: Readonly<Record<string, readonly ['requests' | 'limits', 'cpu' | 'memory']>> = {
  cpu: ['requests', 'cpu'],
  memory: ['requests', 'memory'],
  'requests.cpu': ['requests', 'cpu'],
  'requests.memory': ['requests', 'memory'],
  'limits.cpu': ['limits', 'cpu'],
  'limits.memory': ['limits', 'memory'],
};

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

const asked = (container: Value, [kind, resource]: readonly ['requests' | 'limits', 'cpu' | 'memory']): number => quantity(at(container, 'resources', kind, resource) ?? at(container, 'resources', 'limits', resource)) ?? 0;

function need({ spec }: Pod, resource: string): number {
  if (resource === 'pods' || resource === 'count/pods') return 1;
  const how = counted[resource];
  if (!how) return 0;
  const all = [...list(at(spec, 'containers')), ...list(at(spec, 'initContainers')).filter((one) => at(one, 'restartPolicy') === 'Always')];
  return sum(all.map((container) => asked(container, how)));
}

/** Where a quota counts only some pods, it is not about the whole namespace. */
const isWhole = ({ spec }: Manifest): boolean => list(at(spec, 'scopes')).length === 0 && !isFields(at(spec, 'scopeSelector'));

function* check(index: ManifestIndex): Generator<Problem> {
  for (const manifest of index.ofKind('ResourceQuota', '').filter(isWhole)) {
    const pods = index.podsIn(manifest.namespace).filter(({ manifest: { kind } }) => scalable.includes(kind));
    const hard = at(manifest.spec, 'hard');
    for (const [resource, value] of isFields(hard) ? Object.entries(hard) : []) {
      const most = quantity(value) ?? whole(value);
      const wanted = sum(pods.map((pod) => need(pod, resource) * scaleOf(index, pod).most));
      // Quantities are sums of decimal fractions: what differs by less than a millionth is the same.
      if (most !== undefined && wanted > most * 1.000001) yield { manifest, path: ['spec', 'hard', resource], message: `has ${text(value) ?? String(most)} of ${resource}, and the workloads of the namespace may need ${wanted}: raise it, or lower what they may have` };
    }
  }
}

const quota = (hard: string): string => `
apiVersion: v1
kind: ResourceQuota
metadata: { name: shop, namespace: shop }
spec:
  hard:
    ${hard}
`;

const shop = shopDeployment('replicas: 4').replace('image: app }', 'image: app, resources: { requests: { cpu: 250m, memory: 64Mi } } }');

export const quotaHolds: Rule = {
  id: 'across/quota-holds',
  title: 'A quota holds what the workloads may need',
  why: 'At the peak of a promotion the autoscaler asks for pods that the quota refuses, and nobody sees why.',
  controls: ['dora/7'],
  check,
  cases: {
    hold: [documents(shop, quota("requests.cpu: '1'")), documents(shop, quota("pods: '4'")), documents(shop, quota('requests.memory: 256Mi'))],
    break: [documents(shop, quota('requests.cpu: 999m # <--')), documents(shop, quota("pods: '3' # <--")), documents(shop, quota('requests.memory: 255Mi # <--'))],
  },
};
