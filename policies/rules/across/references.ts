import { at, defaultNamespace, list, text, type ManifestIndex, type Path, type Pod, type Value } from '../../manifests/index.ts';
import type { Problem, Rule } from '../../rule.ts';
import { secretsMade } from '../../workloads/secrets.ts';
import { documents } from './support.ts';

interface Reference {
  readonly kind: 'ConfigMap' | 'Secret' | 'ServiceAccount';
  readonly name: string;
  readonly path: Path;
}

const lists = ['containers', 'initContainers', 'ephemeralContainers'] as const;

function one(kind: Reference['kind'], value: Value | undefined, field: string, path: Path): Reference[] {
  const name = text(at(value, field));
  return name === undefined || at(value, 'optional') === true ? [] : [{ kind, name, path: [...path, field] }];
}

const ofVolume = (volume: Value, path: Path): Reference[] => [
  ...one('ConfigMap', at(volume, 'configMap'), 'name', [...path, 'configMap']),
  ...one('Secret', at(volume, 'secret'), 'secretName', [...path, 'secret']),
  ...list(at(volume, 'projected', 'sources')).flatMap((source, i) => [
    ...one('ConfigMap', at(source, 'configMap'), 'name', [...path, 'projected', 'sources', i, 'configMap']),
    ...one('Secret', at(source, 'secret'), 'name', [...path, 'projected', 'sources', i, 'secret']),
  ]),
];

const ofContainer = (container: Value, path: Path): Reference[] => [
  ...list(at(container, 'envFrom')).flatMap((from, i) => [
    ...one('ConfigMap', at(from, 'configMapRef'), 'name', [...path, 'envFrom', i, 'configMapRef']),
    ...one('Secret', at(from, 'secretRef'), 'name', [...path, 'envFrom', i, 'secretRef']),
  ]),
  ...list(at(container, 'env')).flatMap((variable, i) => [
    ...one('ConfigMap', at(variable, 'valueFrom', 'configMapKeyRef'), 'name', [...path, 'env', i, 'valueFrom', 'configMapKeyRef']),
    ...one('Secret', at(variable, 'valueFrom', 'secretKeyRef'), 'name', [...path, 'env', i, 'valueFrom', 'secretKeyRef']),
  ]),
];

const referencesOf = ({ spec, path }: Pod): Reference[] => [
  ...list(at(spec, 'volumes')).flatMap((volume, i) => ofVolume(volume, [...path, 'volumes', i])),
  ...lists.flatMap((name) => list(at(spec, name)).flatMap((container, i) => ofContainer(container, [...path, name, i]))),
  ...one('ServiceAccount', spec, 'serviceAccountName', path),
];

/** Kubernetes makes these itself: the default account, and two authorities in every namespace of OpenShift. */
const given: ReadonlySet<string> = new Set(['ServiceAccount/default', 'ConfigMap/kube-root-ca.crt', 'ConfigMap/openshift-service-ca.crt']);

/** Pods of workloads that are written out. What an operator makes refers to what the operator made. */
function* check(index: ManifestIndex): Generator<Problem> {
  const made = secretsMade(index);
  for (const pod of index.pods.filter(({ spec, manifest }) => spec !== undefined && manifest.kind !== 'Cluster')) {
    const { namespace, manifest } = pod;
    for (const { kind, name, path } of referencesOf(pod)) {
      const exists = given.has(`${kind}/${name}`) || index.find(kind, manifest.namespace, name, '') !== undefined || (kind === 'Secret' && made.has(`${namespace}/${name}`));
      if (!exists) yield { manifest, path, message: `needs the ${kind} ${name}, which nothing makes in ${namespace || defaultNamespace}: write it, or what makes it` };
    }
  }
}

const deployment = (more: string): string => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: shop, namespace: shop }
spec:
  template:
    spec:
${more}
`;

const externalSecret = `
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: { name: keys, namespace: shop }
spec: { target: { name: shop-keys } }
`;

export const references: Rule = {
  id: 'across/references',
  title: 'What a pod refers to exists',
  why: 'A pod whose ConfigMap, Secret or ServiceAccount is missing never starts, and the old ones go on until a node is drained.',
  controls: ['dora/9.2'],
  check,
  cases: {
    hold: [
      documents(deployment('      serviceAccountName: default\n      volumes: [{ name: keys, secret: { secretName: shop-keys } }, { name: other, configMap: { name: other, optional: true } }]'), externalSecret),
      documents(deployment('      containers: [{ name: app, envFrom: [{ configMapRef: { name: settings } }] }]'), 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: settings, namespace: shop }\n'),
    ],
    break: [
      deployment('      serviceAccountName: shop # <--'),
      documents(deployment('      volumes:\n        - name: keys\n          secret:\n            secretName: keys # <--'), externalSecret),
      deployment('      containers:\n        - name: app\n          envFrom:\n            - configMapRef:\n                name: settings # <--\n          env:\n            - name: KEY\n              valueFrom:\n                secretKeyRef:\n                  key: a\n                  name: keys # <--'),
    ],
  },
};
