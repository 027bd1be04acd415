/** How much of a basket may still be promised to a payment: what is due, without what payments hold or may still take that the basket has not heard of. Pure. */
import type { PaymentState } from './transitions.ts';

export interface DueOf {
  readonly due: { readonly amount: number };
  readonly payments: readonly { readonly payment: string; readonly covers: { readonly amount: number } }[];
}

export interface PromisedPayment {
  readonly id: string;
  readonly state: PaymentState;
  readonly amount: bigint;
  readonly held: bigint;
}

const underWay: readonly PaymentState[] = ['open', 'processing', 'requires-action'];

const more = (a: bigint, b: bigint): bigint => (a > b ? a : b);

/** `others` are payments that could still take something. */
export function remaining({ due, payments }: DueOf, ours: readonly PromisedPayment[]): { readonly left: bigint; readonly others: readonly string[] } {
  const covered = new Map(payments.map(({ payment, covers }) => [payment, BigInt(covers.amount)]));
  const claims = ours.map(({ id, state, amount, held }) => ({ id, open: underWay.includes(state), claim: more(more(underWay.includes(state) ? amount : 0n, held) - (covered.get(id) ?? 0n), 0n) }));
  const promised = claims.reduce((sum, { claim }) => sum + claim, 0n);
  return { left: more(BigInt(due.amount) - promised, 0n), others: claims.filter(({ open }) => open).map(({ id }) => id) };
}
