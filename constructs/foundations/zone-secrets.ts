import type { Construct } from 'constructs';
import type { Environment } from '../declaration/index.ts';
import { bringSecret, sourcesOf, vaultKey } from '../external-secret.ts';
import { metricsTokenSecret, vaultStore } from '../names.ts';
import type { PlannedZone } from '../plan.ts';
import { dataWaves, inWave } from '../sync.ts';
import { clientCertificateSecret } from './outside.ts';

const annotations = inWave(dataWaves.prerequisites);

/**
 * A token of the zone's own `metrics-reader`, so that the analysis of one zone sees nothing of another. KEDA asks for such tokens itself;
 * Argo Rollouts can only read a Secret. A job of the platform asks the API server for each (TokenRequest, with an expiry) and writes it to
 * Vault under `<environment>/<namespace>/metrics-token`, property `token`, again before less is left of it than twice
 * `environment.secretStore.refresh`. The job may create tokens of these accounts and write these keys, and nothing else.
 */
const metricsToken = (environment: Environment, namespace: string) => sourcesOf(vaultKey(environment, namespace, metricsTokenSecret), ['token']);

/** The Secrets that belong to a zone and to no service: the token of canary analysis, and what outside hosts know the zone by. */
export function zoneSecrets(scope: Construct, { namespace, egressNamespace, outside }: PlannedZone, environment: Environment): void {
  const common = { store: vaultStore, annotations, environment };
  bringSecret(scope, metricsTokenSecret, { ...common, name: metricsTokenSecret, namespace, sources: metricsToken(environment, namespace) });
  if (!egressNamespace) return;
  for (const host of outside) {
    const name = clientCertificateSecret(host);
    if (!name || !host.mutualTls) continue;
    // The gateway presents it; a program that only calls the host never holds the key.
    bringSecret(scope, name, { ...common, name, namespace: egressNamespace, sources: sourcesOf(vaultKey(environment, host.name, host.mutualTls.clientCertificate), ['tls.crt', 'tls.key', 'ca.crt']) });
  }
}
