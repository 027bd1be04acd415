import { describe, expect, it } from '@jest/globals';
import { manifestsOf } from '../../test/support/manifests.ts';
import { network } from './network.ts';

const manifests = manifestsOf(network, 'payments');
const named = (name: string) => manifests.find(({ metadata }) => metadata.name === name);

describe('network', () => {
  it('opens the caller towards the callee on the port of its pods, in one entry of namespace and pods', () => {
    expect(named('payments-to-cards')?.spec).toEqual({
      podSelector: { matchLabels: { 'app.kubernetes.io/name': 'payments' } },
      policyTypes: ['Egress'],
      egress: [
        {
          to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'guichet-cardholder' } }, podSelector: { matchLabels: { 'app.kubernetes.io/name': 'cards' } } }],
          ports: [{ protocol: 'TCP', port: 8123 }],
        },
      ],
    });
  });

  it('opens the callee for its callers', () => {
    expect(named('payments-from-gateway')?.spec).toMatchObject({ policyTypes: ['Ingress'], ingress: [{ ports: [{ port: 8112 }] }] });
  });

  it('opens the service towards the pooler of its own database, never to PostgreSQL itself', () => {
    expect(named('payments-to-database')?.spec).toMatchObject({ egress: [{ to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'guichet-core-data' } }, podSelector: { matchLabels: { 'cnpg.io/poolerName': 'payments-pooler' } } }], ports: [{ protocol: 'TCP', port: 5432 }] }] });
  });

  it('opens nothing that was not declared', () => {
    expect(manifests.map(({ metadata }) => metadata.name).sort()).toEqual([
      'payments-from-gateway',
      ...['bank', 'baskets', 'cards', 'crypto', 'database', 'egress', 'kafka', 'paypal', 'terminal'].map((peer) => `payments-to-${peer}`),
    ]);
  });

  it('says why each opening is there', () => {
    expect(named('payments-to-baskets')?.metadata.annotations).toMatchObject({ 'guichet.dev/because': 'payments calls readTender' });
  });
});
