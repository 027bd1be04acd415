import { describe, expect, it } from '@jest/globals';
import { asStored, withKeys, type Emitted } from './manifests.ts';

const requestAuthentication: Emitted = { apiVersion: 'security.istio.io/v1', kind: 'RequestAuthentication', metadata: { name: 'ledger' }, spec: { jwtRules: [{ issuer: 'https://sso.example', jwksUri: 'https://sso.example/certs', audiences: ['guichet'] }] } };
const other: Emitted = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'ledger' } };

describe('withKeys', () => {
  it('exchanges where keys are fetched from for the keys, says so, and changes nothing else', () => {
    const { objects, replaced } = withKeys([requestAuthentication, other], '{}');
    expect(objects[0]?.spec).toEqual({ jwtRules: [{ issuer: 'https://sso.example', jwks: '{}', audiences: ['guichet'] }] });
    expect(objects[1]).toBe(other);
    expect(replaced).toEqual(['https://sso.example/certs']);
  });
});

describe('asStored', () => {
  it('gives namespaces the label that the API server writes', () => {
    expect(asStored([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'guichet-core', labels: { a: 'b' } } }, other])).toEqual([
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'guichet-core', labels: { a: 'b', 'kubernetes.io/metadata.name': 'guichet-core' } } },
      other,
    ]);
  });
});
