/** What the OpenID provider of this machine is: authorisation code with PKCE, access tokens as JSON Web Tokens (RFC 9068), step-up by `acr`. */
import { randomBytes } from 'node:crypto';
import { errors, interactionPolicy, Provider, type Configuration, type KoaContextWithOIDC } from 'oidc-provider';
import { exportJWK, generateKeyPair } from 'jose';
import type { SandboxUser } from './users.ts';

/** What `stepUp` of constructs/declaration asks for: a second factor was shown. */
export const secondFactorAcr = 'mfa';

/** The applications of the shop, by which the gateway knows the channel: public clients, which prove themselves by PKCE (RFC 8252). */
export const clients = ['guichet-web', 'guichet-mobile', 'guichet-store', 'guichet-office'] as const;

export interface ProviderProps {
  readonly issuer: string;
  readonly audience: string;
  readonly users: readonly SandboxUser[];
}

const { Check, base } = interactionPolicy;

/** Whether this request asks for a second factor that the session has not shown. */
const lacksSecondFactor = ({ oidc }: KoaContextWithOIDC): boolean => String(oidc.params?.['acr_values'] ?? '').split(' ').includes(secondFactorAcr) && oidc.session?.acr !== secondFactorAcr;

function policy() {
  const prompts = base();
  prompts.get('login')?.checks.add(new Check('second_factor', 'a second factor is asked for', 'login_required', (ctx) => (lacksSecondFactor(ctx) ? Check.REQUEST_PROMPT : Check.NO_NEED_TO_PROMPT)));
  // A native application is asked for consent each time, since another one may pass for it (RFC 8252, section 8.6): here all are ours.
  prompts.get('consent')?.checks.remove('native_client_prompt');
  return prompts;
}

/** When and how they have shown who they are, as the code or the refresh token that is exchanged now remembers (RFC 9068, section 2.2.1). */
function shownOf({ oidc: { entities } }: KoaContextWithOIDC): Readonly<Record<string, string | number>> {
  const { acr, authTime } = entities.AuthorizationCode ?? entities.RefreshToken ?? {};
  return { ...(acr !== undefined && { acr }), ...(authTime !== undefined && { auth_time: authTime }) };
}

const scope = 'openid offline_access';

/** The first client that somebody uses is one of ours: nobody is asked whether it may. */
const grantOwn = (audience: string): Configuration['loadExistingGrant'] => async (ctx) => {
  const { client, session, provider } = ctx.oidc;
  if (!client || session?.accountId === undefined) return undefined;
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope(scope);
  grant.addResourceScope(audience, '');
  await grant.save();
  return grant;
};

export async function createProvider({ issuer, audience, users }: ProviderProps): Promise<Provider> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const key = { ...(await exportJWK(privateKey)), kid: randomBytes(8).toString('hex'), alg: 'ES256', use: 'sig' };
  const userOf = (subject: string | undefined): SandboxUser | undefined => users.find((one) => one.subject === subject);
  // The identifier of a resource is an absolute URI (RFC 8707); tokens name the audience itself.
  const resource = `urn:${audience}`;
  return new Provider(issuer, {
    jwks: { keys: [key] },
    clients: clients.map((client_id) => ({ client_id, application_type: 'native', token_endpoint_auth_method: 'none', redirect_uris: ['http://127.0.0.1/callback'], grant_types: ['authorization_code', 'refresh_token'], id_token_signed_response_alg: 'ES256' })),
    clientAuthMethods: ['none'],
    pkce: { required: () => true },
    acrValues: [secondFactorAcr],
    cookies: { keys: [randomBytes(32).toString('hex')] },
    claims: { openid: ['sub', 'roles', 'store', 'acr'] },
    interactions: { url: (_, { uid }) => `/interaction/${uid}`, policy: policy() },
    findAccount: (_, subject) => {
      const user = userOf(subject);
      return user && { accountId: subject, claims: () => ({ sub: subject, roles: user.roles, ...(user.store !== undefined && { store: user.store }) }) };
    },
    loadExistingGrant: grantOwn(resource),
    issueRefreshToken: async (_, client, code) => client.grantTypeAllowed('refresh_token') && code.scopes.has('offline_access'),
    extraTokenClaims: async (ctx, token) => {
      const user = userOf('accountId' in token ? token.accountId : undefined);
      if (!user) return undefined;
      return { roles: user.roles, azp: token.clientId, ...(user.store !== undefined && { store: user.store }), ...shownOf(ctx) };
    },
    features: {
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => resource,
        useGrantedResource: () => true,
        getResourceServerInfo: (_, asked) => {
          if (asked !== resource) throw new errors.InvalidTarget(`ask for ${resource}, or for nothing`);
          return { scope: '', audience, accessTokenFormat: 'jwt', accessTokenTTL: 900, jwt: { sign: { alg: 'ES256' } } };
        },
      },
    },
    ttl: { Session: 8 * 3600, Interaction: 600, Grant: 8 * 3600, AuthorizationCode: 60, IdToken: 900, RefreshToken: 8 * 3600 },
    clientBasedCORS: () => true,
    renderError: (ctx, { error, error_description }) => {
      ctx.type = 'text/plain';
      ctx.body = `${error}: ${error_description ?? 'no more is known'}\n`;
    },
  });
}
