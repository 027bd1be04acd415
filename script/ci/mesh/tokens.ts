/** Access tokens of end users (RFC 9068), signed with a key of this run, and the ways in which a token can be wrong. */
import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import type { EndUser, Environment, Role } from '../../../constructs/declaration/index.ts';
import type { Plan } from '../../../constructs/plan.ts';

type Claims = Readonly<Record<string, string | number | readonly string[] | undefined>>;

export interface WrongToken {
  /** What is wrong with it, such as `expired`. */
  readonly how: string;
  /** Absent where no token is sent. */
  readonly token?: string;
}

const base64url = (value: object | string): string => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

const newKey = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });

function jwt(key: KeyObject, claims: Claims): string {
  const body = `${base64url({ alg: 'ES256', typ: 'at+jwt', kid: 'ci' })}.${base64url(claims)}`;
  return `${body}.${sign('sha256', Buffer.from(body), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}

/** Issues tokens in the place of an environment's identity provider. */
export class Issuer {
  readonly #identity: Environment['identity'];
  /** Every role that some operation asks for. */
  readonly #roles: readonly Role[];
  readonly #keys = newKey();
  readonly #foreign = newKey();
  readonly #now = Math.floor(Date.now() / 1000);

  constructor({ environment, services }: Pick<Plan, 'environment' | 'services'>) {
    this.#identity = environment.identity;
    this.#roles = [...new Set(services.flatMap(({ operations }) => operations.flatMap(({ user }) => user?.roles ?? [])))].sort();
  }

  /** The JSON Web Key Set (RFC 7517) that verifies the tokens. */
  get jwks(): string {
    return JSON.stringify({ keys: [{ ...this.#keys.publicKey.export({ format: 'jwk' }), kid: 'ci', alg: 'ES256', use: 'sig' }] });
  }

  /** A token that an operation for `user` takes, of the named role. */
  right({ roles: [first], acr }: EndUser, role: Role = first): string {
    return jwt(this.#keys.privateKey, this.#claims([role], acr));
  }

  /** No token, and every token that an operation for `user` must not take. */
  wrong({ roles: allowed, acr }: EndUser): WrongToken[] {
    const right = this.#claims([allowed[0]], acr);
    const made = (how: string, changed: Claims): WrongToken => ({ how, token: jwt(this.#keys.privateKey, { ...right, ...changed }) });
    const token = jwt(this.#keys.privateKey, right);
    const [header = '', , signature = ''] = token.split('.');
    return [
      { how: 'no token' },
      made('expired', { iat: this.#now - 7200, exp: this.#now - 3600 }),
      made('not valid yet', { nbf: this.#now + 3600 }),
      made('another issuer', { iss: 'https://sso.elsewhere.example/realms/guichet' }),
      made('another audience', { aud: ['elsewhere'] }),
      made('no audience', { aud: undefined }),
      made('no role', { roles: undefined }),
      ...this.#roles.filter((role) => !allowed.includes(role)).map((role) => made(`role ${role}`, { roles: [role] })),
      made('a role that begins as the right one', { roles: [`${allowed[0]}s`] }),
      ...(acr ? [made('no second factor', { acr: undefined }), made('a weaker second factor', { acr: 'pwd' })] : []),
      { how: 'signed with another key', token: jwt(this.#foreign.privateKey, right) },
      { how: 'changed after signing', token: `${header}.${base64url({ ...right, sub: 'somebody-else' })}.${signature}` },
      { how: 'unsigned (alg none)', token: `${base64url({ alg: 'none', typ: 'at+jwt' })}.${base64url(right)}.` },
    ];
  }

  #claims(held: readonly Role[], acr: string | undefined): Claims {
    const { issuer, audience } = this.#identity;
    return { iss: issuer, aud: [audience], sub: '7d0f2f4e-customer', roles: held, acr, iat: this.#now - 10, exp: this.#now + 3600 };
  }
}
