import type { Construct } from 'constructs';
import type { Environment } from '../declaration/index.ts';
import type { PlannedNamespace } from '../namespaces.ts';
import type { Plan, PlannedZone } from '../plan.ts';
import { EgressFirewall, type EgressFirewallRule } from '../resources/index.ts';

const toHost = (dnsName: string, port: number): EgressFirewallRule => ({ type: 'Allow', to: { dnsName }, ports: [{ protocol: 'TCP', port }] });

function toAddress(address: string): EgressFirewallRule {
  const { hostname, port } = new URL(address);
  return toHost(hostname, Number(port || 443));
}

/** The API server has addresses of nodes, which the last rule would cut off. */
const toApiServer = ({ cluster: { apiServer } }: Environment): EgressFirewallRule[] => apiServer.map((cidrSelector) => ({ type: 'Allow', to: { cidrSelector }, ports: [{ protocol: 'TCP', port: 6443 }] }));

/** What a namespace's pods may reach outside the cluster. `zone` is the namespace's, where it belongs to one. */
function allowed({ role }: PlannedNamespace, zone: PlannedZone | undefined, environment: Environment): EgressFirewallRule[] {
  switch (role) {
    case 'egress':
      return (zone?.outside ?? []).map(({ host, port }) => toHost(host, port));
    case 'services':
      return zone?.services.some(({ kubernetes }) => kubernetes) ? toApiServer(environment) : [];
    // A PostgreSQL instance reports to the API server, and archives its log.
    case 'data':
      return [...toApiServer(environment), toAddress(environment.data.backups.endpoint)];
    // The token keys are fetched by istiod itself.
    case 'mesh':
      return [...toApiServer(environment), toAddress(environment.identity.jwksUri)];
    // Kafka's entity operator keeps topics and users; the network agent watches pods.
    case 'kafka':
    case 'mesh-network':
      return toApiServer(environment);
    // The gateway's configuration and certificates come from the control plane, and it answers only into its own zone.
    case 'ingress':
      return [];
  }
}

/**
 * The last wall towards the outside: even a pod whose NetworkPolicy was opened by mistake leaves only to what is named here. Addresses
 * of a `dnsName` are polled, so the mesh's own verification of the host's certificate decides, not this.
 */
export function egressFirewall(scope: Construct, namespace: PlannedNamespace, { zones, environment }: Plan): void {
  const zone = zones.find(({ name }) => name === namespace.zone);
  new EgressFirewall(scope, 'egress-firewall', {
    metadata: { name: 'default', namespace: namespace.name },
    spec: { egress: [...allowed(namespace, zone, environment), { type: 'Deny', to: { cidrSelector: '0.0.0.0/0' } }] },
  });
}
