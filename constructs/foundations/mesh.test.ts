import { describe, expect, it } from '@jest/globals';
import { mesh } from '../../stacks/mesh.ts';
import { ofKind, stackManifests } from '../../test/support/stacks.ts';

const manifests = stackManifests(mesh);
const istio = ofKind(manifests, 'Istio').get('default');

describe('control plane', () => {
  it('is named default, as is its network plug-in, so that namespaces are injected by istio-injection', () => {
    expect([...ofKind(manifests, 'Istio').keys(), ...ofKind(manifests, 'IstioCNI').keys()]).toEqual(['default', 'default']);
  });

  it('sends nothing to where no registry entry leads, and reads paths as programs will', () => {
    expect(istio?.spec).toMatchObject({ values: { meshConfig: { trustDomain: 'cluster.local', outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' }, pathNormalization: { normalization: 'DECODE_AND_MERGE_SLASHES' } } } });
  });

  it('speaks TLS 1.3 inside, and 1.2 or newer outside', () => {
    expect(istio?.spec).toMatchObject({ values: { meshConfig: { meshMTLS: { minProtocolVersion: 'TLSV1_3' }, tlsDefaults: { minProtocolVersion: 'TLSV1_2' } } } });
  });

  it('sees its own namespaces, the gateways’ and the databases’ and Kafka’s, whose Services must be in the registry', () => {
    expect(istio?.spec).toMatchObject({
      values: { meshConfig: { discoverySelectors: [{ matchExpressions: [{ key: 'kubernetes.io/metadata.name', values: expect.arrayContaining(['istio-system', 'guichet-core', 'guichet-core-data', 'guichet-edge-ingress', 'guichet-core-egress', 'guichet-kafka', 'guichet-telemetry']) }] }] } },
    });
  });

  it('sends traces to the collector by OTLP over HTTP, which the programs speak too', () => {
    const provider = { name: 'otel', opentelemetry: { service: 'otel-collector.guichet-telemetry.svc.cluster.local', port: 4318, http: { path: '/v1/traces', timeout: '3s' } } };
    expect(istio?.spec).toMatchObject({ values: { meshConfig: { extensionProviders: [provider] } } });
  });

  it('takes settings of istiod as strings, which the charts ask for', () => {
    expect(istio?.spec).toMatchObject({ values: { pilot: { autoscaleMin: 3, env: { PILOT_SCOPE_GATEWAY_TO_NAMESPACE: 'true', ENABLE_NATIVE_SIDECARS: 'true' } } } });
  });
});

describe('mesh defaults', () => {
  it('ask for mutual TLS and permit nothing, mesh-wide and in every namespace with proxies', () => {
    const namespaces = ['guichet-cardholder', 'guichet-cardholder-egress', 'guichet-cardholder-ingress', 'guichet-connectors', 'guichet-connectors-egress', 'guichet-core', 'guichet-core-egress', 'guichet-edge', 'guichet-edge-egress', 'guichet-edge-ingress', 'istio-system'];
    expect(new Set(ofKind(manifests, 'AuthorizationPolicy').keys())).toEqual(new Set(namespaces.map((namespace) => `${namespace}/deny-by-default`)));
    expect(new Set(ofKind(manifests, 'PeerAuthentication').keys())).toEqual(new Set(namespaces.map((namespace) => `${namespace}/default`)));
    for (const { spec } of ofKind(manifests, 'PeerAuthentication').values()) expect(spec).toEqual({ mtls: { mode: 'STRICT' } });
  });

  it('deny by an ALLOW without rules, never by a DENY that would shadow', () => {
    for (const { spec } of ofKind(manifests, 'AuthorizationPolicy').values()) expect(spec).toEqual({});
  });

  it('log every request and trace the share that the environment names', () => {
    expect(ofKind(manifests, 'Telemetry').get('istio-system/mesh-default')?.spec).toEqual({ accessLogging: [{ providers: [{ name: 'envoy' }] }], tracing: [{ providers: [{ name: 'otel' }], randomSamplingPercentage: 5 }] });
  });
});
