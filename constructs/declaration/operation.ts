import type { Milliseconds } from './units.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** A path template of OpenAPI 3.1: `/payments/{payment}/captures`. A parameter is one whole segment. */
export type PathTemplate = `/${string}`;

/** What a person or their device may be, as the identity provider's `roles` claim names it. */
export type Role = 'customer' | 'guest' | 'till' | 'operator' | 'marketer' | 'finance' | 'auditor';

/**
 * The end user behind a call: their access token travels with it, and both the mesh and the program check it.
 * `acr` is the authentication context class that is asked for (OpenID Connect Core 1.0, section 2).
 */
export interface EndUser {
  readonly roles: readonly [Role, ...Role[]];
  readonly acr?: 'mfa';
}

export const user = (...roles: [Role, ...Role[]]): EndUser => ({ roles });

/** As {@link user}, after a second factor (PSD2 RTS on strong customer authentication, article 4). */
export const stepUp = (...roles: [Role, ...Role[]]): EndUser => ({ roles, acr: 'mfa' });

/** One thing that a service does when asked over HTTP. */
export interface Operation<P extends PathTemplate = PathTemplate> {
  readonly method: Method;
  readonly path: P;
  /** The longest that an answer may take, in milliseconds, its retries included. Callers wait no longer. */
  readonly timeout: Milliseconds;
  /** Whether the same call may be sent twice with the effect of one: RFC 9110 section 9.2.2, or an `Idempotency-Key`. */
  readonly idempotent: boolean;
  /** How often the mesh may repeat it after a failure that says nothing was done. Always 0 where `idempotent` is false. */
  readonly retries: number;
  /** Who stands behind the call; absent where a machine calls for itself. */
  readonly user?: EndUser;
}

/** The operations of a service by their names, which are OpenAPI `operationId`s. */
export type Operations = Readonly<Record<string, Operation>>;

interface OperationProps {
  readonly timeout: Milliseconds;
  readonly user?: EndUser;
}

/** @default retries - 2 */
interface IdempotentProps extends OperationProps {
  readonly retries?: 0 | 1 | 2 | 3;
}

/** A POST or PATCH is only repeated when it says how a repetition is recognised. */
type ByKeyProps = (OperationProps & { readonly idempotent: 'by-key'; readonly retries?: 0 | 1 | 2 | 3 }) | (OperationProps & { readonly idempotent: false });

const idempotent =
  (method: Method) =>
  <const P extends PathTemplate>(path: P, { retries = 2, ...props }: IdempotentProps): Operation<P> => ({ method, path, idempotent: true, retries, ...props });

const byKey =
  (method: Method) =>
  <const P extends PathTemplate>(path: P, props: ByKeyProps): Operation<P> => {
    const { timeout, user: behind } = props;
    const repeatable = props.idempotent === 'by-key';
    const retries = props.idempotent === 'by-key' ? (props.retries ?? 1) : 0;
    return { method, path, timeout, idempotent: repeatable, retries, ...(behind && { user: behind }) };
  };

export const get = idempotent('GET');
export const put = idempotent('PUT');
export const del = idempotent('DELETE');
export const post = byKey('POST');
export const patch = byKey('PATCH');
