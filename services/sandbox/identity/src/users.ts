/** Whom the provider knows: a file of JSON that only its owner reads. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import { Type, type Static } from 'typebox';
import { Compile } from 'typebox/compile';

const User = Type.Object({
  /** What they write into the form. */
  name: Type.String({ pattern: '^[a-z][a-z0-9-]{0,30}$' }),
  subject: Type.String({ minLength: 1, maxLength: 64 }),
  password: Type.String({ minLength: 12 }),
  /** Base32, as authenticator applications read it. */
  totp: Type.String({ pattern: '^[A-Z2-7]{26,}$' }),
  roles: Type.Array(Type.Enum(['customer', 'guest', 'till', 'operator', 'marketer', 'finance', 'auditor']), { minItems: 1 }),
  store: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
}, { additionalProperties: false });

export type SandboxUser = Static<typeof User>;

const file = Compile(Type.Array(User, { minItems: 1 }));

/** Throws an error that repeats nothing of the file. */
export function readUsers(text: string): readonly SandboxUser[] {
  let users: unknown;
  try {
    users = JSON.parse(text);
  } catch {
    throw new Error('the file of users is not JSON');
  }
  if (!file.Check(users)) throw new Error(`the file of users is not as it must be: ${file.Errors(users).map(({ instancePath, message }) => `${instancePath} ${message}`).join('; ')}`);
  return users;
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

export const passwordFits = (user: SandboxUser | undefined, password: string): boolean => timingSafeEqual(digest(user?.password ?? ''), digest(password)) && user !== undefined;

const totpOf = ({ totp }: SandboxUser): TOTP => new TOTP({ issuer: 'Guichet', secret: Secret.fromBase32(totp), digits: 6, period: 30 });

/** What the user's authenticator shows at a time, in milliseconds since the epoch. */
export const codeOf = (user: SandboxUser, timestamp: number): string => totpOf(user).generate({ timestamp });

/** Reads codes of now and of half a minute ago or ahead (RFC 6238, section 5.2), each once. */
export function createSecondFactor(now: () => number) {
  const used = new Map<string, number>();
  return (user: SandboxUser, code: string): boolean => {
    const timestamp = now();
    const delta = totpOf(user).validate({ token: code, timestamp, window: 1 });
    if (delta === null) return false;
    const step = Math.floor(timestamp / 30_000) + delta;
    if (step <= (used.get(user.subject) ?? -1)) return false;
    used.set(user.subject, step);
    return true;
  };
}
