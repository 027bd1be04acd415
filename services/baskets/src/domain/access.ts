/** Who sees which basket. Whoever does not is told that there is none. Pure. */
import type { User } from '../../../kit/user.ts';

export interface Visible {
  readonly owner: string;
  /** The store whose till opened it. */
  readonly store: string | null;
  /** Stores of which a till fetched its code, lately. */
  readonly fetchedBy: readonly string[];
}

/** The store that a user speaks for; only tills speak for one. */
export const storeOf = ({ roles, store }: User): string | undefined => (roles.includes('till') ? store : undefined);

const shops = ({ roles }: User): boolean => roles.includes('customer') || roles.includes('guest');

export function sees(user: User, { owner, store, fetchedBy }: Visible): boolean {
  if (shops(user) && user.subject === owner) return true;
  const own = storeOf(user);
  return own !== undefined && (own === store || fetchedBy.includes(own));
}
