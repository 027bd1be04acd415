/** What things cost, and when. Pure. */

/** A promotion of one product in one currency: from `start` on, until just before `end`. */
export interface Promotion {
  readonly id: string;
  /** Minor units. */
  readonly amount: bigint;
  readonly start: Date;
  readonly end: Date;
}

/** The price of one piece. */
export interface Offer {
  readonly unit: bigint;
  readonly promotion?: string;
}

const lasts = (at: Date) => ({ start, end }: Promotion): boolean => start <= at && at < end;

/** The lowest price at a moment. A promotion that is dearer than the catalogue changes nothing. */
export function offerAt(listed: bigint, promotions: readonly Promotion[], at: Date): Offer {
  return promotions.filter(lasts(at)).reduce<Offer>((best, { id, amount }) => (amount < best.unit ? { unit: amount, promotion: id } : best), { unit: listed });
}

/** How long quoted prices hold, in milliseconds: as long as a bank's or a chain's answer may take. */
export const quoteLasts = 60 * 60_000;

/** Prices stay as they were quoted while a payment is being made, and for good once one was. */
export const quoteHolds = ({ tendered, pricesUntil }: { readonly tendered: bigint; readonly pricesUntil: Date | null }, now: Date): boolean => tendered > 0n || (pricesUntil !== null && now < pricesUntil);
