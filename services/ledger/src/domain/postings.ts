/** What payment events mean in double entry. Pure. */
import { createHash } from 'node:crypto';
import type { Line, NewEntry } from './entry.ts';

/** Accounts per provider and currency; the currency is part of the name since an account has one. A name is an identifier that a path can hold. */
export const accounts = (provider: string, currency: string) => {
  const code = currency.toLowerCase();
  return {
    /** What customers have promised and the provider has not yet taken. */
    authorised: `authorised.${provider}.${code}`,
    /** The other side of a promise. */
    reserved: `reserved.${provider}.${code}`,
    /** What the provider has taken and owes us. */
    receivable: `receivable.${provider}.${code}`,
    sales: `sales.${code}`,
    refunds: `refunds.${code}`,
    fees: `fees.${provider}.${code}`,
    bank: `bank.${code}`,
  } as const;
};

interface PaymentFact {
  /** The event's identifier becomes the entry's: a repetition cannot be written twice. */
  readonly id: string;
  readonly payment: string;
  readonly provider: string;
  /** The provider's reference, which its settlement files name. */
  readonly reference: string;
  /** Minor units, more than zero. */
  readonly amount: bigint;
  readonly currency: string;
  readonly at: Date;
}

const transfer = (debit: string, credit: string, amount: bigint): Line[] => [
  { account: debit, amount },
  { account: credit, amount: -amount },
];

const base = ({ id, payment, reference, currency, at }: PaymentFact) => ({ id, payment, reference, currency, effectiveAt: at });

/** Reserves until `expiresAt`. */
export function authorisation(fact: PaymentFact & { readonly expiresAt: Date }): NewEntry {
  const { authorised, reserved } = accounts(fact.provider, fact.currency);
  return { ...base(fact), state: 'pending', kind: 'authorisation', expiresAt: fact.expiresAt, lines: transfer(authorised, reserved, fact.amount) };
}

/** Gives back part or all of what was reserved by `pending`. */
export function release(fact: PaymentFact & { readonly pending: string; readonly kind: 'capture' | 'void' | 'expiry' }): NewEntry {
  const { authorised, reserved } = accounts(fact.provider, fact.currency);
  return { ...base(fact), state: 'released', kind: fact.kind, pending: fact.pending, lines: transfer(reserved, authorised, fact.amount) };
}

/** Takes money that was reserved by `pending`, which is released by as much; without one, money that was taken at once. */
export function capture(fact: PaymentFact & { readonly pending?: string }): NewEntry[] {
  const { receivable, sales } = accounts(fact.provider, fact.currency);
  const taken: NewEntry = { ...base(fact), state: 'posted', kind: 'capture', lines: transfer(receivable, sales, fact.amount) };
  if (fact.pending === undefined) return [taken];
  return [release({ ...fact, id: derivedId(fact.id, 'release'), pending: fact.pending, kind: 'capture' }), taken];
}

/** A second identifier from a first: the same one whenever it is derived again (UUID version 8, RFC 9562). */
export function derivedId(id: string, purpose: string): string {
  const hex = createHash('sha256').update(`${purpose}\n${id}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

export function refund(fact: PaymentFact): NewEntry {
  const { receivable, refunds } = accounts(fact.provider, fact.currency);
  return { ...base(fact), state: 'posted', kind: 'refund', lines: transfer(refunds, receivable, fact.amount) };
}

/** What the provider owes no longer, since its settlement file says that it arrived at the bank, less its fee. */
export function settlement({ settles, fee, ...fact }: PaymentFact & { readonly settles: 'capture' | 'refund'; readonly fee: bigint }): NewEntry {
  const { bank, fees, receivable } = accounts(fact.provider, fact.currency);
  const owed = settles === 'capture' ? fact.amount : -fact.amount;
  const lines = [
    { account: bank, amount: owed - fee },
    { account: fees, amount: fee },
    { account: receivable, amount: -owed },
  ].filter(({ amount }) => amount !== 0n);
  return { ...base(fact), state: 'posted', kind: 'settlement', lines };
}

/** What the provider keeps beside any payment; negative where it gives some back. */
export function fee(fact: PaymentFact): NewEntry {
  const { bank, fees } = accounts(fact.provider, fact.currency);
  return { ...base(fact), state: 'posted', kind: 'fee', lines: transfer(fees, bank, fact.amount) };
}
