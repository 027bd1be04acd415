import type { Construct } from 'constructs';
import { egressName, podLabels } from '../names.ts';
import { k8s } from '../resources/index.ts';
import { gatewayWorkload, type GatewayWorkload } from './gateway.ts';
import { port } from './network-peers.ts';

/** What is not the Internet: RFC 1918, shared and link-local addresses (RFC 6598, 3927), where clusters, nodes and clouds' metadata are. */
const inside = ['10.0.0.0/8', '100.64.0.0/10', '169.254.0.0/16', '172.16.0.0/12', '192.168.0.0/16'];

/**
 * The only way out of a zone. No policy can name a host, so this one opens the Internet on the ports that declared hosts have; which hosts
 * is held by the mesh's registry, by authorization at the gateway, and by the namespace's EgressFirewall.
 */
export function egressGateway(scope: Construct, gateway: Omit<GatewayWorkload, 'name' | 'audience'>): void {
  const { namespace, zone: { namespace: callers, outside } } = gateway;
  const ports = [...new Set(outside.map((host) => host.port))].sort((a, b) => a - b);
  gatewayWorkload(scope, { ...gateway, name: egressName, audience: ['.', callers] });
  new k8s.KubeNetworkPolicy(scope, 'to-outside', {
    metadata: { name: 'egress-to-outside', namespace, annotations: { 'guichet.dev/because': `outside hosts ${outside.map(({ host }) => host).join(', ')}` } },
    spec: { podSelector: { matchLabels: podLabels(egressName) }, policyTypes: ['Egress'], egress: [{ to: [{ ipBlock: { cidr: '0.0.0.0/0', except: inside } }], ports: ports.map((number) => port(number)) }] },
  });
}
