/** Signs card sessions with the key of `private.jwk` (RFC 7517). */
import { createPrivateKey } from 'node:crypto';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { sessionLifetime, signCardSession, type SigningKey } from '../../../card-entry/session.ts';
import type { SecretFiles } from '../../../kit/secrets.ts';

const named = { kid: Type.String({ minLength: 1, maxLength: 64 }), x: Type.String(), d: Type.String() } as const;
const privateJwk = Compile(Type.Union([Type.Object({ ...named, kty: Type.Literal('EC'), crv: Type.Literal('P-256'), y: Type.String() }), Type.Object({ ...named, kty: Type.Literal('OKP'), crv: Type.Literal('Ed25519') })]));

/** Throws an error that repeats nothing of the file. */
export function readSigningKey(files: SecretFiles): SigningKey {
  const jwk = parsed(files['private.jwk'] ?? '');
  if (!privateJwk.Check(jwk)) throw new Error('private.jwk of card-session-keys is no private P-256 or Ed25519 key with a kid');
  return { key: createPrivateKey({ key: jwk, format: 'jwk' }), kid: jwk.kid, alg: jwk.kty === 'EC' ? 'ES256' : 'EdDSA' };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('private.jwk of card-session-keys is not JSON');
  }
}

export interface Session {
  readonly session: string;
  readonly merchant: string;
  readonly expiresAt: string;
}

export type OpenSession = (of: { readonly payment: string; readonly origin: string; readonly channel?: 'web' | 'mobile' }, at: { readonly id: string; readonly now: Date }) => Promise<Session>;

export const sessionOpener = (key: () => SigningKey, merchant: string): OpenSession => async (of, { id, now }) => ({
  session: await signCardSession(key(), { ...of, merchant }, { id, now }),
  merchant,
  expiresAt: new Date((Math.floor(now.getTime() / 1000) + sessionLifetime) * 1000).toISOString(),
});
