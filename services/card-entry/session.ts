/**
 * The card session: what payments signs and card-entry verifies, so that card fields open for one payment, one merchant and one page, and for minutes.
 * A signed JSON Web Token with a type of its own (RFC 8725, section 3.11): no other token that the same key may sign passes for one.
 */
import { errors, jwtVerify, SignJWT, type CryptoKey, type JWTVerifyGetKey, type KeyObject } from 'jose';
import { Type, type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { unauthenticated, unavailable } from '../kit/problem.ts';

export const sessionIssuer = 'payments';
export const sessionAudience = 'card-entry';
const type = 'card-session+jwt';
const algorithms = ['ES256', 'EdDSA'];

/** In seconds: as long as somebody looks for their card. */
export const sessionLifetime = 900;

const CardSession = Type.Object({
  payment: Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._~-]{0,63}$' }),
  merchant: Type.String({ pattern: '^(?![A-Za-z0-9._-]*[0-9]{12})[A-Za-z][A-Za-z0-9._-]{0,63}$' }),
  /** Of the page that shows the fields, as browsers write origins. It goes into a header and into the page: no sign that means something there. */
  origin: Type.String({ pattern: '^https?://[a-z0-9]([a-z0-9.-]{0,250}[a-z0-9])?(:[0-9]{1,5})?$' }),
  /** By which card entry is counted. @default 'web' */
  channel: Type.Optional(Type.Enum(['web', 'mobile'])),
});

export type CardSession = Static<typeof CardSession>;

const claims = Compile(CardSession);

export interface SigningKey {
  readonly key: CryptoKey | KeyObject;
  readonly kid: string;
  readonly alg: 'ES256' | 'EdDSA';
}

/** `id` tells sessions of one payment apart. */
export async function signCardSession({ key, kid, alg }: SigningKey, { payment, merchant, origin, channel }: CardSession, { id, now }: { readonly id: string; readonly now: Date }): Promise<string> {
  if (!claims.Check({ payment, merchant, origin, ...(channel !== undefined && { channel }) })) throw new Error('a card session names a payment, a merchant and the origin of the page that shows the fields');
  const at = Math.floor(now.getTime() / 1000);
  return new SignJWT({ merchant, origin, ...(channel !== undefined && { channel }) }).setProtectedHeader({ alg, kid, typ: type }).setIssuer(sessionIssuer).setAudience(sessionAudience).setSubject(payment).setJti(id).setIssuedAt(at).setExpirationTime(at + sessionLifetime).sign(key);
}

export interface VerifiedSession extends CardSession {
  readonly id: string;
}

/** Throws a ProblemError that says nothing of the session but whether it has ended. */
export async function verifyCardSession(token: string, { keys, now }: { readonly keys: JWTVerifyGetKey; readonly now: Date }): Promise<VerifiedSession> {
  const { payload } = await jwtVerify(token, keys, { issuer: sessionIssuer, audience: sessionAudience, typ: type, algorithms, maxTokenAge: sessionLifetime, clockTolerance: 30, currentDate: now, requiredClaims: ['sub', 'jti', 'exp', 'iat'] }).catch(refuse);
  const session: unknown = { payment: payload.sub, merchant: payload['merchant'], origin: payload['origin'], ...('channel' in payload && { channel: payload['channel'] }) };
  if (!claims.Check(session) || payload.jti === undefined) throw unauthenticated('the card session is not valid: open a new one for the payment');
  return { ...session, id: payload.jti };
}

function refuse(error: unknown): never {
  if (error instanceof errors.JWTExpired) throw unauthenticated('the card session has ended: open a new one for the payment');
  if (error instanceof errors.JOSEError) throw unauthenticated('the card session is not valid: open a new one for the payment');
  throw unavailable('the card session cannot be judged now: send the request again');
}
