import { describe, expect, it } from '@jest/globals';
import { manifestsOf } from '../../test/support/manifests.ts';
import { authorization } from './authorization.ts';

const named = (service: string, name: string) => manifestsOf(authorization, service).find(({ metadata }) => metadata.name === name);

const gateway = 'cluster.local/ns/guichet-edge/sa/gateway';
const anyUser = ['https://sso.shop.example/realms/guichet/*'];

describe('authorization', () => {
  it('lets a caller do what its arrow says, by workload identity, method, path template and port', () => {
    expect(named('vault', 'vault-from-cards')?.spec).toEqual({
      selector: { matchLabels: { 'app.kubernetes.io/name': 'vault' } },
      action: 'ALLOW',
      rules: [
        {
          from: [{ source: { principals: ['cluster.local/ns/guichet-cardholder/sa/cards'] } }],
          to: [
            { operation: { methods: ['GET'], paths: ['/tokens/{*}'], ports: ['8121'] } },
            { operation: { methods: ['POST'], paths: ['/tokens/{*}/reveal'], ports: ['8121'] } },
          ],
        },
      ],
    });
  });

  it('has one policy for each caller and no other', () => {
    expect(manifestsOf(authorization, 'vault').map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual(['AuthorizationPolicy vault-from-card-entry', 'AuthorizationPolicy vault-from-cards']);
  });

  it('asks for the end user’s token, audience and role, and for a second factor where the operation does', () => {
    expect(named('payments', 'payments-from-gateway')?.spec).toMatchObject({
      rules: expect.arrayContaining([
        {
          from: [{ source: { principals: [gateway], requestPrincipals: anyUser } }],
          to: [{ operation: { methods: ['POST'], paths: ['/payments/{*}/refunds'], ports: ['8112'] } }],
          when: [
            { key: 'request.auth.audiences', values: ['guichet'] },
            { key: 'request.auth.claims[roles]', values: ['operator', 'till'] },
            { key: 'request.auth.claims[acr]', values: ['mfa'] },
          ],
        },
      ]),
    });
  });

  it('asks for no token where a machine calls for itself', () => {
    expect(named('payments', 'payments-from-gateway')?.spec).toMatchObject({
      rules: expect.arrayContaining([{ from: [{ source: { principals: [gateway] } }], to: [{ operation: { methods: ['POST'], paths: ['/webhooks/{*}'], ports: ['8112'] } }] }]),
    });
  });

  it('does not let in what no arrow names, nor the admin port', () => {
    const text = JSON.stringify(manifestsOf(authorization, 'payments'));
    expect(text).not.toContain('/deliveries');
    expect(text).not.toContain('9090');
    expect(text).not.toContain('DENY');
  });

  it('verifies tokens where some operation has an end user, and passes them on', () => {
    expect(named('payments', 'payments')).toMatchObject({
      kind: 'RequestAuthentication',
      spec: { jwtRules: [{ issuer: 'https://sso.shop.example/realms/guichet', jwksUri: 'https://sso.shop.example/realms/guichet/protocol/openid-connect/certs', audiences: ['guichet'], forwardOriginalToken: true }] },
    });
    expect(manifestsOf(authorization, 'cards').map(({ kind }) => kind)).not.toContain('RequestAuthentication');
  });

  it('takes a token from the Authorization header alone, never from a query', () => {
    expect(named('payments', 'payments')?.spec).toMatchObject({ jwtRules: [{ fromHeaders: [{ name: 'Authorization', prefix: 'Bearer ' }] }] });
  });

  it('lets the ingress gateway of the zone call a service behind a public door', () => {
    expect(named('card-entry', 'card-entry-from-ingress')?.spec).toMatchObject({ rules: [{ from: [{ source: { principals: ['cluster.local/ns/guichet-cardholder-ingress/sa/ingress'] } }] }] });
  });
});
