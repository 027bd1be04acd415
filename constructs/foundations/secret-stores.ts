import { Construct } from 'constructs';
import { authorityOf, storesOf } from '../databases.ts';
import type { Environment } from '../declaration/index.ts';
import { kafkaAuthority, kafkaUsersOf } from '../kafka.ts';
import { authorityStore, databaseAuthoritySecret, databaseStore, kafkaStore, secretReader, vaultStore } from '../names.ts';
import { kafkaNamespace, type PlannedZone } from '../plan.ts';
import { SecretStore, k8s } from '../resources/index.ts';
import { dataWaves, inWave } from '../sync.ts';

/** Some Secrets of one namespace, read for another or for itself. */
interface Copies {
  /** The store's name. */
  readonly store: string;
  readonly from: string;
  readonly secrets: readonly string[];
}

/** The stores of one namespace. */
interface Reading {
  readonly namespace: string;
  readonly copies: readonly Copies[];
}

/** Which namespaces of a zone read which Secrets of which others. Nobody reads a private key that is not its own. */
function readingsOf(zone: PlannedZone): Reading[] {
  const { namespace, dataNamespace, egressNamespace, outside } = zone;
  const stores = storesOf(zone).map(({ name }) => name);
  const users = kafkaUsersOf(zone).map(({ name }) => name);
  const kafka = { store: kafkaStore, from: kafkaNamespace, secrets: [...users, kafkaAuthority] };
  const databases = (from: string): Copies => ({ store: databaseStore, from, secrets: stores.map(databaseAuthoritySecret) });
  const authorities = (from: string): Copies => ({ store: authorityStore, from, secrets: stores.map(authorityOf) });
  return [
    { namespace, copies: [...(dataNamespace ? [databases(dataNamespace)] : []), ...(users.length > 0 ? [kafka] : [])] },
    ...(dataNamespace ? [{ namespace: dataNamespace, copies: [authorities(dataNamespace)] }] : []),
    // The gateway shows the zone's client certificates to outside hosts that ask for one.
    ...(egressNamespace && outside.some(({ mutualTls }) => mutualTls) ? [{ namespace: egressNamespace, copies: [] }] : []),
  ];
}

/** Vault gives each namespace a role of its own, by the namespace's name: what it may read is Vault's policy. */
function vault(scope: Construct, namespace: string, { secretStore: { server, path, mountPath } }: Environment): void {
  new SecretStore(scope, 'vault', {
    metadata: { name: vaultStore, namespace, annotations: inWave(dataWaves.secretStores) },
    // The audience makes the token worthless to anybody but Vault.
    spec: { provider: { vault: { server, path, version: 'v2', auth: { kubernetes: { mountPath, role: namespace, serviceAccountRef: { name: secretReader, audiences: ['vault'] } } } } } },
  });
}

/** The right to read exactly the named Secrets, and the store that uses it. */
function copy(scope: Construct, namespace: string, { store, from, secrets }: Copies): void {
  const name = `${store}-to-${namespace}`;
  const metadata = { name, namespace: from, annotations: inWave(dataWaves.access) };
  const own = new Construct(scope, store);
  new k8s.KubeRole(own, 'role', { metadata, rules: [{ apiGroups: [''], resources: ['secrets'], resourceNames: [...secrets], verbs: ['get'] }] });
  new k8s.KubeRoleBinding(own, 'role-binding', { metadata, roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name }, subjects: [{ kind: 'ServiceAccount', name: secretReader, namespace }] });
  new SecretStore(own, 'store', {
    metadata: { name: store, namespace, annotations: inWave(dataWaves.secretStores) },
    spec: {
      provider: {
        kubernetes: {
          remoteNamespace: from,
          server: { url: 'https://kubernetes.default.svc', caProvider: { type: 'ConfigMap', name: 'kube-root-ca.crt', key: 'ca.crt' } },
          auth: { serviceAccount: { name: secretReader } },
        },
      },
    },
  });
}

/**
 * What External Secrets reads for the namespaces of a zone, and as whom. Stores belong to one namespace each: a store of the whole
 * cluster would let every namespace read for every other.
 */
export function secretStores(scope: Construct, zone: PlannedZone, environment: Environment): void {
  for (const { namespace, copies } of readingsOf(zone)) {
    const own = new Construct(scope, namespace);
    new k8s.KubeServiceAccount(own, 'account', { metadata: { name: secretReader, namespace, annotations: inWave(dataWaves.access) }, automountServiceAccountToken: false });
    vault(own, namespace, environment);
    for (const one of copies) copy(own, namespace, one);
  }
}
