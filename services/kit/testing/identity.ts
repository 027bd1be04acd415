/** An identity provider for tests: its own key, its own issuer. Nothing of it is known to any program outside a test. */
import { createLocalJWKSet, exportJWK, generateKeyPair, SignJWT, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import type { Role } from '../../../constructs/declaration/index.ts';
import { verifyUser, type VerifyUser } from '../user.ts';

export interface TestToken {
  /** @default 'someone' */
  readonly subject?: string;
  readonly roles: readonly Role[];
  readonly acr?: string;
  readonly store?: string;
  /** Further claims, or others in the place of what is made here. */
  readonly claims?: Readonly<Record<string, unknown>>;
}

export interface TestIdentity {
  readonly issuer: string;
  readonly audience: string;
  readonly keys: JWTVerifyGetKey;
  /** What an identity provider serves at its JWKS address. */
  readonly jwks: JSONWebKeySet;
  readonly verify: VerifyUser;
  /** An access token of ten minutes. */
  readonly token: (of: TestToken) => Promise<string>;
  /** The header with such a token. */
  readonly authorization: (of: TestToken) => Promise<{ readonly authorization: string }>;
}

/** `now` is the clock that tokens are made and judged by. */
export async function testIdentity(now: () => Date = () => new Date()): Promise<TestIdentity> {
  const issuer = 'https://identity.test.invalid/realms/guichet';
  const audience = 'guichet';
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: 'test', alg: 'ES256', use: 'sig' }] };
  const keys = createLocalJWKSet(jwks);
  const token = ({ subject = 'someone', roles, acr, store, claims = {} }: TestToken): Promise<string> => {
    const seconds = Math.floor(now().getTime() / 1000);
    const payload = { iss: issuer, aud: audience, sub: subject, iat: seconds, exp: seconds + 600, roles: [...roles], ...(acr !== undefined && { acr }), ...(store !== undefined && { store }), ...claims };
    return new SignJWT(payload).setProtectedHeader({ alg: 'ES256', kid: 'test' }).sign(privateKey);
  };
  return { issuer, audience, keys, jwks, verify: verifyUser({ issuer, audience, keys, now }), token, authorization: async (of) => ({ authorization: `Bearer ${await token(of)}` }) };
}
