import type { Construct } from 'constructs';
import type { Environment } from '../declaration/index.ts';
import { hostOf, meshNamespace, trustDomain } from '../names.ts';
import { meshNetworkNamespace, namespacesOf } from '../namespaces.ts';
import type { Plan } from '../plan.ts';
import { Istio, IstioCNI, type IstioVersion, type MeshConfig } from '../resources/index.ts';
import { inWave } from '../sync.ts';

const version: IstioVersion = 'v1.28-latest';

/** The name of the tracing provider that Telemetry refers to. */
export const tracingProvider = 'otel';

/** Namespaces by the label that the API server itself writes, which nobody can take on to be seen. */
const watched = (plan: Plan): string[] => [...new Set([...namespacesOf(plan).filter(({ role }) => role !== 'mesh-network').map(({ name }) => name), plan.environment.telemetry.collector.namespace])].sort();

function meshConfig(plan: Plan): MeshConfig {
  const { collector } = plan.environment.telemetry;
  return {
    trustDomain,
    rootNamespace: meshNamespace,
    accessLogEncoding: 'JSON',
    // What was not declared is not in the registry, and has no way out of the proxy. NetworkPolicy holds those who go round the proxy.
    outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' },
    // Paths are authorised as programs will read them: `/a/..%2fb` and `//b` are one and the same.
    pathNormalization: { normalization: 'DECODE_AND_MERGE_SLASHES' },
    meshMTLS: { minProtocolVersion: 'TLSV1_3' },
    tlsDefaults: { minProtocolVersion: 'TLSV1_2' },
    enableAutoMtls: true,
    enablePrometheusMerge: true,
    discoverySelectors: [{ matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: watched(plan) }] }],
    // The proxy answers DNS, so that outside hosts and brokers that share a port keep addresses of their own.
    defaultConfig: { proxyMetadata: { ISTIO_META_DNS_CAPTURE: 'true' }, holdApplicationUntilProxyStarts: true },
    extensionProviders: [{ name: tracingProvider, opentelemetry: { service: hostOf({ name: collector.service, namespace: collector.namespace }), port: collector.port, http: { path: '/v1/traces', timeout: '3s' } } }],
  };
}

const needs = ({ cpu, memory }: Environment['proxy']) => ({ requests: { cpu, memory }, limits: { memory } });

/** Environment of istiod. */
const pilot = {
  // A Gateway binds pods of its own namespace only, whatever labels others give theirs.
  PILOT_SCOPE_GATEWAY_TO_NAMESPACE: 'true',
  // A gateway is told of the services that it routes to, and of no other.
  PILOT_FILTER_GATEWAY_CLUSTER_CONFIG: 'true',
  // The proxy starts before the program and ends after it.
  ENABLE_NATIVE_SIDECARS: 'true',
};

/** The control plane and the network plug-in, by the Sail operator (OpenShift Service Mesh 3). Both must bear the name `default`. */
export function mesh(scope: Construct, plan: Plan): void {
  const { environment } = plan;
  const annotations = inWave(-10);
  new IstioCNI(scope, 'network', { metadata: { name: 'default', annotations }, spec: { version, namespace: meshNetworkNamespace } });
  new Istio(scope, 'control-plane', {
    metadata: { name: 'default', annotations },
    spec: {
      version,
      namespace: meshNamespace,
      updateStrategy: { type: 'InPlace' },
      values: {
        meshConfig: meshConfig(plan),
        pilot: { autoscaleEnabled: true, autoscaleMin: environment.replicaFloor + 1, autoscaleMax: environment.replicaFloor + 3, resources: needs({ cpu: '500m', memory: '2Gi' }), env: pilot },
        global: { proxy: { resources: needs(environment.proxy) }, defaultPodDisruptionBudget: { enabled: true }, logAsJson: true },
      },
    },
  });
}
