import { describe, expect, it } from '@jest/globals';
import { mesh } from '../../stacks/mesh.ts';
import { ofKind, planOf, stackManifests } from '../../test/support/stacks.ts';

const manifests = stackManifests(mesh);
const of = (kind: string, name: string) => ofKind(manifests, kind).get(name)?.spec;
const stripe = 'guichet-cardholder-egress/stripe';
const gateway = 'egress.guichet-cardholder-egress.svc.cluster.local';

describe('outside hosts', () => {
  it('are in the registry for callers of the zone and its gateway only, over plain HTTP and HTTPS', () => {
    expect(of('ServiceEntry', stripe)).toEqual({
      hosts: ['api.stripe.com'],
      exportTo: ['.', 'guichet-cardholder'],
      location: 'MESH_EXTERNAL',
      resolution: 'DNS',
      ports: [{ number: 80, name: 'http', protocol: 'HTTP' }, { number: 443, name: 'https', protocol: 'HTTPS' }],
    });
  });

  it('are met at the gateway by mutual TLS under their own name', () => {
    expect(of('Gateway', stripe)).toMatchObject({ selector: { 'guichet.dev/gateway': 'guichet-cardholder-egress' }, servers: [{ port: { number: 443, protocol: 'HTTPS' }, hosts: ['api.stripe.com'], tls: { mode: 'ISTIO_MUTUAL' } }] });
    expect(of('DestinationRule', 'guichet-cardholder/egress')).toMatchObject({ host: gateway, subsets: expect.arrayContaining([{ name: 'stripe', trafficPolicy: { portLevelSettings: [{ port: { number: 443 }, tls: { mode: 'ISTIO_MUTUAL', sni: 'api.stripe.com', subjectAltNames: ['spiffe://cluster.local/ns/guichet-cardholder-egress/sa/egress'] } }] } }]) });
  });

  it('are reached through the gateway, with their timeout and without repetition', () => {
    const limits = { timeout: '10s', retries: { attempts: 0 } };
    expect(of('VirtualService', stripe)).toEqual({
      hosts: ['api.stripe.com'],
      gateways: ['mesh', stripe],
      exportTo: ['.', 'guichet-cardholder'],
      http: [
        { name: 'to-gateway', match: [{ gateways: ['mesh'], port: 80 }], ...limits, route: [{ destination: { host: gateway, subset: 'stripe', port: { number: 443 } } }] },
        { name: 'to-outside', match: [{ gateways: [stripe], port: 443 }], ...limits, route: [{ destination: { host: 'api.stripe.com', port: { number: 443 } } }] },
      ],
    });
  });

  it('are verified by chain and by name: sni and subjectAltNames are both there', () => {
    expect(of('DestinationRule', stripe)).toMatchObject({
      host: 'api.stripe.com',
      exportTo: ['.'],
      workloadSelector: { matchLabels: { 'guichet.dev/gateway': 'guichet-cardholder-egress' } },
      trafficPolicy: { portLevelSettings: [{ port: { number: 443 }, tls: { mode: 'SIMPLE', caCertificates: 'system', sni: 'api.stripe.com', subjectAltNames: ['api.stripe.com'] } }] },
    });
    expect(JSON.stringify(manifests)).not.toContain('insecureSkipVerify');
  });

  it('see our client certificate where they ask for one, from a Secret beside the gateway', () => {
    expect(of('DestinationRule', 'guichet-connectors-egress/xs2a')).toMatchObject({ trafficPolicy: { portLevelSettings: [{ tls: { mode: 'MUTUAL', credentialName: 'xs2a-qwac', sni: 'xs2a.bank.example', subjectAltNames: ['xs2a.bank.example'] } }] } });
  });

  it('have all five objects in each zone that reaches them', () => {
    for (const { name, egressNamespace, outside } of planOf().zones) {
      for (const host of outside) for (const kind of ['ServiceEntry', 'Gateway', 'VirtualService', 'DestinationRule']) expect(ofKind(manifests, kind).has(`${egressNamespace}/${host.name}`)).toBe(true);
      expect(ofKind(manifests, 'DestinationRule').has(`guichet-${name}/egress`)).toBe(outside.length > 0);
    }
  });
});
