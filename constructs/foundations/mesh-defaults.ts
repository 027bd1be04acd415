import type { Construct } from 'constructs';
import type { Environment } from '../declaration/index.ts';
import { meshNamespace } from '../names.ts';
import { AuthorizationPolicy, PeerAuthentication, Telemetry } from '../resources/index.ts';
import { inWave } from '../sync.ts';
import { tracingProvider } from './mesh.ts';

const annotations = inWave(-5);

/**
 * Mutual TLS or nothing, and nobody may do anything. An empty ALLOW permits no request and shadows none: an ALLOW beside it adds what it
 * names. In the root namespace it holds for the whole mesh; in others it still holds when that one is lost.
 */
export function denyByDefault(scope: Construct, namespace: string): void {
  new PeerAuthentication(scope, 'strict', { metadata: { name: 'default', namespace, annotations }, spec: { mtls: { mode: 'STRICT' } } });
  new AuthorizationPolicy(scope, 'deny', { metadata: { name: 'deny-by-default', namespace, annotations }, spec: {} });
}

/** Access logs of every request to the proxies' output, and traces of some to the cluster's collector. */
export function meshTelemetry(scope: Construct, { telemetry: { sampling } }: Environment): void {
  new Telemetry(scope, 'telemetry', {
    metadata: { name: 'mesh-default', namespace: meshNamespace, annotations },
    spec: { accessLogging: [{ providers: [{ name: 'envoy' }] }], tracing: [{ providers: [{ name: tracingProvider }], randomSamplingPercentage: sampling }] },
  });
}
