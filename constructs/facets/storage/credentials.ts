import type { Construct } from 'constructs';
import { authorityOf, type StoringService } from '../../databases.ts';
import { bringSecret, sourcesOf, vaultKey } from '../../external-secret.ts';
import { authorityStore, databaseAuthoritySecret, databaseName, databaseSecret, vaultStore } from '../../names.ts';
import { dataWaves, inWave } from '../../sync.ts';

/**
 * The role's password as CloudNativePG wants it: basic-auth, the role's name as user name, and the label without which a rotated
 * password would not be noticed.
 */
export function account(scope: Construct, { name, store, environment }: StoringService): void {
  bringSecret(scope, 'account', {
    name: databaseSecret(name),
    namespace: store.namespace,
    store: vaultStore,
    sources: sourcesOf(vaultKey(environment, name, 'database'), ['password']),
    template: { type: 'kubernetes.io/basic-auth', labels: { 'cnpg.io/reload': '' }, data: { username: databaseName(name), password: '{{ .password }}' } },
    annotations: inWave(dataWaves.prerequisites),
    environment,
  });
}

/** The certificate of the cluster's authority in a Secret of its own, which the service's namespace may read: CloudNativePG keeps it beside its private key. */
export function authority(scope: Construct, { name, store, environment }: StoringService): void {
  bringSecret(scope, 'authority', {
    name: databaseAuthoritySecret(name),
    namespace: store.namespace,
    store: authorityStore,
    sources: sourcesOf(authorityOf(name), ['ca.crt']),
    annotations: inWave(dataWaves.dependents),
    environment,
  });
}
