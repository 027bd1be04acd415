/** Who can sign in on this machine. Passwords and authenticator secrets are new each time. */
import { randomBytes, randomUUID } from 'node:crypto';
import { Secret } from 'otpauth';
import type { SignIn } from '../../services/sandbox/identity/sign-in.ts';
import type { SandboxUser } from '../../services/sandbox/identity/src/users.ts';

export type UserName = 'customer' | 'guest' | 'till' | 'till-two' | 'operator' | 'marketer' | 'finance' | 'auditor';

interface Person {
  readonly roles: SandboxUser['roles'];
  readonly store?: string;
}

/** Two stores, so that what is bought in one can be brought back to another. */
const people: Readonly<Record<UserName, Person>> = {
  customer: { roles: ['customer'] },
  guest: { roles: ['guest'] },
  till: { roles: ['till'], store: 'vienna-1' },
  'till-two': { roles: ['till'], store: 'lyon-2' },
  operator: { roles: ['operator'] },
  marketer: { roles: ['marketer'] },
  finance: { roles: ['finance'] },
  auditor: { roles: ['auditor'] },
};

export interface DemoUser extends SandboxUser {
  readonly name: UserName;
}

/** The application in which somebody works. */
export const clientOf = ({ roles }: Pick<SandboxUser, 'roles'>): SignIn['client'] => (roles.includes('till') ? 'guichet-store' : roles.includes('customer') || roles.includes('guest') ? 'guichet-web' : 'guichet-office');

export const newUsers = (): readonly DemoUser[] =>
  (Object.keys(people) as UserName[]).map((name) => ({ name, subject: randomUUID(), password: randomBytes(12).toString('base64url'), totp: new Secret({ size: 20 }).base32, ...people[name] }));
