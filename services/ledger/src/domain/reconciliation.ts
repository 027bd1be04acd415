/** Compares a settlement file with the ledger. Pure. */

/** A capture or refund in a settlement file. */
export interface SettlementLine {
  /** The line of the file, from 1. */
  readonly number: number;
  /** The provider's reference of the capture or refund. */
  readonly reference: string;
  readonly kind: 'capture' | 'refund';
  /** What was taken or given back, in minor units, more than zero. */
  readonly gross: bigint;
  /** What the provider keeps of it, in minor units; negative where it gives a fee back. */
  readonly fee: bigint;
  readonly currency: string;
}

/** A capture or refund of the ledger that no settlement has named yet. */
export interface Unsettled {
  readonly entry: string;
  readonly payment: string;
  readonly reference: string;
  readonly kind: 'capture' | 'refund';
  readonly amount: bigint;
  readonly currency: string;
  readonly at: Date;
  /** Whether an earlier file has missed it already. */
  readonly reported: boolean;
}

/**
 * - `missing`: the file names what the ledger does not know;
 * - `mismatched`: both know it, with other amounts or currencies;
 * - `duplicate`: the file names it more often than the ledger knows it;
 * - `expected`: the ledger knows it, it is old enough, and no file has named it: told once;
 * - `unsupported`: a line of a kind that a person must post, such as a chargeback.
 */
export interface Exception {
  readonly kind: 'missing' | 'mismatched' | 'duplicate' | 'expected' | 'unsupported';
  readonly reference: string;
  readonly detail: string;
}

export interface Matched {
  readonly line: SettlementLine;
  readonly unsettled: Unsettled;
}

export interface Reconciled {
  readonly matched: readonly Matched[];
  /** In the order of the file. */
  readonly exceptions: readonly (Exception & { readonly line: SettlementLine })[];
  readonly expected: readonly Unsettled[];
}

const keyOf = ({ kind, reference }: { readonly kind: string; readonly reference: string }): string => `${kind} ${reference}`;

/** `expectedBefore`: what happened earlier should be in a file by now, if the file settles its currency at all. */
export function reconcile(lines: readonly SettlementLine[], unsettled: readonly Unsettled[], expectedBefore: Date): Reconciled {
  // Providers that capture in parts may give every part one reference.
  const open = new Map<string, Unsettled[]>();
  for (const one of unsettled) open.set(keyOf(one), [...(open.get(keyOf(one)) ?? []), one]);
  const take = (line: SettlementLine, fits: (one: Unsettled) => boolean): Unsettled | undefined => {
    const known = open.get(keyOf(line)) ?? [];
    const found = known.find(fits);
    if (found) open.set(keyOf(line), known.filter((one) => one !== found));
    return found;
  };
  const matches = new Map<SettlementLine, Unsettled>();
  // What fits to the unit goes first, so that no other line takes its place.
  for (const line of lines) {
    const exact = take(line, ({ amount, currency }) => amount === line.gross && currency === line.currency);
    if (exact) matches.set(line, exact);
  }
  const named = new Set([...matches.keys()].map(keyOf));
  const exceptions = lines.filter((line) => !matches.has(line)).map((line) => {
    const near = take(line, () => true);
    const exception = { ...disagreement(line, near, named.has(keyOf(line))), reference: line.reference, line };
    named.add(keyOf(line));
    return exception;
  });
  const settled = new Set(lines.map(({ currency }) => currency));
  const expected = [...open.values()].flat().filter(({ currency, at, reported }) => settled.has(currency) && at < expectedBefore && !reported);
  return { matched: [...matches].map(([line, one]) => ({ line, unsettled: one })), exceptions, expected };
}

function disagreement({ kind, gross, currency }: SettlementLine, near: Unsettled | undefined, before: boolean): Pick<Exception, 'kind' | 'detail'> {
  if (near) return { kind: 'mismatched', detail: `the file says ${gross} ${currency}, the ledger ${near.amount} ${near.currency}` };
  if (before) return { kind: 'duplicate', detail: `the file names this ${kind} again, with ${gross} ${currency}` };
  return { kind: 'missing', detail: `the file names a ${kind} of ${gross} ${currency} that the ledger does not know, or knows as settled` };
}

export const overdue = ({ kind, reference, amount, currency, at }: Unsettled): Exception => ({ kind: 'expected', reference, detail: `a ${kind} of ${amount} ${currency} of ${at.toISOString()} should have been settled by now` });
