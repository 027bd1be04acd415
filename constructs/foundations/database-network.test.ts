import { describe, expect, it } from '@jest/globals';
import { ofKind, stackManifests } from '../../test/support/stacks.ts';
import { data } from '../../stacks/data.ts';

const manifests = stackManifests((app, plan) => data(app, plan, []));
const policy = (name: string) => ofKind(manifests, 'NetworkPolicy').get(`guichet-cardholder-data/${name}`)?.spec;

const instances = { matchLabels: { 'cnpg.io/cluster': 'vault' }, matchExpressions: [{ key: 'cnpg.io/poolerName', operator: 'DoesNotExist' }] };
const tcp = (port: number) => ({ protocol: 'TCP', port });

describe('database network', () => {
  it('opens a pooler for its own service alone, and lets it out to its own cluster and the API server', () => {
    expect(policy('vault-pooler')).toEqual({
      podSelector: { matchLabels: { 'cnpg.io/poolerName': 'vault-pooler' } },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [{ from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'guichet-cardholder' } }, podSelector: { matchLabels: { 'app.kubernetes.io/name': 'vault' } } }], ports: [tcp(5432)] }],
      egress: [{ to: [{ podSelector: instances }], ports: [tcp(5432)] }, { ports: [tcp(6443)] }],
    });
  });

  it('opens instances for their pooler, each other and the operator', () => {
    expect(policy('vault-database')).toMatchObject({
      podSelector: instances,
      ingress: [
        { from: [{ podSelector: { matchLabels: { 'cnpg.io/poolerName': 'vault-pooler' } } }], ports: [tcp(5432)] },
        { from: [{ podSelector: instances }], ports: [tcp(5432), tcp(8000)] },
        { from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'cnpg-system' } }, podSelector: { matchLabels: { 'app.kubernetes.io/name': 'cloudnative-pg' } } }], ports: [tcp(5432), tcp(8000)] },
      ],
    });
  });

  it('lets instances out to each other, to the API server and to the object store’s port', () => {
    expect(policy('vault-database')).toMatchObject({ egress: [{ to: [{ podSelector: instances }], ports: [tcp(5432), tcp(8000)] }, { ports: [tcp(6443)] }, { ports: [tcp(443)] }] });
  });

  it('comes before the clusters', () => {
    const waves = ofKind(manifests, 'NetworkPolicy').get('guichet-cardholder-data/vault-database')?.metadata.annotations;
    expect(waves).toMatchObject({ 'argocd.argoproj.io/sync-wave': '-30' });
  });
});
