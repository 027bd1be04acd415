/** What may be asked of a route beyond paying; the reason in words where it may not. Pure. */
import type { Route } from '../../../provider.ts';

type Asked = Pick<Route, 'name' | 'captures' | 'voids' | 'refunds'>;

export interface Capturing {
  readonly amount: bigint;
  /** What is left of the authorisation. */
  readonly left: bigint;
  readonly earlier: number;
}

export function captureFault({ name, captures }: Asked, { amount, left, earlier }: Capturing): string | undefined {
  if (captures !== 'many-partial' && earlier > 0) return `${name} captures once`;
  return captures === 'one-full' && amount !== left ? `${name} captures all of ${left} at once` : undefined;
}

/** Where a route captures once, what is not taken then is given back. */
export const isFinal = ({ captures }: Asked, wanted: boolean): boolean => wanted || captures !== 'many-partial';

export const voidFault = ({ name, voids }: Asked): string | undefined => (voids ? undefined : `${name} cannot take an authorisation back: it ends by itself`);

export function refundFault({ name, refunds }: Asked, { amount, whole }: { readonly amount: bigint; readonly whole: bigint }): string | undefined {
  if (refunds === 'none') return `${name} gives nothing back: pay the customer by another way`;
  return refunds === 'full' && amount !== whole ? `${name} gives back all of ${whole} at once` : undefined;
}
