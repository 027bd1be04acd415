import { describe, expect, it } from '@jest/globals';
import { ofKind, stackManifests } from '../../test/support/stacks.ts';
import { data } from '../../stacks/data.ts';
import { services } from '../../stacks/services.ts';
import { messaging } from '../facets/messaging.ts';
import { secrets } from '../facets/secrets.ts';
import { storage } from '../facets/storage.ts';
import type { Manifest } from '../tree.ts';

const manifests = stackManifests((app, plan) => {
  data(app, plan, [messaging, storage]);
  services(app, plan, [secrets]);
});
const stores = ofKind(manifests, 'SecretStore');

interface Role extends Manifest {
  readonly rules: readonly { readonly resources: readonly string[]; readonly resourceNames: readonly string[]; readonly verbs: readonly string[] }[];
}
const isRole = (one: Manifest): one is Role => one.kind === 'Role';
const roles = new Map(manifests.filter(isRole).map((one) => [`${one.metadata.namespace ?? ''}/${one.metadata.name}`, one.rules]));

describe('secret stores', () => {
  it('reads Vault with a role for each namespace, by a token that only Vault takes', () => {
    expect(stores.get('guichet-core/vault')?.spec).toEqual({
      provider: { vault: { server: 'https://vault.shop.example:8200', path: 'guichet', version: 'v2', auth: { kubernetes: { mountPath: 'kubernetes-prod', role: 'guichet-core', serviceAccountRef: { name: 'secret-reader', audiences: ['vault'] } } } } },
    });
  });

  it('are where something is read, and nowhere else', () => {
    expect([...stores.keys()].sort()).toEqual([
      'guichet-cardholder-data/cluster-authorities', 'guichet-cardholder-data/vault', 'guichet-cardholder/database-authorities', 'guichet-cardholder/vault',
      'guichet-connectors-egress/vault', 'guichet-connectors/vault',
      'guichet-core-data/cluster-authorities', 'guichet-core-data/vault', 'guichet-core/database-authorities', 'guichet-core/kafka-credentials', 'guichet-core/vault',
      'guichet-edge/vault',
    ]);
  });

  it('exist for every ExternalSecret, with an account that reads', () => {
    const accounts = ofKind(manifests, 'ServiceAccount');
    for (const { metadata, spec } of manifests.filter(({ kind }) => kind === 'ExternalSecret')) {
      const { secretStoreRef } = spec as { readonly secretStoreRef: { readonly name: string } };
      expect([...stores.keys()]).toContain(`${metadata.namespace ?? ''}/${secretStoreRef.name}`);
      expect([...accounts.keys()]).toContain(`${metadata.namespace ?? ''}/secret-reader`);
    }
  });

  it('allow exactly the Secrets that are copied', () => {
    expect(roles.get('guichet-kafka/kafka-credentials-to-guichet-core')).toEqual([{ apiGroups: [''], resources: ['secrets'], resourceNames: ['baskets', 'customers', 'insights', 'ledger', 'payments', 'guichet-cluster-ca-cert'], verbs: ['get'] }]);
    expect(roles.get('guichet-cardholder-data/database-authorities-to-guichet-cardholder')).toMatchObject([{ resourceNames: ['vault-database-ca'], verbs: ['get'] }]);
  });

  it('let no namespace but its own read the private key of a database authority', () => {
    const readers = manifests.filter(({ kind }) => kind === 'RoleBinding').flatMap((one) => ('subjects' in one ? [{ name: one.metadata.name, from: one.metadata.namespace, subjects: one.subjects }] : []));
    const keyed = readers.filter(({ name, from }) => roles.get(`${from ?? ''}/${name}`)?.some(({ resourceNames }) => resourceNames.some((secret) => secret.endsWith('-ca') && !secret.endsWith('-database-ca'))));
    expect(keyed.map(({ from, subjects }) => ({ from, subjects }))).toEqual(['guichet-core-data', 'guichet-cardholder-data'].map((namespace) => ({ from: namespace, subjects: [{ kind: 'ServiceAccount', name: 'secret-reader', namespace }] })).sort((a, b) => (a.from < b.from ? -1 : 1)));
  });

  it('trust the API server by the cluster’s own authority', () => {
    expect(stores.get('guichet-core/kafka-credentials')?.spec).toMatchObject({ provider: { kubernetes: { remoteNamespace: 'guichet-kafka', server: { caProvider: { type: 'ConfigMap', name: 'kube-root-ca.crt', key: 'ca.crt' } }, auth: { serviceAccount: { name: 'secret-reader' } } } } });
  });

  it('come after the rights that they use, and before what is read through them', () => {
    const wave = (kind: string, name: string) => Number(ofKind(manifests, kind).get(name)?.metadata.annotations?.['argocd.argoproj.io/sync-wave']);
    expect(wave('Role', 'guichet-kafka/kafka-credentials-to-guichet-core')).toBeLessThan(wave('SecretStore', 'guichet-core/kafka-credentials'));
    expect(wave('SecretStore', 'guichet-core-data/vault')).toBeLessThan(wave('ExternalSecret', 'guichet-core-data/ledger-database'));
  });
});
