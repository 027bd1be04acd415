/**
 * The end user behind a request. The mesh has verified the token already; the program does so again, since it is the program whose data it is, and
 * asks for what the operation declares.
 */
import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { EndUser } from '../../constructs/declaration/index.ts';
import { forbidden, ProblemError, unauthenticated, unavailable } from './problem.ts';
import { remembering } from './remembered.ts';

export interface User {
  /** Who it is for ever, as the identity provider names them: never a name or an address. */
  readonly subject: string;
  /** All roles of the token, those that the operation did not ask for included. */
  readonly roles: readonly string[];
  /** How they have shown who they are (OpenID Connect Core 1.0, section 2). */
  readonly acr?: string;
  /** The store that a till or its operator stands in. */
  readonly store?: string;
  /** The client that the token was given to (`client_id` of RFC 9068, `azp` of OpenID Connect Core 1.0). */
  readonly client?: string;
  /** The channel of that client, where the identity provider says it. */
  readonly channel?: string;
  /** When they have last shown who they are (`auth_time`), in seconds since 1970. */
  readonly authenticatedAt?: number;
}

/** Who sent this `Authorization` header. Throws a ProblemError: 401 without a valid token, 403 without a role that is asked for. */
export type VerifyUser = (authorization: string | undefined, wanted: EndUser) => Promise<User>;

/** Made by constructs/settings.ts for services of which an operation declares a user. */
export const identityVariables = {
  IDENTITY_ISSUER: Type.String({ minLength: 1 }),
  IDENTITY_AUDIENCE: Type.String({ minLength: 1 }),
  IDENTITY_JWKS_URI: Type.String({ pattern: '^https?://' }),
} as const;

export interface IdentityProps {
  /** Equals the token's `iss` to the letter. */
  readonly issuer: string;
  readonly audience: string;
  /** {@link remoteKeys} in production. */
  readonly keys: JWTVerifyGetKey;
  /** @default the clock of this machine */
  readonly now?: () => Date;
}

/** The identity provider's key set: fetched when first needed, and again when a token names a key that it does not hold. */
export const remoteKeys = (uri: string): JWTVerifyGetKey => createRemoteJWKSet(new URL(uri), { timeoutDuration: 2_000, cooldownDuration: 10_000 });

/** Only signatures that nobody who verifies can make (RFC 8725, section 3.1). */
const algorithms = ['RS256', 'PS256', 'ES256', 'EdDSA'];

/** As much as clocks may differ, in seconds; the mesh allows a minute. */
const clockTolerance = 30;

const claims = Compile(
  Type.Object({
    sub: Type.String({ minLength: 1, maxLength: 255 }),
    roles: Type.Array(Type.String()),
    acr: Type.Optional(Type.String()),
    store: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
    client_id: Type.Optional(Type.String({ minLength: 1, maxLength: 255 })),
    azp: Type.Optional(Type.String({ minLength: 1, maxLength: 255 })),
    channel: Type.Optional(Type.String({ maxLength: 32 })),
    auth_time: Type.Optional(Type.Number()),
  }),
);

/** A refusal with the challenge that RFC 6750 asks for, section 3; a missing second factor as RFC 9470 has it. */
export function challenge(detail: string, parameters: string): ProblemError {
  const { problem } = unauthenticated(detail);
  return new ProblemError({ ...problem, headers: { 'www-authenticate': `Bearer ${parameters}` } });
}

export function verifyUser({ issuer, audience, keys, now = () => new Date() }: IdentityProps): VerifyUser {
  const verified = remembering(async (token) => {
    const payload = await jwtVerify(token, keys, { issuer, audience, algorithms, clockTolerance, currentDate: now(), requiredClaims: ['sub', 'exp'] }).then(({ payload: read }) => read, refuse);
    return { whose: userOf(payload), until: ((payload.exp ?? 0) + clockTolerance) * 1_000 };
  }, now);
  return async (authorization, wanted) => {
    const [, token] = /^Bearer ([A-Za-z0-9._-]+)$/i.exec(authorization ?? '') ?? [];
    if (token === undefined) throw challenge('send an Authorization header with Bearer and an access token', 'realm="guichet"');
    return allowed(await verified(token), wanted);
  };
}

/** What says something about our identity provider and nothing about the token. */
const keysAreAway = (error: unknown): boolean => !(error instanceof errors.JOSEError) || ['ERR_JOSE_GENERIC', 'ERR_JWKS_TIMEOUT', 'ERR_JWKS_INVALID'].includes(error.code);

function refuse(error: unknown): never {
  if (keysAreAway(error)) throw unavailable('the keys of the identity provider cannot be read: send the request again');
  throw challenge(error instanceof errors.JWTExpired ? 'the access token has expired' : 'the access token is not valid here', 'error="invalid_token"');
}

function userOf(payload: JWTPayload): User {
  if (!claims.Check(payload)) throw challenge('the access token does not say who its user is', 'error="invalid_token"');
  const { sub, roles, acr, store, client_id: id, azp, channel, auth_time: time } = payload;
  const client = id ?? azp;
  return { subject: sub, roles, ...(acr !== undefined && { acr }), ...(store !== undefined && { store }), ...(client !== undefined && { client }), ...(channel !== undefined && { channel }), ...(time !== undefined && { authenticatedAt: time }) };
}

function allowed(user: User, { roles, acr }: EndUser): User {
  if (!roles.some((role) => user.roles.includes(role))) throw forbidden(`this takes one of the roles ${roles.join(', ')}`);
  if (acr !== undefined && user.acr !== acr) throw challenge(`this takes a token that was given after a second factor (acr ${acr})`, `error="insufficient_user_authentication", acr_values="${acr}"`);
  return user;
}
