import { gatewayPort } from '../gateways.ts';
import { egressName, gatewaySelector, peerOf, podLabels, principalOf } from '../names.ts';
import { AuthorizationPolicy, k8s } from '../resources/index.ts';
import type { Facet } from './facet.ts';

/**
 * The service's share in the way out of its zone: the egress gateway lets this workload, by its identity, call the hosts that it declared
 * and no other of the zone, by the name in TLS as well as in HTTP. Hosts, TLS and routes are the zone's (foundation `outside`).
 */
export const egress: Facet = {
  name: 'egress',
  layer: 'service',
  wave: 10,
  render(scope, service) {
    const { name, outside, zone: { namespace: callerNamespace, egressNamespace: namespace } } = service;
    if (!namespace || outside.length === 0) return;
    const principals = [principalOf(peerOf(service))];
    for (const { name: host, host: address, purpose } of outside) {
      const id = `${name}-to-${host}`;
      new AuthorizationPolicy(scope, id, {
        metadata: { name: id, namespace, annotations: { 'guichet.dev/because': purpose } },
        spec: {
          selector: { matchLabels: gatewaySelector(namespace) },
          action: 'ALLOW',
          rules: [{ from: [{ source: { principals } }], to: [{ operation: { hosts: [address], ports: [String(gatewayPort)] } }], when: [{ key: 'connection.sni', values: [address] }] }],
        },
      });
    }
    const id = `${egressName}-from-${name}`;
    const peer = { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': callerNamespace } }, podSelector: { matchLabels: podLabels(name) } };
    new k8s.KubeNetworkPolicy(scope, id, {
      metadata: { name: id, namespace, annotations: { 'guichet.dev/because': `outside hosts ${outside.map(({ host }) => host).join(', ')}` } },
      spec: { podSelector: { matchLabels: podLabels(egressName) }, policyTypes: ['Ingress'], ingress: [{ from: [peer], ports: [{ protocol: 'TCP', port: k8s.IntOrString.fromNumber(gatewayPort) }] }] },
    });
  },
};
