/** What provider, payments and ledger each say when everything has settled. Amounts are minor units. */
import type { Happened } from '../../services/sandbox/frame/part.ts';

export interface PaymentSaid {
  readonly id: string;
  readonly state: string;
  readonly capture: string;
  readonly amount: bigint;
  readonly currency: string;
  readonly basket: string | null;
}

export interface AttemptSaid {
  readonly id: string;
  readonly payment: string;
  readonly provider: string;
  readonly route: string;
  readonly state: string;
  readonly reference: string | null;
  readonly authorised: bigint;
  readonly captured: bigint;
  readonly released: bigint;
  readonly capturing: bigint;
  readonly releasing: bigint;
  readonly stray: boolean;
  readonly mismatch: string | null;
}

export interface OperationSaid {
  readonly id: string;
  readonly attempt: string;
  readonly kind: 'capture' | 'void' | 'refund';
  readonly state: string;
  readonly reference: string | null;
  readonly amount: bigint;
  readonly rest: bigint;
  readonly refunded: bigint;
  readonly refunding: bigint;
}

/** An entry of the journal; the amount is its debit side. */
export interface EntrySaid {
  readonly id: string;
  readonly state: 'posted' | 'pending' | 'released';
  readonly kind: string;
  readonly payment: string;
  readonly pending: string | null;
  readonly currency: string;
  readonly amount: bigint;
}

/** What a basket has heard of a payment. */
export interface TenderSaid {
  readonly payment: string;
  readonly captured: bigint;
  readonly refunded: bigint;
}

/** What a payer or till was answered: never less afterwards. */
export interface Promised {
  readonly payment: string;
  readonly captured: bigint;
  readonly refunded: bigint;
}

export interface Books {
  readonly provider: readonly Happened[];
  readonly payments: readonly PaymentSaid[];
  readonly attempts: readonly AttemptSaid[];
  readonly operations: readonly OperationSaid[];
  readonly entries: readonly EntrySaid[];
  readonly tenders: readonly TenderSaid[];
  readonly promised: readonly Promised[];
  /** Of all accounts, by currency. */
  readonly sums: Readonly<Record<string, bigint>>;
}
