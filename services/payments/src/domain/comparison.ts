/** Whether what a provider says is about what was asked. Pure. */
import type { MoneyJson } from '../../../kit/money.ts';
import type { Method } from '../../../provider.ts';

/** Here the payer decides what they send: more than was asked is theirs to get back, and counts until then. */
const payerSends: readonly Method[] = ['crypto', 'bank-transfer'];

export interface Asked {
  readonly amount: bigint;
  readonly currency: string;
  readonly method?: Method;
  /** The provider's reference, once there is money behind it. */
  readonly reference?: string | null;
}

export interface Said {
  readonly amount?: MoneyJson | undefined;
  readonly reference?: string | undefined;
}

/** What does not fit, in words; `undefined` where all does. */
export function mismatchOf({ amount, currency, method, reference }: Asked, said: Said): string | undefined {
  if (said.amount && said.amount.currency !== currency) return `the provider says ${said.amount.currency}, and ${currency} was asked for`;
  const more = said.amount && method !== undefined && payerSends.includes(method) && BigInt(said.amount.amount) > amount;
  if (said.amount && !more && BigInt(said.amount.amount) !== amount) return `the provider says ${said.amount.amount}, and ${amount} was asked for`;
  if (reference && said.reference && said.reference !== reference) return `the provider says ${said.reference}, and its reference was ${reference}`;
  return undefined;
}

/** What counts: what was asked, or what the payer has sent beyond it. */
export const counted = ({ amount }: Asked, said: Said): bigint => (said.amount && BigInt(said.amount.amount) > amount ? BigInt(said.amount.amount) : amount);
