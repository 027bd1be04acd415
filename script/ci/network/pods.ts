/** The pods that NetworkPolicies select among: those of the emitted manifests, those that operators make of them, and some neighbours. */
import { kafkaCluster } from '../../../constructs/plan.ts';
import { dnsNamespace, userMonitoringNamespace } from '../../../constructs/names.ts';
import type { KubernetesObject } from '../cluster/kubernetes.ts';

export interface Pod {
  /** `<namespace>/<name>`. */
  readonly key: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** An object whose spec may be a workload's. */
interface Workload extends KubernetesObject {
  readonly spec?: { readonly template?: { readonly metadata?: { readonly labels?: Readonly<Record<string, string>> } }; readonly roles?: readonly string[] };
}

const brokerRole = 'strimzi.io/broker-role';
export const isBroker = ({ labels }: Pod): boolean => labels[brokerRole] === 'true';

const pod = (namespace: string, name: string, labels: Readonly<Record<string, string>>): Pod => ({ key: `${namespace}/${name}`, namespace, labels });

/** Labels as CloudNativePG and Strimzi document them for the pods that they make. */
function podOf({ kind, apiVersion, metadata: { name, namespace = 'default' }, spec }: Workload): Pod[] {
  if (kind === 'Rollout' || kind === 'Deployment') return [pod(namespace, name, spec?.template?.metadata?.labels ?? {})];
  if (kind === 'Pooler') return [pod(namespace, name, { 'cnpg.io/poolerName': name })];
  if (kind === 'Cluster' && apiVersion.startsWith('postgresql.cnpg.io/')) return [pod(namespace, name, { 'cnpg.io/cluster': name, 'cnpg.io/podRole': 'instance' })];
  if (kind === 'KafkaNodePool') return [pod(namespace, name, { 'strimzi.io/cluster': kafkaCluster, 'strimzi.io/kind': 'Kafka', 'strimzi.io/name': `${kafkaCluster}-kafka`, [brokerRole]: String(spec?.roles?.includes('broker') ?? false) })];
  return [];
}

/** Somebody on the same cluster. */
export const neighbour = pod('somebody-else', 'pod', { 'app.kubernetes.io/name': 'gateway' });
/** Scrapes metrics. */
export const prometheus = pod(userMonitoringNamespace, 'prometheus', { 'app.kubernetes.io/name': 'prometheus', 'app.kubernetes.io/instance': 'user-workload' });
/** Brings the public to the ingress gateways. */
export const router = pod('openshift-ingress', 'router', { 'ingresscontroller.operator.openshift.io/deployment-ingresscontroller': 'default' });
const dns = pod(dnsNamespace, 'dns', { 'dns.operator.openshift.io/daemonset-dns': 'default' });

export const podsOf = (objects: readonly Workload[]): Pod[] => [...objects.flatMap(podOf), neighbour, prometheus, router, dns];

/** Labels of OpenShift's own namespaces, by which policies tell them. */
const known: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'openshift-ingress': { 'policy-group.network.openshift.io/ingress': '', 'network.openshift.io/policy-group': 'ingress' },
  [userMonitoringNamespace]: { 'network.openshift.io/policy-group': 'monitoring' },
};

/** Every pod's namespace with its labels; Kubernetes adds the name. */
export function namespacesOf(objects: readonly KubernetesObject[], pods: readonly Pod[]): Readonly<Record<string, Readonly<Record<string, string>>>> {
  const emitted = new Map(objects.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => [metadata.name, metadata.labels ?? {}]));
  return Object.fromEntries([...new Set(pods.map(({ namespace }) => namespace))].map((name) => [name, { ...known[name], ...emitted.get(name), 'kubernetes.io/metadata.name': name }]));
}
