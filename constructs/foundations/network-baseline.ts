import type { Construct } from 'constructs';
import type { Environment } from '../declaration/index.ts';
import type { PlannedNamespace } from '../namespaces.ts';
import { k8s } from '../resources/index.ts';
import { apiServerPort, controlPlane, controlPlanePort, dns, dnsPorts, istiod, mergedMetricsPort, namespacesNamed, podsIn, port, prometheus } from './network-peers.ts';

/** An opening of a namespace's pods, or of those that `pods` selects. */
interface Opening {
  readonly name: string;
  readonly because: string;
  readonly pods?: Record<string, string>;
  readonly ingress?: k8s.NetworkPolicyIngressRule[];
  readonly egress?: k8s.NetworkPolicyEgressRule[];
}

const toDns: Opening = { name: 'all-to-dns', because: 'names are looked up', egress: [{ to: [dns], ports: dnsPorts }] };

const toApiServer: Opening = { name: 'all-to-api-server', because: 'its pods are controllers', egress: [{ ports: [apiServerPort] }] };

function ofProxies({ telemetry: { collector } }: Environment): Opening[] {
  return [
    { name: 'all-to-mesh', because: 'every proxy has its configuration and certificate from the control plane', egress: [{ to: [controlPlane], ports: [controlPlanePort] }] },
    { name: 'all-from-monitoring', because: 'the proxy’s and the program’s metrics are scraped in one', ingress: [{ from: [prometheus], ports: [mergedMetricsPort] }] },
    // The OpenTelemetry operator names the collector's pods as its Service.
    { name: 'all-to-collector', because: 'proxies and programs send their traces', egress: [{ to: [podsIn(collector.namespace, { 'app.kubernetes.io/name': collector.service })], ports: [port(collector.port)] }] },
  ];
}

function ofControlPlane(injected: readonly string[]): Opening[] {
  return [
    { name: 'istiod-from-proxies', because: 'proxies get configuration and certificates', pods: istiod, ingress: [{ from: [namespacesNamed(injected)], ports: [controlPlanePort] }] },
    // Admission calls come from the host network of the API server, which no selector matches.
    { name: 'istiod-from-api-server', because: 'injection and validation webhooks', pods: istiod, ingress: [{ ports: [port(15017)] }] },
    { name: 'istiod-from-monitoring', because: 'its own metrics', pods: istiod, ingress: [{ from: [prometheus], ports: [port(15014)] }] },
    // No policy can name a host: the EgressFirewall of this namespace lets only the identity provider through.
    { name: 'istiod-to-identity', because: 'istiod, not the proxy, fetches the keys that verify access tokens', pods: istiod, egress: [{ ports: [port(443)] }] },
  ];
}

function openingsOf({ role, injected }: PlannedNamespace, environment: Environment, injectedNames: readonly string[]): Opening[] {
  return [
    toDns,
    ...(injected ? ofProxies(environment) : []),
    ...(role === 'mesh' ? ofControlPlane(injectedNames) : []),
    ...(role === 'mesh' || role === 'mesh-network' ? [toApiServer] : []),
  ];
}

/**
 * Nothing enters or leaves a namespace, save what all of its pods need. Openings between single workloads are written from their
 * arrows elsewhere: NetworkPolicies of one pod add up. `injected` names all namespaces with proxies.
 */
export function networkBaseline(scope: Construct, namespace: PlannedNamespace, environment: Environment, injected: readonly string[]): void {
  new k8s.KubeNetworkPolicy(scope, 'default-deny', { metadata: { name: 'default-deny', namespace: namespace.name }, spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] } });
  for (const { name, because, pods, ingress, egress } of openingsOf(namespace, environment, injected)) {
    new k8s.KubeNetworkPolicy(scope, name, {
      metadata: { name, namespace: namespace.name, annotations: { 'guichet.dev/because': because } },
      spec: {
        podSelector: pods ? { matchLabels: pods } : {},
        policyTypes: [...(ingress ? ['Ingress'] : []), ...(egress ? ['Egress'] : [])],
        ...(ingress && { ingress }),
        ...(egress && { egress }),
      },
    });
  }
}
