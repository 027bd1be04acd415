/** Baskets on the web, and the same ones in a store. */
import type { UserName } from '../../demo/users.ts';
import type { World } from './journey.ts';
import { BasketSeen, Code } from './shapes.ts';

/** An answer that was lost may have changed the basket: it is read again before it is changed again. */
async function put({ shopper }: World, as: UserName, basket: BasketSeen, product: string, quantity: number): Promise<BasketSeen | undefined> {
  let seen: BasketSeen | undefined = basket;
  for (let tries = 0; seen && tries < 4; tries += 1) {
    const next = await shopper.get(BasketSeen, `/v1/baskets/${basket.basket}/items/${product}`, { as, method: 'PUT', body: { quantity }, headers: { 'if-match': `"${seen.version}"` } });
    if (next) return next;
    seen = await shopper.get(BasketSeen, `/v1/baskets/${basket.basket}`, { as });
    if (seen?.items.some((item) => item.product === product)) return seen;
  }
  return undefined;
}

export async function fillBasket(world: World, as: UserName, items: Readonly<Record<string, number>>): Promise<BasketSeen | undefined> {
  let basket = await world.shopper.get(BasketSeen, '/v1/baskets', { as, method: 'POST', body: { currency: 'EUR' } });
  for (const [product, quantity] of Object.entries(items)) basket = basket && (await put(world, as, basket, product, quantity));
  return basket;
}

/** The till scans the code that the payer's telephone shows. Answers whether it sees the basket. */
export async function showAt({ shopper }: World, { basket }: BasketSeen, payer: UserName, till: UserName): Promise<boolean> {
  const shown = await shopper.get(Code, `/v1/baskets/${basket}/codes`, { as: payer, method: 'POST' });
  return shown !== undefined && (await shopper.get(BasketSeen, `/v1/codes/${shown.code}`, { as: till })) !== undefined;
}
