import { describe, expect, it } from '@jest/globals';
import { manifestsOf } from '../../test/support/manifests.ts';
import { egress } from './egress.ts';

const manifests = manifestsOf(egress, 'cards');

describe('egress', () => {
  it('lets the workload call each declared host at the zone’s egress gateway, by identity and by the name in TLS and HTTP', () => {
    expect(manifests.find(({ metadata }) => metadata.name === 'cards-to-stripe')).toMatchObject({
      kind: 'AuthorizationPolicy',
      metadata: { namespace: 'guichet-cardholder-egress' },
      spec: {
        selector: { matchLabels: { 'guichet.dev/gateway': 'guichet-cardholder-egress' } },
        action: 'ALLOW',
        rules: [{ from: [{ source: { principals: ['cluster.local/ns/guichet-cardholder/sa/cards'] } }], to: [{ operation: { hosts: ['api.stripe.com'], ports: ['443'] } }], when: [{ key: 'connection.sni', values: ['api.stripe.com'] }] }],
      },
    });
  });

  it('opens the gateway’s end of the way there, for this workload only', () => {
    expect(manifests.find(({ kind }) => kind === 'NetworkPolicy')).toMatchObject({
      metadata: { name: 'egress-from-cards', namespace: 'guichet-cardholder-egress' },
      spec: {
        podSelector: { matchLabels: { 'app.kubernetes.io/name': 'egress' } },
        policyTypes: ['Ingress'],
        ingress: [{ from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'guichet-cardholder' } }, podSelector: { matchLabels: { 'app.kubernetes.io/name': 'cards' } } }], ports: [{ port: 443 }] }],
      },
    });
  });

  it('names the hosts of the environment and no others', () => {
    expect(manifests.map(({ metadata }) => metadata.name)).toEqual(['cards-to-adyen-checkout', 'cards-to-stripe', 'egress-from-cards']);
    expect(JSON.stringify(manifests)).toContain('guichet-checkout-live.adyenpayments.com');
  });

  it('makes nothing for a service that reaches nothing outside', () => {
    expect(manifestsOf(egress, 'vault')).toEqual([]);
  });
});
