import { describe, expect, it } from '@jest/globals';
import { tenancy } from '../../stacks/tenancy.ts';
import { ofKind, stackManifests } from '../../test/support/stacks.ts';

const manifests = stackManifests(tenancy);
const namespaces = [...ofKind(manifests, 'Namespace').keys()];
const policies = ofKind(manifests, 'NetworkPolicy');
const namesIn = (namespace: string) => [...policies.values()].filter(({ metadata }) => metadata.namespace === namespace).map(({ metadata }) => metadata.name).sort();
const common = ['all-to-dns', 'default-deny'];
const injected = ['all-from-monitoring', 'all-to-collector', ...['all-to-dns', 'all-to-mesh', 'default-deny']];

describe('network baseline', () => {
  it('refuses everything in and out of every namespace', () => {
    for (const namespace of namespaces) expect(policies.get(`${namespace}/default-deny`)?.spec).toEqual({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
  });

  it('opens DNS at the port where OpenShift answers it, and only towards its pods', () => {
    for (const namespace of namespaces) {
      expect(policies.get(`${namespace}/all-to-dns`)?.spec).toEqual({
        podSelector: {},
        policyTypes: ['Egress'],
        egress: [
          {
            to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'openshift-dns' } }, podSelector: { matchLabels: { 'dns.operator.openshift.io/daemonset-dns': 'default' } } }],
            ports: [{ protocol: 'UDP', port: 5353 }, { protocol: 'TCP', port: 5353 }],
          },
        ],
      });
    }
  });

  it('opens nothing else for whole namespaces but what proxies need', () => {
    for (const namespace of ['guichet-core', 'guichet-cardholder', 'guichet-edge-ingress', 'guichet-core-egress']) expect(namesIn(namespace)).toEqual(injected);
    for (const namespace of ['guichet-core-data', 'guichet-kafka']) expect(namesIn(namespace)).toEqual(common);
  });

  it('lets proxies reach the control plane’s TLS port, not its plaintext one', () => {
    expect(policies.get('guichet-core/all-to-mesh')?.spec).toMatchObject({ egress: [{ to: [{ podSelector: { matchLabels: { app: 'istiod' } } }], ports: [{ protocol: 'TCP', port: 15012 }] }] });
  });

  it('lets only the Prometheus of user workload monitoring scrape', () => {
    expect(policies.get('guichet-cardholder/all-from-monitoring')?.spec).toMatchObject({
      ingress: [
        {
          from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'openshift-user-workload-monitoring' } }, podSelector: { matchLabels: { 'app.kubernetes.io/name': 'prometheus', 'app.kubernetes.io/instance': 'user-workload' } } }],
          ports: [{ port: 15020 }],
        },
      ],
    });
  });

  it('lets traces go to the environment’s collector', () => {
    expect(policies.get('guichet-core/all-to-collector')?.spec).toMatchObject({ egress: [{ to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'guichet-telemetry' } } }], ports: [{ port: 4318 }] }] });
  });

  it('opens the control plane for proxies of our namespaces, webhooks, monitoring, and its way to the API server and to the token keys', () => {
    expect(namesIn('istio-system')).toEqual([...common, 'all-to-api-server', 'istiod-from-api-server', 'istiod-from-monitoring', 'istiod-from-proxies', 'istiod-to-identity'].sort());
    expect(policies.get('istio-system/istiod-from-proxies')?.spec).toMatchObject({
      podSelector: { matchLabels: { app: 'istiod' } },
      ingress: [{ from: [{ namespaceSelector: { matchExpressions: [{ operator: 'In', values: expect.arrayContaining(['guichet-core', 'guichet-edge-ingress', 'guichet-cardholder-egress']) }] } }], ports: [{ port: 15012 }] }],
    });
    expect(policies.get('istio-system/istiod-from-api-server')?.spec).toMatchObject({ ingress: [{ ports: [{ port: 15017 }] }] });
  });

  it('never opens to all pods of a namespace by two entries where one with both selectors is meant', () => {
    const text = JSON.stringify([...policies.values()].map(({ spec }) => spec));
    expect(text).not.toMatch(/\{"podSelector":\{[^}]*\}\},\{"namespaceSelector"/);
  });
});
