/** Names that several objects must agree on. */
import type { PlannedService, Peer } from './planning/planned.ts';

/** Istio's trust domain, as principals spell it (without `spiffe://`). */
export const trustDomain = 'cluster.local';

/** The namespace of the mesh's control plane, which is its root namespace too. */
export const meshNamespace = 'istio-system';

/** The one OpenShift namespace whose pods answer DNS, and the monitoring ones. */
export const dnsNamespace = 'openshift-dns';
export const userMonitoringNamespace = 'openshift-user-workload-monitoring';

/** The gateways of a zone: Deployment, Service, ServiceAccount and `app.kubernetes.io/name` of their pods. */
export const ingressName = 'ingress';
export const egressName = 'egress';

/** What Istio Gateways select: unique over all namespaces, since a Gateway's selector matches pods everywhere. */
export const gatewaySelector = (namespace: string): Record<string, string> => ({ 'guichet.dev/gateway': namespace });

interface InNamespace {
  readonly name: string;
  readonly namespace: string;
}

/** `payments.guichet-core.svc.cluster.local`. */
export const hostOf = ({ name, namespace }: InNamespace): string => `${name}.${namespace}.svc.cluster.local`;

/** `cluster.local/ns/guichet-core/sa/payments`. */
export const principalOf = ({ name, namespace }: InNamespace): string => `${trustDomain}/ns/${namespace}/sa/${name}`;

/** The same as certificates spell it, by which a caller knows whom it reached. */
export const spiffeOf = (account: InNamespace): string => `spiffe://${principalOf(account)}`;

export const peerOf = ({ name, zone, port }: PlannedService): Peer => ({ name, zone: zone.name, namespace: zone.namespace, port });

/** The labels by which everything selects a service's pods. */
export const podLabels = (name: string): Record<string, string> => ({ 'app.kubernetes.io/name': name });

/** The Secret of a service's database role, and the one with the authority that signed its server's certificate. */
export const databaseSecret = (name: string): string => `${name}-database`;
export const databaseAuthoritySecret = (name: string): string => `${name}-database-ca`;
/** The Secret with a service's Kafka client certificate and the brokers' authority. */
export const kafkaSecret = (name: string): string => `${name}-kafka`;
/** A PostgreSQL database and role are named as the service, with underscores. */
export const databaseName = (name: string): string => name.replaceAll('-', '_');
/** The stores that ExternalSecrets of a namespace read: Vault, and the copies of what operators made elsewhere. */
export const vaultStore = 'vault';
export const databaseStore = 'database-authorities';
export const kafkaStore = 'kafka-credentials';
/** The pooler in front of a service's database: its name, its Service's, and its pods' `cnpg.io/poolerName`. */
export const poolerName = (name: string): string => `${name}-pooler`;
/** The store that reads the certificate authority of a namespace's own PostgreSQL clusters, so that only the certificate leaves it. */
export const authorityStore = 'cluster-authorities';
/** The ServiceAccount as which External Secrets reads for a namespace. */
export const secretReader = 'secret-reader';
/** A token of the namespace's {@link metricsReader}, with which canary analysis asks for its metrics, under the key `token`. */
export const metricsTokenSecret = 'metrics-token';
/** The ServiceAccount of a namespace as which autoscaling and canary analysis read its metrics. */
export const metricsReader = 'metrics-reader';
/** The TriggerAuthentication of a namespace that gives KEDA short-lived tokens of {@link metricsReader}. */
export const metricsAuthentication = 'metrics';
/** KEDA's operator, as the Custom Metrics Autoscaler installs it: its namespace and ServiceAccount. */
export const kedaNamespace = 'openshift-keda';
export const kedaOperator = 'keda-operator';
/** The ConfigMap with a service's variables. */
export const settingsName = (name: string): string => `${name}-settings`;
/** The container of a service's program in its pods. */
export const programContainer = 'app';

/** Where the operators of the data plane run: each in a namespace of its own, since InstallPlans are shared within one. */
export const databaseOperatorNamespace = 'cnpg-system';
export const kafkaOperatorNamespace = 'amq-streams';
