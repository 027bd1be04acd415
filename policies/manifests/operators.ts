/** The pods that operators make of their custom resources, with labels, ports and accounts as the operators document them. */
import type { Manifest } from './manifest.ts';
import { defaultNamespace, type Pod, type PodPort } from './pod.ts';
import { at, isFields, list, text, textFields, texts, whole, type Path } from './value.ts';

const tcp = (number: number, name: string): PodPort => ({ number, name, protocol: 'TCP' });

interface Made extends Pick<Pod, 'name' | 'labels' | 'ports' | 'serviceAccount'> {
  readonly namespace?: string;
  readonly path?: Path;
}

function pod(manifest: Manifest, { namespace = manifest.namespace ?? defaultNamespace, path = ['spec'], ...made }: Made): Pod {
  return { ...made, key: `${namespace}/${made.name}`, namespace, annotations: {}, hostNetwork: false, manifest, path };
}

/** CloudNativePG: the instances of a cluster. */
const postgresql = (manifest: Manifest): Pod[] => [
  pod(manifest, {
    name: manifest.name,
    labels: { ...textFields(at(manifest.spec, 'inheritedMetadata', 'labels')), 'cnpg.io/cluster': manifest.name, 'cnpg.io/podRole': 'instance' },
    ports: [tcp(5432, 'postgresql'), tcp(9187, 'metrics'), tcp(8000, 'status')],
    serviceAccount: manifest.name,
  }),
];

/** CloudNativePG: PgBouncer before a cluster. */
const pooler = (manifest: Manifest): Pod[] => [
  pod(manifest, {
    name: manifest.name,
    labels: { ...textFields(at(manifest.spec, 'template', 'metadata', 'labels')), 'cnpg.io/cluster': text(at(manifest.spec, 'cluster', 'name')) ?? '', 'cnpg.io/poolerName': manifest.name, 'cnpg.io/podRole': 'pooler' },
    ports: [tcp(5432, 'pgbouncer'), tcp(9127, 'metrics')],
    serviceAccount: text(at(manifest.spec, 'serviceAccountName')) ?? manifest.name,
  }),
];

const strimziLabels = (cluster: string, kind: string, name: string, application: string): Readonly<Record<string, string>> => ({
  'strimzi.io/cluster': cluster,
  'strimzi.io/kind': kind,
  'strimzi.io/name': name,
  'strimzi.io/component-type': application,
  'app.kubernetes.io/name': application,
  'app.kubernetes.io/instance': cluster,
  'app.kubernetes.io/managed-by': 'strimzi-cluster-operator',
  'app.kubernetes.io/part-of': `strimzi-${cluster}`,
});

/** Strimzi: the nodes of a pool. The listeners' ports stand in the Kafka object, which {@link operatorPods} has at hand. */
function kafkaNodes(manifest: Manifest, kafka: Manifest | undefined): Pod[] {
  const cluster = manifest.labels['strimzi.io/cluster'] ?? '';
  const roles = texts(at(manifest.spec, 'roles'));
  const listeners = roles.includes('broker') ? list(at(kafka?.spec, 'kafka', 'listeners')) : [];
  return [
    pod(manifest, {
      name: `${cluster}-${manifest.name}`,
      labels: {
        ...textFields(at(manifest.spec, 'template', 'pod', 'metadata', 'labels')),
        ...strimziLabels(cluster, 'Kafka', `${cluster}-kafka`, 'kafka'),
        'strimzi.io/pool-name': manifest.name,
        'strimzi.io/broker-role': String(roles.includes('broker')),
        'strimzi.io/controller-role': String(roles.includes('controller')),
      },
      ports: [tcp(9090, 'tcp-ctrlplane'), tcp(9091, 'tcp-replication'), tcp(8443, 'tcp-kafkaagent'), tcp(9404, 'tcp-prometheus'), ...listeners.flatMap((listener) => listenerPort(whole(at(listener, 'port')), text(at(listener, 'name'))))],
      serviceAccount: `${cluster}-kafka`,
    }),
  ];
}

const listenerPort = (number: number | undefined, name = ''): PodPort[] => (number === undefined ? [] : [tcp(number, `tcp-${name}`)]);

/** Strimzi: what stands beside the nodes. */
function kafkaCompanions(manifest: Manifest): Pod[] {
  const { name: cluster, spec } = manifest;
  const companion = (field: string, suffix: string, ports: readonly PodPort[]): Pod[] =>
    isFields(at(spec, field))
      ? [pod(manifest, { name: `${cluster}-${suffix}`, labels: { ...textFields(at(spec, field, 'template', 'pod', 'metadata', 'labels')), ...strimziLabels(cluster, 'Kafka', `${cluster}-${suffix}`, suffix) }, ports, serviceAccount: `${cluster}-${suffix}`, path: ['spec', field] })]
      : [];
  return [...companion('entityOperator', 'entity-operator', [tcp(8080, 'healthcheck'), tcp(8081, 'healthcheck-user')]), ...companion('kafkaExporter', 'kafka-exporter', [tcp(9404, 'tcp-prometheus')])];
}

/** Sail operator: the control plane of Istio. */
const istiod = (manifest: Manifest): Pod[] => [
  pod(manifest, {
    name: 'istiod',
    namespace: text(at(manifest.spec, 'namespace')) ?? 'istio-system',
    labels: { app: 'istiod', istio: 'pilot', 'app.kubernetes.io/name': 'istiod', 'sidecar.istio.io/inject': 'false' },
    ports: [tcp(8080, 'http-debug'), tcp(15010, 'grpc-xds'), tcp(15012, 'tls-xds'), tcp(15014, 'http-monitoring'), tcp(15017, 'https-webhooks')],
    serviceAccount: 'istiod',
  }),
];

/** Sail operator: the network plugin's agent on every node. */
const istioCni = (manifest: Manifest): Pod[] => [
  pod(manifest, { name: 'istio-cni-node', namespace: text(at(manifest.spec, 'namespace')) ?? 'istio-cni', labels: { 'k8s-app': 'istio-cni-node', 'app.kubernetes.io/name': 'istio-cni', 'sidecar.istio.io/inject': 'false' }, ports: [tcp(15014, 'metrics'), tcp(8000, 'readiness')], serviceAccount: 'istio-cni' }),
];

type Find = (kind: string, namespace: string | undefined, name: string) => Manifest | undefined;

/** The pods that an operator makes of an object; of an object of no known operator, none. */
export function operatorPods(manifest: Manifest, find: Find): Pod[] {
  switch (`${manifest.group}/${manifest.kind}`) {
    case 'postgresql.cnpg.io/Cluster': return postgresql(manifest);
    case 'postgresql.cnpg.io/Pooler': return pooler(manifest);
    case 'kafka.strimzi.io/KafkaNodePool': return kafkaNodes(manifest, find('Kafka', manifest.namespace, manifest.labels['strimzi.io/cluster'] ?? ''));
    case 'kafka.strimzi.io/Kafka': return kafkaCompanions(manifest);
    case 'sailoperator.io/Istio': return istiod(manifest);
    case 'sailoperator.io/IstioCNI': return istioCni(manifest);
    default: return [];
  }
}
