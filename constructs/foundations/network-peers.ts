/** The ends of the openings that whole namespaces need, as OVN-Kubernetes sees them: pods and the ports that they listen on. */
import { dnsNamespace, meshNamespace, userMonitoringNamespace } from '../names.ts';
import { k8s } from '../resources/index.ts';

const namespaced = (namespace: string): k8s.LabelSelector => ({ matchLabels: { 'kubernetes.io/metadata.name': namespace } });

/** Pods of one namespace: both selectors in one entry, since two entries would mean "either". */
export const podsIn = (namespace: string, matchLabels: Record<string, string>): k8s.NetworkPolicyPeer => ({ namespaceSelector: namespaced(namespace), podSelector: { matchLabels } });

export const namespacesNamed = (names: readonly string[]): k8s.NetworkPolicyPeer => ({ namespaceSelector: { matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: [...names] }] } });

export const port = (number: number, protocol: 'TCP' | 'UDP' = 'TCP'): k8s.NetworkPolicyPort => ({ protocol, port: k8s.IntOrString.fromNumber(number) });

/** CoreDNS of OpenShift listens on 5353; the Service's 53 is never what a policy sees. */
export const dns = podsIn(dnsNamespace, { 'dns.operator.openshift.io/daemonset-dns': 'default' });
export const dnsPorts = [port(5353, 'UDP'), port(5353)];

export const istiod: Record<string, string> = { app: 'istiod' };
export const controlPlane = podsIn(meshNamespace, istiod);
/** Configuration and certificates, over TLS. */
export const controlPlanePort = port(15012);

/** The Prometheus of user workload monitoring, not the platform's beside it. */
export const prometheus = podsIn(userMonitoringNamespace, { 'app.kubernetes.io/name': 'prometheus', 'app.kubernetes.io/instance': 'user-workload' });
/** The proxy's merged metrics: plaintext even where mutual TLS is strict, so nothing else may reach them. */
export const mergedMetricsPort = port(15020);

/** The API server is on the host network: a policy can name its port only, and the EgressFirewall names its addresses. */
export const apiServerPort = port(6443);
