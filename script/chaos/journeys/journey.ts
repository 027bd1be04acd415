/** Goes through one journey of the plan: baskets, payments, and what the shop does with them afterwards. */
import type { UserName } from '../../demo/users.ts';
import type { Journey, Tender } from '../plan.ts';
import type { Outside } from '../outside.ts';
import type { Shopper } from '../shopper.ts';
import { afterwards } from './afterwards.ts';
import { fillBasket, showAt } from './basket.ts';
import { pay } from './paying.ts';
import { PaymentSeen, type BasketSeen } from './shapes.ts';

export interface World {
  readonly shopper: Shopper;
  readonly outside: Outside;
}

const json = (amount: bigint, currency: string) => ({ amount: Number(amount), currency });

/** Of a basket what is due, or a half of it; without one what the plan says. */
function bodyOf({ amount, currency, share, capture }: Tender, basket: BasketSeen | undefined): object {
  if (!basket) return { amount: json(amount, currency), capture };
  return { basket: basket.basket, capture, ...(share === 'a part' && { amount: json(BigInt(basket.total.amount) / 2n, 'EUR') }) };
}

async function goThrough(world: World, tender: Tender, { payer, basket }: { readonly payer: Journey['payer']; readonly basket: BasketSeen | undefined }): Promise<void> {
  const as: UserName = tender.method === 'terminal' ? tender.store : payer;
  if (basket && as !== payer && !(await showAt(world, basket, payer, as))) return;
  const opened = await world.shopper.get(PaymentSeen, '/v1/payments', { as, method: 'POST', body: bodyOf(tender, basket), twice: tender.twice });
  if (!opened) return;
  const paid = await pay(world, tender, opened, as);
  if (paid) await afterwards(world, tender, paid);
}

export async function go(world: World, { payer, basket: items, tenders }: Journey): Promise<void> {
  const basket = items && (await fillBasket(world, payer, items));
  if (items && !basket) return;
  for (const tender of tenders) await goThrough(world, tender, { payer, basket });
}
