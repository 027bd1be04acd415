import { describe, expect, it } from '@jest/globals';
import { manifestsOf, planned } from '../../test/support/manifests.ts';
import { dev } from '../../environments/dev.ts';
import { services } from '../../services/registry.ts';
import { mountsOf } from '../mounts.ts';
import { settingsOf } from '../settings.ts';
import { secrets } from './secrets.ts';

interface Spec {
  readonly refreshInterval: string;
  readonly secretStoreRef: { readonly kind: string; readonly name: string };
  readonly target: { readonly name: string; readonly template?: { readonly data: Readonly<Record<string, string>> } };
  readonly data: readonly { readonly secretKey: string; readonly remoteRef: { readonly key: string; readonly property: string } }[];
}

const specs = (service: string) => manifestsOf(secrets, service).map((one) => ({ ...one, spec: one.spec as Spec }));
const named = (service: string, name: string) => specs(service).find(({ metadata }) => metadata.name === name);

describe('secrets', () => {
  it.each(services.map(({ name }) => name))('brings exactly the files that the pods of %s mount', (name) => {
    const brought = specs(name).flatMap(({ spec: { target, data } }) => (target.template ? Object.keys(target.template.data) : data.map(({ secretKey }) => secretKey)).map((file) => `${target.name}/${file}`));
    expect(brought.sort()).toEqual(mountsOf(planned(name)).flatMap(({ secret, keys }) => keys.map((file) => `${secret}/${file}`)).sort());
  });

  it('reads a declared secret at Vault, by environment, service and name', () => {
    expect(named('vault', 'vault-key-encryption-keys')?.spec).toEqual({
      refreshInterval: '1h',
      secretStoreRef: { kind: 'SecretStore', name: 'vault' },
      target: { name: 'vault-key-encryption-keys', creationPolicy: 'Owner', deletionPolicy: 'Retain', immutable: false },
      data: ['current.json', 'previous.json'].map((property) => ({ secretKey: property, remoteRef: { key: 'prod/vault/key-encryption-keys', property } })),
    });
  });

  it('reads other values in another environment', () => {
    const keys = manifestsOf(secrets, 'vault', dev).flatMap(({ spec }) => (spec as Spec).data.map(({ remoteRef }) => remoteRef.key));
    expect(keys).toContain('dev/vault/key-encryption-keys');
  });

  it('says what a secret is for, and what happens when it changes', () => {
    expect(named('vault', 'vault-fingerprint-key')?.metadata.annotations).toMatchObject({ 'guichet.dev/purpose': 'HMAC key that recognises a card number seen before', 'guichet.dev/on-change': 'restart' });
  });

  it('tells the program which changes end it', () => {
    expect(settingsOf(planned('vault'))).toMatchObject({ SECRETS_RESTART_ON: 'fingerprint-key' });
    expect(settingsOf(planned('paypal'))).toMatchObject({ SECRETS_RESTART_ON: '' });
  });

  it('takes only the certificate of the database’s authority, from a copy without its private key', () => {
    expect(named('ledger', 'ledger-database-ca')?.spec).toMatchObject({ secretStoreRef: { name: 'database-authorities' }, data: [{ secretKey: 'ca.crt', remoteRef: { key: 'ledger-database-ca', property: 'ca.crt' } }] });
  });

  it('takes the client certificate from the service’s own Kafka account, and trusts the brokers’ authority', () => {
    expect(named('ledger', 'ledger-kafka')?.spec).toMatchObject({
      secretStoreRef: { name: 'kafka-credentials' },
      data: [
        { secretKey: 'user.crt', remoteRef: { key: 'ledger' } },
        { secretKey: 'user.key', remoteRef: { key: 'ledger' } },
        { secretKey: 'ca.crt', remoteRef: { key: 'guichet-cluster-ca-cert' } },
      ],
    });
  });

  it('writes no value into the tree', () => {
    expect(specs('ledger').map(({ kind }) => kind)).toEqual(specs('ledger').map(() => 'ExternalSecret'));
    expect(named('ledger', 'ledger-database')?.spec.target.template?.data).toEqual({ username: 'ledger', password: '{{ .password }}' });
  });
});
