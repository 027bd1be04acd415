import { describe, expect, it } from '@jest/globals';
import { manifestsOf, planned } from '../../test/support/manifests.ts';
import { services } from '../../services/registry.ts';
import { connectTimeoutOf, resilience } from './resilience.ts';

const of = (service: string, kind: string) => manifestsOf(resilience, service).find((one) => one.kind === kind);
const host = 'payments.guichet-core.svc.cluster.local';

describe('resilience', () => {
  it('gives every operation a route of its name with its timeout', () => {
    expect(of('payments', 'VirtualService')?.spec).toMatchObject({
      http: expect.arrayContaining([expect.objectContaining({ name: 'attempt', timeout: '15s', match: [{ method: { exact: 'POST' }, uri: { regex: '/payments/[^/]+/attempts' } }] })]),
    });
  });

  it('carries nothing that is not a declared operation: every route matches method and path', () => {
    expect(of('payments', 'VirtualService')?.spec).toMatchObject({ http: planned('payments').operations.map(() => ({ match: [{ method: { exact: expect.any(String) }, uri: expect.anything() }] })) });
  });

  it('sends stable everything and canary nothing, for Argo Rollouts to move', () => {
    expect(of('payments', 'VirtualService')?.spec).toMatchObject({
      http: planned('payments').operations.map(() => ({ route: [{ destination: { host, subset: 'stable' }, weight: 100 }, { destination: { host, subset: 'canary' }, weight: 0 }] })),
    });
    expect(of('payments', 'DestinationRule')?.spec).toMatchObject({ host, subsets: [{ name: 'stable', labels: { 'app.kubernetes.io/name': 'payments' } }, { name: 'canary', labels: { 'app.kubernetes.io/name': 'payments' } }] });
  });

  it('repeats what is declared idempotent, and only where nothing was done', () => {
    expect(of('baskets', 'VirtualService')?.spec).toMatchObject({ http: expect.arrayContaining([expect.objectContaining({ name: 'readBasket', retries: { attempts: 2, retryOn: 'connect-failure,refused-stream,reset-before-request' } })]) });
  });

  it('says that all else is never repeated, since Istio repeats twice when nothing is said', () => {
    expect(of('baskets', 'VirtualService')?.spec).toMatchObject({ http: expect.arrayContaining([expect.objectContaining({ name: 'changeBasket', retries: { attempts: 0 } })]) });
  });

  it.each(services.map(({ name }) => name))('%s: the tries of every operation fit into its timeout', (name) => {
    const service = planned(name);
    for (const { timeout, retries } of service.operations) expect(connectTimeoutOf(service) * (retries + 1)).toBeLessThanOrEqual(timeout);
  });

  it('speaks mutual TLS with this workload and no other, and bounds what one caller may have under way', () => {
    expect(of('payments', 'DestinationRule')?.spec).toMatchObject({
      trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL', subjectAltNames: ['spiffe://cluster.local/ns/guichet-core/sa/payments'] }, connectionPool: { tcp: { maxConnections: 960 }, http: { http2MaxRequests: 960, http1MaxPendingRequests: 40, maxRetries: 96 } } },
    });
  });

  it('ejects faulty pods, but keeps the floor: one of three, when two must stay', () => {
    expect(of('payments', 'DestinationRule')?.spec).toMatchObject({ trafficPolicy: { outlierDetection: { maxEjectionPercent: 34, consecutive5xxErrors: 0, consecutiveGatewayErrors: 5 } } });
  });

  it('takes the public host of a door from the zone’s ingress gateway, and tells browsers to keep to TLS', () => {
    expect(of('gateway', 'VirtualService')?.spec).toMatchObject({
      hosts: ['gateway.guichet-edge.svc.cluster.local', 'api.shop.example'],
      gateways: ['mesh', 'guichet-edge-ingress/gateway'],
      http: expect.arrayContaining([expect.objectContaining({ headers: { response: { set: { 'strict-transport-security': 'max-age=31536000; includeSubDomains' } } } })]),
    });
  });

  it('carries preflights from the ingress gateway, and none where the door takes no calls of other origins', () => {
    const routes = of('gateway', 'VirtualService')?.spec;
    expect(routes).toMatchObject({
      http: expect.arrayContaining([
        expect.objectContaining({ name: 'cors-preflight', retries: { attempts: 0 }, match: expect.arrayContaining([{ gateways: ['guichet-edge-ingress/gateway'], method: { exact: 'OPTIONS' }, uri: { regex: '/v1/payments/[^/]+/attempts' } }]) }),
      ]),
    });
    expect(JSON.stringify(of('card-entry', 'VirtualService'))).not.toContain('preflight');
  });

  it('is told to callers only', () => {
    expect(of('vault', 'DestinationRule')?.spec).toMatchObject({ exportTo: ['.'] });
  });
});
