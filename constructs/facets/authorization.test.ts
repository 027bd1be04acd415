import { describe, expect, it } from '@jest/globals';
import { manifestsOf, planned } from '../../test/support/manifests.ts';
import { authorizationPath } from '../routes.ts';
import { authorization } from './authorization.ts';

interface Rule {
  readonly from: readonly object[];
  readonly to: readonly { readonly operation: { readonly methods: readonly string[]; readonly paths: readonly string[] } }[];
  readonly when?: readonly object[];
}

const named = (service: string, name: string) => manifestsOf(authorization, service).find(({ metadata }) => metadata.name === name);

const rulesOf = (service: string, name: string): readonly Rule[] => {
  const { rules } = named(service, name)?.spec as { readonly rules: readonly Rule[] };
  return rules;
};

const ingress = 'cluster.local/ns/guichet-edge-ingress/sa/ingress';
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
          to: [{ operation: { methods: ['POST'], paths: ['/tokens/{*}/reveal'], ports: ['8121'] } }],
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

  it('asks for no second factor at a door, since only the program can tell how to show one, but for all else', () => {
    const rules = rulesOf('gateway', 'gateway-from-ingress');
    const refund = rules.find(({ to }) => to.some(({ operation: { paths } }) => paths.includes('/v1/payments/{*}/refunds')));
    expect(refund).toMatchObject({
      from: [{ source: { principals: [ingress], requestPrincipals: anyUser } }],
      when: [{ key: 'request.auth.audiences', values: ['guichet'] }, { key: 'request.auth.claims[roles]', values: ['operator', 'till'] }],
    });
    expect(JSON.stringify(rules)).not.toContain('acr');
  });

  it('still asks for one behind the door, wherever the door leads for the same', () => {
    const stepUps = planned('gateway').operations.filter(({ user }) => user?.acr).map(({ name }) => name);
    const behind = planned('gateway').outbound.flatMap(({ peer, operations }) => operations.filter(({ name }) => stepUps.includes(name)).map((operation) => ({ peer, operation })));
    expect(behind.map(({ operation }) => operation.name).sort()).toEqual(stepUps.toSorted());
    for (const { peer, operation: { method, path } } of behind) {
      const rule = rulesOf(peer.name, `${peer.name}-from-gateway`).find(({ to }) => to.some(({ operation: { methods, paths } }) => methods.includes(method) && paths.includes(authorizationPath(path))));
      expect(rule?.when).toContainEqual({ key: 'request.auth.claims[acr]', values: ['mfa'] });
    }
  });

  it('lets preflights in from the ingress gateway alone, without a token, on the paths that have an end user', () => {
    const asked = (name: string) => rulesOf('gateway', name).flatMap(({ from, to, when }) => to.filter(({ operation: { methods } }) => methods.includes('OPTIONS')).map(({ operation }) => ({ from, operation, when })));
    const paths = [...new Set(planned('gateway').operations.filter(({ user }) => user).map(({ path }) => authorizationPath(path)))].sort();
    expect(asked('gateway-from-ingress')).toEqual([{ from: [{ source: { principals: [ingress] } }], operation: { methods: ['OPTIONS'], paths, ports: ['8101'] }, when: undefined }]);
    expect(paths).not.toContain('/v1/webhooks/{*}');
  });

  it('lets no preflight in where the door takes no calls of other origins, nor behind a door', () => {
    for (const name of ['card-entry', 'payments', 'ledger']) expect(JSON.stringify(manifestsOf(authorization, name))).not.toContain('OPTIONS');
  });

  it('lets the ingress gateway of the zone call a service behind a public door', () => {
    expect(named('card-entry', 'card-entry-from-ingress')?.spec).toMatchObject({ rules: [{ from: [{ source: { principals: ['cluster.local/ns/guichet-cardholder-ingress/sa/ingress'] } }] }] });
  });
});
