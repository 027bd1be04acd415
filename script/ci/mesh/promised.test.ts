import { describe, expect, it } from '@jest/globals';
import { promisedSecrets } from './promised.ts';

describe('promisedSecrets', () => {
  it('are what certificates and external secrets will be', () => {
    const objects = [
      { apiVersion: 'cert-manager.io/v1', kind: 'Certificate', metadata: { name: 'gateway', namespace: 'guichet-edge-ingress' }, spec: { secretName: 'gateway-tls' } },
      { apiVersion: 'external-secrets.io/v1', kind: 'ExternalSecret', metadata: { name: 'cards-stripe', namespace: 'guichet-cardholder' }, spec: { target: { name: 'stripe' } } },
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'cards' } },
    ];
    expect(promisedSecrets(objects, { cert: 'certificate', key: 'key' }).map(({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`)).toEqual(['Secret guichet-edge-ingress/gateway-tls', 'Secret guichet-cardholder/stripe']);
  });
});
