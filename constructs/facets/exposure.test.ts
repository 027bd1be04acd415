import { describe, expect, it } from '@jest/globals';
import { manifestsOf, planned } from '../../test/support/manifests.ts';
import { settingsOf } from '../settings.ts';
import { exposure } from './exposure.ts';

const manifests = manifestsOf(exposure, 'card-entry');
const of = (kind: string) => manifests.find((one) => one.kind === kind);
const selector = { 'guichet.dev/gateway': 'guichet-cardholder-ingress' };

describe('exposure', () => {
  it('names the port and says that it speaks HTTP, so that the mesh applies HTTP rules to it', () => {
    expect(of('Service')?.spec).toEqual({ type: 'ClusterIP', selector: { 'app.kubernetes.io/name': 'card-entry' }, ports: [{ name: 'http', port: 8122, targetPort: 8122, protocol: 'TCP', appProtocol: 'http' }] });
  });

  it('is told to the proxies of callers and of its ingress gateway, and to no others', () => {
    expect(of('Service')?.metadata.annotations).toMatchObject({ 'networking.istio.io/exportTo': '.,guichet-cardholder-ingress' });
  });

  it('gives a service without a public door its Service and nothing else', () => {
    expect(manifestsOf(exposure, 'vault').map(({ kind }) => kind)).toEqual(['Service']);
  });

  it('puts everything else of a door where the zone’s ingress gateway runs', () => {
    expect(manifests.filter(({ kind }) => kind !== 'Service').map(({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`)).toEqual([
      'AuthorizationPolicy guichet-cardholder-ingress/card-entry',
      'Certificate guichet-cardholder-ingress/card-entry',
      'EnvoyFilter guichet-cardholder-ingress/card-entry',
      'Gateway guichet-cardholder-ingress/card-entry',
      'NetworkPolicy guichet-cardholder-ingress/ingress-to-card-entry',
      'Route guichet-cardholder-ingress/card-entry',
    ]);
  });

  it('passes the client’s TLS through the router, and takes no plain HTTP', () => {
    expect(of('Route')?.spec).toEqual({ host: 'cards.shop.example', to: { kind: 'Service', name: 'ingress', weight: 100 }, port: { targetPort: 'https' }, tls: { termination: 'passthrough', insecureEdgeTerminationPolicy: 'None' }, wildcardPolicy: 'None' });
  });

  it('ends TLS 1.2 or newer at the gateway, for this host and the routes of this zone only', () => {
    expect(of('Gateway')?.spec).toMatchObject({ selector, servers: [{ port: { number: 443, protocol: 'HTTPS' }, hosts: ['guichet-cardholder/cards.shop.example'], tls: { mode: 'SIMPLE', credentialName: 'card-entry-tls', minProtocolVersion: 'TLSV1_2' } }] });
  });

  it('has a certificate on P-256 for the public host, whose key is new every time', () => {
    expect(of('Certificate')?.spec).toMatchObject({ secretName: 'card-entry-tls', dnsNames: ['cards.shop.example'], duration: '2160h', privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' }, issuerRef: { kind: 'ClusterIssuer', name: 'guichet-public' } });
  });

  it('lets in this host with the declared methods and paths', () => {
    const common = { hosts: ['cards.shop.example', 'cards.shop.example:443'], ports: ['443'] };
    expect(of('AuthorizationPolicy')?.spec).toEqual({
      selector: { matchLabels: selector },
      action: 'ALLOW',
      rules: [{ to: [{ operation: { ...common, methods: ['GET'], paths: ['/assets/{*}', '/fields/{*}'] } }, { operation: { ...common, methods: ['POST'], paths: ['/fields/{*}/tokens'] } }] }],
    });
  });

  it('lets in what browsers ask before a page of another origin calls, where the declaration says that such pages do', () => {
    const [admission] = manifestsOf(exposure, 'gateway').filter(({ kind }) => kind === 'AuthorizationPolicy');
    const asked = expect.objectContaining({ hosts: ['api.shop.example', 'api.shop.example:443'], methods: ['OPTIONS'], paths: expect.arrayContaining(['/v1/payments/{*}/attempts']) });
    expect(admission?.spec).toMatchObject({ rules: [{ to: expect.arrayContaining([{ operation: asked }]) }] });
    expect(JSON.stringify(of('AuthorizationPolicy'))).not.toContain('OPTIONS');
  });

  it('tells the program whose pages those are, and no program that has no such callers', () => {
    expect(settingsOf(planned('gateway'))).toMatchObject({ CORS_ORIGINS: 'https://www.shop.example,https://office.shop.example' });
    expect(settingsOf(planned('card-entry'))).not.toHaveProperty('CORS_ORIGINS');
  });

  it('limits size and rate for this host, as declared', () => {
    const { door } = planned('card-entry');
    const text = JSON.stringify(of('EnvoyFilter')?.spec);
    expect(of('EnvoyFilter')?.spec).toMatchObject({ workloadSelector: { labels: selector }, configPatches: [{ applyTo: 'VIRTUAL_HOST', match: { routeConfiguration: { vhost: { name: 'cards.shop.example:443' } } } }, { applyTo: 'HTTP_ROUTE' }] });
    expect(text).toContain(`"token_bucket":{"fill_interval":"1s","max_tokens":${door?.rate.burst},"tokens_per_fill":${door?.rate.perSecond}}`);
    expect(text).toContain(`"buffer":{"max_request_bytes":${door?.maxBody}}`);
    expect(text).toContain(`"match":{"headers":[{"name":"content-length","range_match":{"end":9007199254740991,"start":${(door?.maxBody ?? 0) + 1}}}],`);
  });

  it('opens the gateway towards the service’s pods', () => {
    expect(of('NetworkPolicy')?.spec).toMatchObject({ podSelector: { matchLabels: { 'app.kubernetes.io/name': 'ingress' } }, egress: [{ to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'guichet-cardholder' } }, podSelector: { matchLabels: { 'app.kubernetes.io/name': 'card-entry' } } }], ports: [{ port: 8122 }] }] });
  });
});
