/** The items of a basket, and edits of them that never overwrite one another. Pure. */

export interface Item {
  readonly product: string;
  readonly quantity: number;
}

export interface Line extends Item {
  readonly unit: bigint;
}

export const totalOf = (lines: readonly Line[]): bigint => lines.reduce((sum, { unit, quantity }) => sum + unit * BigInt(quantity), 0n);

export const mostItems = 100;
export const mostPieces = 999;

/** Sets how many of a product there are; 0 removes it. */
export interface Edit extends Item {}

export interface Versioned {
  readonly version: number;
  readonly items: readonly Item[];
  /** The edit that led to this version. */
  readonly lastEdit: string | null;
}

export const editName = ({ product, quantity }: Edit): string => `${product}=${quantity}`;

/**
 * - `edited`: done, and the version is the next one;
 * - `repeated`: it is what led to the current version from the one that is named, so its answer was lost (RFC 9110, section 13.1.1);
 * - `stale`: somebody else has changed the basket since.
 */
export type Edited = { readonly outcome: 'edited'; readonly basket: Versioned; readonly difference: number } | { readonly outcome: 'repeated' } | { readonly outcome: 'stale' };

/** `read` is the version that whoever edits has seen. */
export function edit(basket: Versioned, change: Edit, read: number): Edited {
  const name = editName(change);
  if (read === basket.version - 1 && basket.lastEdit === name) return { outcome: 'repeated' };
  if (read !== basket.version) return { outcome: 'stale' };
  const before = basket.items.find(({ product }) => product === change.product)?.quantity ?? 0;
  const others = basket.items.filter(({ product }) => product !== change.product);
  const items = change.quantity === 0 ? others : [...others, { product: change.product, quantity: change.quantity }];
  return { outcome: 'edited', basket: { version: basket.version + 1, items, lastEdit: name }, difference: change.quantity - before };
}

/** The versions of an `If-Match` header (RFC 9110, section 13.1.1). A weak one never matches; `*` names none. */
export function versionsOf(ifMatch: string): number[] {
  return ifMatch.split(',').flatMap((tag) => {
    const [, digits] = /^\s*"([1-9][0-9]{0,8})"\s*$/.exec(tag) ?? [];
    return digits === undefined ? [] : [Number(digits)];
  });
}

export const etagOf = (version: number): string => `"${version}"`;
