/** Click and collect: what may be reserved, and what a return gives back. Pure. */
import type { Item, Line } from './basket.ts';
import type { ReservationEvent } from './transitions.ts';

/** How long goods are held where nothing shorter is asked for, in milliseconds. */
export const holdLasts = 48 * 60 * 60_000;

export interface ReservedItem extends Item {
  readonly returned: number;
}

/** Quantities by product. */
export const quantities = (items: readonly Item[]): ReadonlyMap<string, number> =>
  items.reduce((counts, { product, quantity }) => counts.set(product, (counts.get(product) ?? 0) + quantity), new Map<string, number>());

/** Why these cannot be reserved out of a basket; empty where they can. */
export function reserveFaults(wanted: readonly Item[], basket: readonly Item[], reserved: readonly Item[]): string[] {
  const [there, taken] = [quantities(basket), quantities(reserved)];
  return [...quantities(wanted)].flatMap(([product, quantity]) => {
    const free = (there.get(product) ?? 0) - (taken.get(product) ?? 0);
    return quantity <= free ? [] : [`${quantity} of ${product} are wanted, and ${free} in the basket are not reserved yet`];
  });
}

/** All that is not reserved yet. */
export function unreserved(basket: readonly Item[], reserved: readonly Item[]): Item[] {
  const taken = quantities(reserved);
  return basket.map(({ product, quantity }) => ({ product, quantity: quantity - (taken.get(product) ?? 0) })).filter(({ quantity }) => quantity > 0);
}

export type Return = { readonly faults: readonly string[] } | { readonly event: ReservationEvent; readonly items: readonly ReservedItem[]; readonly refund: bigint };

/** Takes goods back at the price that was paid for them. */
export function giveBack(items: readonly ReservedItem[], back: readonly Item[], paid: readonly Line[]): Return {
  const given = quantities(back);
  const left = new Map(items.map(({ product, quantity, returned }) => [product, quantity - returned]));
  const faults = [...given].filter(([product, quantity]) => quantity > (left.get(product) ?? 0)).map(([product, quantity]) => `${quantity} of ${product} are given back, and ${left.get(product) ?? 0} were collected and not returned yet`);
  if (faults.length > 0) return { faults };
  const after = items.map((item) => ({ ...item, returned: item.returned + (given.get(item.product) ?? 0) }));
  const units = new Map(paid.map(({ product, unit }) => [product, unit]));
  const refund = [...given].reduce((sum, [product, quantity]) => sum + (units.get(product) ?? 0n) * BigInt(quantity), 0n);
  return { event: after.every(({ quantity, returned }) => quantity === returned) ? 'returnAll' : 'returnPart', items: after, refund };
}
