import { at, isFields, list, texts, type Manifest, type ManifestIndex } from '../../manifests/index.ts';
import type { Problem, Rule } from '../../rule.ts';

type Direction = 'Ingress' | 'Egress';

/** Whether a policy is about every pod of its namespace, and lets nothing through in a direction by itself. */
function denies({ spec }: Manifest, direction: Direction): boolean {
  const selector = at(spec, 'podSelector');
  const everybody = isFields(selector) && Object.keys(selector).length === 0;
  const named = texts(at(spec, 'policyTypes'));
  const types = named.length > 0 ? named : ['Ingress', ...(at(spec, 'egress') === undefined ? [] : ['Egress'])];
  return everybody && types.includes(direction) && list(at(spec, direction === 'Ingress' ? 'ingress' : 'egress')).length === 0;
}

/** Namespaces in which a pod of the manifests runs. One that is not among the manifests is somebody else's. */
function* check(index: ManifestIndex): Generator<Problem> {
  const used = new Set(index.pods.filter(({ hostNetwork }) => !hostNetwork).map(({ namespace }) => namespace));
  const policiesOf = Map.groupBy(index.ofKind('NetworkPolicy', 'networking.k8s.io'), ({ namespace }) => namespace);
  for (const { name, manifest } of index.namespaces.values()) {
    if (!manifest || !used.has(name)) continue;
    const policies = policiesOf.get(name) ?? [];
    const open = (['Ingress', 'Egress'] as const).filter((direction) => !policies.some((policy) => denies(policy, direction)));
    if (open.length > 0) yield { manifest, path: ['metadata', 'name'], message: `has no default deny for ${open.join(' and ')}: add a NetworkPolicy with an empty podSelector, these policyTypes and no rules` };
  }
}

const tree = (name: string, ...policies: readonly string[]): string =>
  [
    `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ${name}\n`,
    'apiVersion: v1\nkind: Pod\nmetadata: { name: shop, namespace: shop }\nspec: { containers: [{ name: app, image: app }] }\n',
    ...policies.map((spec, i) => `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: p${i}, namespace: shop }\nspec: ${spec}\n`),
  ].join('---\n');

export const defaultDeny: Rule = {
  id: 'across/default-deny',
  title: 'Every namespace denies by default, both ways',
  why: 'A pod that no policy selects may be called by everybody and call everybody.',
  controls: ['pci-dss-4.0.1/1.2.1', 'pci-dss-4.0.1/1.3.1', 'pci-dss-4.0.1/1.3.2'],
  check,
  cases: {
    hold: [tree('shop', '{ podSelector: {}, policyTypes: [Ingress, Egress] }'), tree('shop', '{ podSelector: {} }', '{ podSelector: {}, policyTypes: [Egress] }')],
    break: [tree('shop # <--'), tree('shop # <--', '{ podSelector: {} }'), tree('shop # <--', '{ podSelector: { matchLabels: { app: shop } }, policyTypes: [Ingress, Egress] }'), tree('shop # <--', '{ podSelector: {}, policyTypes: [Ingress, Egress], egress: [{}] }')],
  },
};
