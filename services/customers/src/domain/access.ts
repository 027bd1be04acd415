/** Who may see what is one customer's. Pure. */
import type { User } from '../../../kit/user.ts';

/** An operator says why they look, and the customer is told. */
export interface Because {
  readonly reader: string;
  readonly reason: string;
  readonly case: string | null;
}

/** `hidden`: to whoever asks, there is no such customer, whether there is one or not. */
export type Access = { readonly as: 'customer' } | { readonly as: 'operator'; readonly because: Because } | { readonly as: 'reasonless' } | { readonly as: 'hidden' };

export const isOwn = ({ subject, roles }: User, customer: string): boolean => roles.includes('customer') && subject === customer;

export function accessOf(user: User, customer: string, { reason, case: reference }: { readonly reason?: string; readonly case?: string }): Access {
  if (isOwn(user, customer)) return { as: 'customer' };
  if (!user.roles.includes('operator')) return { as: 'hidden' };
  return reason === undefined ? { as: 'reasonless' } : { as: 'operator', because: { reader: user.subject, reason, case: reference ?? null } };
}
