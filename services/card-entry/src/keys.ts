/** The public keys of card sessions, from the text of `jwks.json` (RFC 7517). */
import { createLocalJWKSet, type JWTVerifyGetKey } from 'jose';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';

const named = { kid: Type.String({ minLength: 1, maxLength: 64 }), x: Type.String(), d: Type.Optional(Type.Never()) } as const;

/** Two kinds of signature; a private part has no business here. */
const keySet = Compile(
  Type.Object({ keys: Type.Array(Type.Union([Type.Object({ ...named, kty: Type.Literal('EC'), crv: Type.Literal('P-256'), y: Type.String() }), Type.Object({ ...named, kty: Type.Literal('OKP'), crv: Type.Literal('Ed25519') })]), { minItems: 1 }) }),
);

/** Throws an error that repeats nothing of the file. */
export function readSessionKeys(files: Readonly<Record<string, string>>): JWTVerifyGetKey {
  const set = parsed(files['jwks.json'] ?? '');
  if (!keySet.Check(set)) throw new Error('jwks.json of session-verification-keys is no set of public P-256 or Ed25519 keys, each with a kid');
  return createLocalJWKSet({ keys: [...set.keys] });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('jwks.json of session-verification-keys is not JSON');
  }
}
