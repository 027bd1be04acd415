/** What a basket's event counts for. Pure. */
import type { Told } from '../../../kit/contract.ts';
import type { basketContract } from '../../../baskets/events.ts';
import type { Channel } from './seldom-bought.ts';

export interface Counts {
  readonly product: string;
  readonly viewed: number;
  readonly added: number;
  readonly bought: number;
  readonly returned: number;
}

/** What one event says of each product, each once and in the order of their names. */
export interface Counted {
  readonly basket: string;
  readonly channel: Channel;
  readonly counts: readonly Counts[];
}

const none = { viewed: 0, added: 0, bought: 0, returned: 0 } as const;

function of(basket: string, channel: Channel, what: Exclude<keyof Counts, 'product'>, lines: readonly { readonly product: string; readonly quantity: number }[]): Counted {
  const sums = new Map<string, number>();
  for (const { product, quantity } of lines) sums.set(product, (sums.get(product) ?? 0) + quantity);
  const counts = [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([product, quantity]) => ({ product, ...none, [what]: quantity }));
  return { basket, channel, counts };
}

/** `undefined` for what says nothing about how well a product sells: a reservation is no purchase until it is paid. */
export function countedOf({ type, payload }: Told<typeof basketContract>): Counted | undefined {
  const { basket, channel } = payload;
  switch (type) {
    case 'viewed':
      return of(basket, channel, 'viewed', [{ product: payload.product, quantity: 1 }]);
    case 'added':
      return of(basket, channel, 'added', [payload]);
    case 'bought':
    case 'returned':
      return of(basket, channel, type, payload.lines);
    default:
      return undefined;
  }
}
