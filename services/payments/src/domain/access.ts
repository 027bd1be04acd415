/** Who may see, pay and refund which payment. Whoever may not is told that there is none. Pure. */
import { exponentOf } from '../../../kit/money.ts';
import type { User } from '../../../kit/user.ts';

export interface Visible {
  readonly basket: string | null;
  readonly owner: string | null;
  readonly store: string | null;
  readonly stores: readonly string[];
}

/** The store that a user speaks for; only tills speak for one. */
export const storeOf = ({ roles, store }: User): string | undefined => (roles.includes('till') ? store : undefined);

export const operates = ({ roles }: User): boolean => roles.includes('operator');

const shops = ({ roles }: User): boolean => roles.includes('customer') || roles.includes('guest');

/** The payer, and the tills of the store that opened it or may pay its basket. */
export function pays(user: User, { owner, store, stores }: Omit<Visible, 'basket'>): boolean {
  if (shops(user) && owner !== null && user.subject === owner) return true;
  const own = storeOf(user);
  return own !== undefined && (own === store || stores.includes(own));
}

export const sees = (user: User, payment: Visible): boolean => operates(user) || pays(user, payment);

/** Goods of a basket may be brought back to any store: its till, of which the operation has asked a second factor, gives the money back. */
export const refunds = (user: User, payment: Visible): boolean => sees(user, payment) || (storeOf(user) !== undefined && payment.basket !== null);

/** What tills may refund of one payment in all, in minor units. */
export const tillLimit = (major: number, currency: string): bigint => BigInt(major) * 10n ** BigInt(exponentOf(currency));
