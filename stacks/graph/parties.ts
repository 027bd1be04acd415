/** Who takes part besides the services: what operators make, and neighbours that are expected on the cluster. Said anew, not read from what selects them. */
import { databaseOperatorNamespace, dnsNamespace, kafkaOperatorNamespace, userMonitoringNamespace } from '../../constructs/names.ts';
import type { Environment } from '../../constructs/declaration/index.ts';
import { hasStore } from '../../constructs/databases.ts';
import { kafkaCluster, kafkaNamespace, type Plan } from '../../constructs/plan.ts';

/** `<namespace>/<name>`; `<namespace>/*` is any pod of it, and `*` is everybody, outside the cluster too. */
export type Party = string;

export const party = (namespace: string, name: string): Party => `${namespace}/${name}`;

export interface Neighbour {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly namespaceLabels: Readonly<Record<string, string>>;
}

const neighbour = (namespace: string, name: string, labels: Readonly<Record<string, string>>, namespaceLabels: Readonly<Record<string, string>> = {}): Neighbour => ({ name, namespace, labels, namespaceLabels });

const monitoringLabels = { 'app.kubernetes.io/name': 'prometheus', 'app.kubernetes.io/instance': 'user-workload' };

export const prometheus = party(userMonitoringNamespace, 'prometheus');
export const dns = party(dnsNamespace, 'dns');
export const databaseOperator = party(databaseOperatorNamespace, 'operator');
export const kafkaOperator = party(kafkaOperatorNamespace, 'operator');
export const collectorOf = ({ telemetry: { collector } }: Environment): Party => party(collector.namespace, collector.service);

/** OpenShift's router, which policies tell by its namespace. */
export const routerNamespace = 'openshift-ingress';

/** As OpenShift and the operators label what they run. */
export const neighboursOf = ({ environment: { telemetry: { collector } } }: Plan): Neighbour[] => [
  neighbour(userMonitoringNamespace, 'prometheus', monitoringLabels),
  neighbour(routerNamespace, 'router', { 'ingresscontroller.operator.openshift.io/deployment-ingresscontroller': 'default' }, { 'policy-group.network.openshift.io/ingress': '' }),
  neighbour(dnsNamespace, 'dns', { 'dns.operator.openshift.io/daemonset-dns': 'default' }),
  neighbour(collector.namespace, collector.service, { 'app.kubernetes.io/name': collector.service }),
  neighbour(databaseOperatorNamespace, 'operator', { 'app.kubernetes.io/name': 'cloudnative-pg' }),
  neighbour(kafkaOperatorNamespace, 'operator', { 'strimzi.io/kind': 'cluster-operator' }),
];

export interface NearMiss {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Whoever is told by two labels must not be taken for one who has only one of them. */
const halves = (namespace: string, labels: Readonly<Record<string, string>>): NearMiss[] => Object.entries(labels).map(([key, value]) => ({ namespace, labels: { [key]: value } }));

const kafkaParts = ['kafka', 'entity-operator', 'kafka-exporter'];

/** A pod with a database's cluster label alone may be the job that makes or clones it, which is meant. */
export const nearMissesOf = ({ services }: Plan): NearMiss[] => [
  ...halves(userMonitoringNamespace, monitoringLabels),
  ...halves(kafkaNamespace, { 'strimzi.io/cluster': kafkaCluster, 'strimzi.io/broker-role': 'true' }),
  ...kafkaParts.map((name) => ({ namespace: kafkaNamespace, labels: { 'strimzi.io/name': `${kafkaCluster}-${name}` } })),
  ...[...new Set(services.filter(hasStore).map(({ store }) => store.namespace))].map((namespace) => ({ namespace, labels: { 'cnpg.io/podRole': 'instance' } })),
];
