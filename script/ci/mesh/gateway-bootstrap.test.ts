import { describe, expect, it } from '@jest/globals';
import { bootstrapOf } from './gateway-bootstrap.ts';

const sds = (name: string) => ({ name, sdsConfig: { ads: {} } });
const connectionManager = { '@type': 'type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager', rds: { routeConfigName: 'https.443' }, accessLog: [{}], httpFilters: [{ name: 'istio.stats' }, { name: 'envoy.filters.http.rbac' }] };
const pushed = {
  listeners: [{ name: '0.0.0.0_443', address: { socketAddress: { address: '0.0.0.0', portValue: 443 } }, filterChains: [{ filters: [{ typedConfig: connectionManager }], transportSocket: { secret: sds('kubernetes://api-tls') } }] }],
  routes: [{ name: 'https.443', virtualHosts: [] }],
  clusters: [
    { name: 'outbound|443||api.example', type: 'STRICT_DNS', dnsLookupFamily: 'V4_ONLY', transportSocket: { sni: 'api.example', secret: sds('file-root:system') } },
    { name: 'outbound|443||elsewhere.example', type: 'STRICT_DNS' },
  ],
};

const { staticResources: { listeners, clusters, secrets } } = bootstrapOf(pushed, { address: '127.1.2.3', farEnds: new Map([['api.example', '/run/far-end']]), secretOf: (name) => ({ name }) });

describe('a gateway on this machine', () => {
  it('listens on the port of the manifests, on an address of the run', () => expect(listeners.map(({ address }) => address)).toEqual([{ socketAddress: { address: '127.1.2.3', portValue: 443 } }]));
  it('keeps its filters, but for those of Istio’s own Envoy', () => expect(JSON.stringify(listeners)).toMatch(/^(?!.*istio\.stats).*envoy\.filters\.http\.rbac/));
  it('has its routes beside the filters', () => expect(listeners).toMatchObject([{ filterChains: [{ filters: [{ typedConfig: { routeConfig: { name: 'https.443', virtualHosts: [] } } }] }] }]));
  it('has the secrets that its configuration names', () => expect(secrets).toEqual([{ name: 'kubernetes://api-tls' }, { name: 'file-root:system' }]));
  it('reaches far ends alone, with the TLS that it was told', () => expect(clusters).toMatchObject([{ name: 'outbound|443||api.example', type: 'STATIC', transportSocket: { sni: 'api.example', secret: { name: 'file-root:system' } }, loadAssignment: { endpoints: [{ lbEndpoints: [{ endpoint: { address: { pipe: { path: '/run/far-end' } } } }] }] } }]));
});
