import { poolerName } from '../names.ts';
import { kafkaCluster, kafkaNamespace, type PlannedService } from '../plan.ts';
import { k8s } from '../resources/index.ts';
import type { Facet } from './facet.ts';

/** Selects pods of one name in one namespace: both in one entry, since two entries would mean "either". */
const pods = (namespace: string, matchLabels: Record<string, string>): k8s.NetworkPolicyPeer => ({ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } }, podSelector: { matchLabels } });

const servicePods = (namespace: string, name: string): k8s.NetworkPolicyPeer => pods(namespace, { 'app.kubernetes.io/name': name });

/** NetworkPolicy sees the pod's port, not the Service's; numbers, since a named port is resolved per pod and not by every network plug-in. */
const tcp = (port: number): k8s.NetworkPolicyPort => ({ protocol: 'TCP', port: k8s.IntOrString.fromNumber(port) });

interface Opening {
  readonly id: string;
  readonly because: string;
  readonly peer: k8s.NetworkPolicyPeer;
  readonly port: number;
}

const ingressTo = ({ name, port, inbound, door }: PlannedService): Opening[] => [
  ...inbound.map(({ peer, operations }) => ({ id: `${name}-from-${peer.name}`, because: `${peer.name} calls ${operations.map((one) => one.name).join(', ')}`, peer: servicePods(peer.namespace, peer.name), port })),
  ...(door ? [{ id: `${name}-from-ingress`, because: `public door ${door.fqdn}`, peer: servicePods(door.ingressNamespace, 'ingress'), port }] : []),
];

const egressFrom = ({ name, outbound, outside, zone, store, publishes, consumes }: PlannedService): Opening[] => [
  ...outbound.map(({ peer, operations }) => ({ id: `${name}-to-${peer.name}`, because: `${name} calls ${operations.map((one) => one.name).join(', ')}`, peer: servicePods(peer.namespace, peer.name), port: peer.port })),
  ...(outside.length > 0 && zone.egressNamespace ? [{ id: `${name}-to-egress`, because: `outside hosts ${outside.map(({ host }) => host).join(', ')}`, peer: servicePods(zone.egressNamespace, 'egress'), port: 443 }] : []),
  ...(store ? [{ id: `${name}-to-database`, because: 'its own database', peer: pods(store.namespace, { 'cnpg.io/poolerName': poolerName(name) }), port: 5432 }] : []),
  ...(publishes.length + consumes.length > 0 ? [{ id: `${name}-to-kafka`, because: [...publishes.map((topic) => `publishes ${topic.name}`), ...consumes.map(({ topic }) => `consumes ${topic.name}`)].join(', '), peer: pods(kafkaNamespace, { 'strimzi.io/cluster': kafkaCluster, 'strimzi.io/broker-role': 'true' }), port: 9093 }] : []),
];

/**
 * One NetworkPolicy per end of an arrow, written from the one arrow, each saying why it is there. What every pod of a zone needs (DNS,
 * the mesh's control plane, the scrape by user workload monitoring) is opened once per namespace by the tenancy stack.
 */
export const network: Facet = {
  name: 'network',
  layer: 'service',
  wave: 0,
  render(scope, service) {
    const { namespace } = service.zone;
    const podSelector = { matchLabels: { 'app.kubernetes.io/name': service.name } };
    for (const { id, because, peer, port } of ingressTo(service)) {
      new k8s.KubeNetworkPolicy(scope, id, { metadata: { name: id, namespace, annotations: { 'guichet.dev/because': because } }, spec: { podSelector, policyTypes: ['Ingress'], ingress: [{ from: [peer], ports: [tcp(port)] }] } });
    }
    for (const { id, because, peer, port } of egressFrom(service)) {
      new k8s.KubeNetworkPolicy(scope, id, { metadata: { name: id, namespace, annotations: { 'guichet.dev/because': because } }, spec: { podSelector, policyTypes: ['Egress'], egress: [{ to: [peer], ports: [tcp(port)] }] } });
    }
  },
};
