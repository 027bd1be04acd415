import type { Construct } from 'constructs';
import { doorFilters, patchAnnotations, patchPriority } from '../limits.ts';
import { gatewayPort } from '../gateways.ts';
import { gatewaySelector, ingressName, podLabels } from '../names.ts';
import { EnvoyFilter, k8s } from '../resources/index.ts';
import { gatewayWorkload, type GatewayWorkload } from './gateway.ts';
import { port } from './network-peers.ts';

/** The only way in from the Internet to a zone. Doors bring their hosts, certificates, limits and their way to the service. */
export function ingress(scope: Construct, gateway: Omit<GatewayWorkload, 'name' | 'audience'>): void {
  const { namespace } = gateway;
  gatewayWorkload(scope, { ...gateway, name: ingressName, audience: ['.'] });
  new EnvoyFilter(scope, 'limits', { metadata: { name: ingressName, namespace, annotations: patchAnnotations }, spec: { priority: patchPriority.filters, workloadSelector: { labels: gatewaySelector(namespace) }, configPatches: [...doorFilters()] } });
  new k8s.KubeNetworkPolicy(scope, 'from-router', {
    metadata: { name: 'ingress-from-router', namespace, annotations: { 'guichet.dev/because': 'public doors: OpenShift’s router passes TLS on' } },
    spec: { podSelector: { matchLabels: podLabels(ingressName) }, policyTypes: ['Ingress'], ingress: [{ from: [{ namespaceSelector: { matchLabels: { 'policy-group.network.openshift.io/ingress': '' } } }], ports: [port(gatewayPort)] }] },
  });
}
