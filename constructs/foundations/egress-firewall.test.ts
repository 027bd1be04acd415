import { describe, expect, it } from '@jest/globals';
import { prod } from '../../environments/prod.ts';
import { tenancy } from '../../stacks/tenancy.ts';
import { ofKind, stackManifests } from '../../test/support/stacks.ts';

const manifests = stackManifests(tenancy);
const firewalls = ofKind(manifests, 'EgressFirewall');
const deny = { type: 'Deny', to: { cidrSelector: '0.0.0.0/0' } };
const apiServer = { type: 'Allow', to: { cidrSelector: '10.30.0.0/24' }, ports: [{ protocol: 'TCP', port: 6443 }] };
const host = (dnsName: string) => ({ type: 'Allow', to: { dnsName }, ports: [{ protocol: 'TCP', port: 443 }] });
const rules = (namespace: string) => firewalls.get(`${namespace}/default`)?.spec;

describe('egress firewall', () => {
  it('is in every namespace, under the one name that OVN-Kubernetes heeds', () => {
    expect([...firewalls.keys()].sort()).toEqual([...ofKind(manifests, 'Namespace').keys()].map((name) => `${name}/default`).sort());
  });

  it('lets neither services nor ingress gateways out of the cluster', () => {
    for (const namespace of ['guichet-core', 'guichet-cardholder', 'guichet-connectors', 'guichet-edge', 'guichet-edge-ingress']) expect(rules(namespace)).toEqual({ egress: [deny] });
  });

  it('lets an egress gateway out to its zone’s declared hosts and no further', () => {
    expect(rules('guichet-connectors-egress')).toEqual({ egress: [...['device-api-live.adyen.com', 'btcpay.shop.example', 'api-m.paypal.com', 'xs2a.bank.example'].map(host), deny] });
    expect(rules('guichet-edge-egress')).toEqual({ egress: [host('sso.shop.example'), deny] });
  });

  it('lets databases reach the API server and the backups’ store', () => {
    expect(rules('guichet-core-data')).toEqual({ egress: [apiServer, host('objects.shop.example'), deny] });
  });

  it('lets the mesh’s control plane reach the API server and the keys of the identity provider', () => {
    expect(rules('istio-system')).toEqual({ egress: [apiServer, host('sso.shop.example'), deny] });
  });

  it('allows before it denies: the first rule that matches decides', () => {
    const order = stackManifests(tenancy, { ...prod, cluster: { ...prod.cluster, apiServer: ['192.0.2.0/24', '198.51.100.0/24'] } });
    expect(ofKind(order, 'EgressFirewall').get('istio-cni/default')?.spec).toMatchObject({ egress: [{ to: { cidrSelector: '192.0.2.0/24' } }, { to: { cidrSelector: '198.51.100.0/24' } }, deny] });
  });
});
