import { describe, expect, it } from '@jest/globals';
import { ManifestIndex, parseManifests, Source } from './index.ts';

const indexOf = (text: string): ManifestIndex => {
  const { manifests, faults } = parseManifests(new Source('f.yaml', text));
  expect(faults).toEqual([]);
  return new ManifestIndex(manifests);
};

const template = (indent: string): string => ['template:', '  metadata: {labels: {app: a}}', '  spec:', '    serviceAccountName: sa', '    containers: [{name: c, ports: [{name: http, containerPort: 8080}, {containerPort: 53, protocol: UDP}]}]'].map((line) => `${indent}${line}\n`).join('');

describe('pods', () => {
  it.each([
    ['apps/v1', 'Deployment', template('  ')],
    ['apps/v1', 'StatefulSet', template('  ')],
    ['apps/v1', 'DaemonSet', template('  ')],
    ['batch/v1', 'Job', template('  ')],
    ['batch/v1', 'CronJob', `  jobTemplate:\n    spec:\n${template('      ')}`],
    ['argoproj.io/v1alpha1', 'Rollout', template('  ')],
  ])('are made by a %s %s', (apiVersion, kind, spec) => {
    const [pod] = indexOf(`apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: w, namespace: ns}\nspec:\n${spec}`).pods;
    expect(pod).toMatchObject({ key: 'ns/w', labels: { app: 'a' }, serviceAccount: 'sa', ports: [{ name: 'http', number: 8080, protocol: 'TCP' }, { number: 53, protocol: 'UDP' }], hostNetwork: false });
    expect(pod?.manifest.locate(...pod.path, 'serviceAccountName').column).toBeGreaterThan(5);
  });

  it('are themselves', () => {
    expect(indexOf('apiVersion: v1\nkind: Pod\nmetadata: {name: p, labels: {app: a}}\nspec: {hostNetwork: true, containers: []}\n').pods).toMatchObject([{ key: 'default/p', labels: { app: 'a' }, serviceAccount: 'default', hostNetwork: true }]);
  });

  it('are not made by another group’s object of the same kind', () => {
    expect(indexOf('apiVersion: cluster.x-k8s.io/v1\nkind: Cluster\nmetadata: {name: a}\n').pods).toEqual([]);
  });

  it('are made by operators', () => {
    const index = indexOf([
      'apiVersion: postgresql.cnpg.io/v1\nkind: Cluster\nmetadata: {name: db, namespace: data}\nspec: {inheritedMetadata: {labels: {team: t}}}\n',
      'apiVersion: postgresql.cnpg.io/v1\nkind: Pooler\nmetadata: {name: pool, namespace: data}\nspec: {cluster: {name: db}}\n',
      'apiVersion: kafka.strimzi.io/v1\nkind: Kafka\nmetadata: {name: k, namespace: kafka}\nspec: {kafka: {listeners: [{name: tls, port: 9093}]}, kafkaExporter: {}}\n',
      'apiVersion: kafka.strimzi.io/v1\nkind: KafkaNodePool\nmetadata: {name: brokers, namespace: kafka, labels: {strimzi.io/cluster: k}}\nspec: {roles: [broker]}\n',
    ].join('---\n'));
    expect(index.pods.map(({ key }) => key)).toEqual(['data/db', 'data/pool', 'kafka/k-kafka-exporter', 'kafka/k-brokers']);
    expect(index.pods[0]?.labels).toMatchObject({ 'cnpg.io/cluster': 'db', 'cnpg.io/podRole': 'instance', team: 't' });
    expect(index.pods[1]?.labels).toMatchObject({ 'cnpg.io/cluster': 'db', 'cnpg.io/poolerName': 'pool' });
    expect(index.pods[3]).toMatchObject({ labels: { 'strimzi.io/broker-role': 'true', 'strimzi.io/controller-role': 'false', 'strimzi.io/name': 'k-kafka' }, serviceAccount: 'k-kafka' });
    expect(index.pods[3]?.ports).toContainEqual({ number: 9093, name: 'tcp-tls', protocol: 'TCP' });
  });
});

describe('an index', () => {
  const index = indexOf('apiVersion: v1\nkind: Namespace\nmetadata: {name: ns, labels: {zone: z}}\n---\napiVersion: v1\nkind: Service\nmetadata: {name: s, namespace: ns}\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: m}\n');

  it('finds by kind, namespace and name', () => {
    expect(index.find('Service', 'ns', 's')?.title).toBe('Service ns/s');
    expect(index.find('Service', 'm', 's')).toBeUndefined();
    expect(index.find('Service', 'ns', 's', 'serving.knative.dev')).toBeUndefined();
    expect(index.inNamespace('ns').map(({ kind }) => kind)).toEqual(['Service']);
    expect(index.ofKind('Namespace')).toHaveLength(1);
  });

  it('knows every namespace with the label that Kubernetes adds', () => {
    expect([...index.namespaces.values()].map(({ name, labels, manifest }) => [name, labels, manifest !== undefined])).toEqual([
      ['m', { 'kubernetes.io/metadata.name': 'm' }, false],
      ['ns', { zone: 'z', 'kubernetes.io/metadata.name': 'ns' }, true],
    ]);
  });
});
