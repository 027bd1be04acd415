import { describe, expect, it } from '@jest/globals';
import { dev } from '../../environments/dev.ts';
import { prod } from '../../environments/prod.ts';
import { tenancy } from '../../stacks/tenancy.ts';
import { ofKind, stackManifests } from '../../test/support/stacks.ts';

const namespaces = ofKind(stackManifests(tenancy), 'Namespace');
const labels = (name: string) => namespaces.get(name)?.metadata.labels ?? {};

describe('namespaces', () => {
  it('are one for the services of each zone, one for its databases where it has some, gateways where it has doors or outside hosts, and the platform’s', () => {
    expect([...namespaces.keys()].sort()).toEqual([
      ...['cardholder', 'cardholder-data', 'cardholder-egress', 'cardholder-ingress', 'connectors', 'connectors-egress', 'core', 'core-data', 'core-egress', 'edge', 'edge-egress', 'edge-ingress', 'kafka'].map((zone) => `guichet-${zone}`),
      'istio-cni',
      'istio-system',
    ]);
  });

  it('are the same in every environment', () => {
    expect([...ofKind(stackManifests(tenancy, dev), 'Namespace').keys()]).toEqual([...namespaces.keys()]);
  });

  it('enforce, warn and audit the restricted standard of a fixed version, save the node agent’s', () => {
    for (const name of namespaces.keys()) {
      const level = name === 'istio-cni' ? 'privileged' : 'restricted';
      for (const mode of ['enforce', 'warn', 'audit']) {
        expect(labels(name)).toMatchObject({ [`pod-security.kubernetes.io/${mode}`]: level, [`pod-security.kubernetes.io/${mode}-version`]: 'v1.33' });
      }
      expect(labels(name)).toMatchObject({ 'security.openshift.io/scc.podSecurityLabelSync': 'false' });
    }
  });

  it('inject the proxy where services and gateways run, and neither at databases nor at Kafka', () => {
    expect([...namespaces.keys()].filter((name) => labels(name)['istio-injection'] === 'enabled').sort()).toEqual([...namespaces.keys()].filter((name) => !/-data$|kafka|istio/.test(name)).sort());
    expect([...namespaces.keys()].filter((name) => 'istio.io/rev' in labels(name))).toEqual([]);
  });

  it('stay with user workload monitoring', () => {
    expect([...namespaces.values()].filter(({ metadata }) => 'openshift.io/cluster-monitoring' in (metadata.labels ?? {}))).toEqual([]);
  });

  it('say in which zone and PCI DSS scope they are', () => {
    const said = (name: string) => [labels(name)['guichet.dev/zone'], labels(name)['guichet.dev/scope']];
    expect(said('guichet-cardholder-egress')).toEqual(['cardholder', 'cde']);
    expect(said('guichet-core-data')).toEqual(['core', 'connected']);
    expect(said('guichet-connectors')).toEqual(['connectors', 'out-of-scope']);
    expect(said('istio-system')).toEqual(['platform', 'connected']);
  });

  it('are never deleted by GitOps', () => {
    for (const { metadata } of namespaces.values()) expect(metadata.annotations).toMatchObject({ 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false' });
  });

  it('keep a zone to its own nodes where the environment sets some apart', () => {
    const apart = ofKind(stackManifests(tenancy, { ...prod, zones: { ...prod.zones, cardholder: { priority: 1, nodeSelector: { 'guichet.dev/nodes': 'cardholder' } } } }), 'Namespace');
    expect(apart.get('guichet-cardholder-data')?.metadata.annotations).toMatchObject({ 'openshift.io/node-selector': 'guichet.dev/nodes=cardholder' });
    expect(apart.get('guichet-core')?.metadata.annotations).not.toHaveProperty(['openshift.io/node-selector']);
    expect(apart.get('istio-cni')?.metadata.annotations).toHaveProperty(['openshift.io/node-selector'], '');
  });
});
