/** Edits of the items, each on the version that whoever edits has read. */
import { tell } from '../../../kit/contract.ts';
import { conflict, notFound, unprocessable } from '../../../kit/problem.ts';
import type { Handlers } from '../../../kit/server.ts';
import type { User } from '../../../kit/user.ts';
import { basketContract } from '../../events.ts';
import { itemsOf, putItem, type Basket, type Trx } from '../adapters/baskets.ts';
import { offers, productExists } from '../adapters/catalogue.ts';
import { committedOf } from '../adapters/reservations.ts';
import type { basketsApi } from '../api.ts';
import { edit, mostItems, type Edit } from '../domain/basket.ts';
import { changedSince, lockSeen, origin, settle, versionRead, type Headers, type Shop } from './shop.ts';
import { basketAnswer } from './view.ts';

interface Editing {
  readonly user: User;
  readonly basket: string;
  readonly change: Edit;
  readonly headers: Headers;
}

/** Goods that are held or were collected stay in the basket. */
async function notCommitted(trx: Trx, { id }: Basket, { product, quantity }: Edit): Promise<void> {
  const committed = (await committedOf(trx, id)).find((one) => one.product === product)?.quantity ?? 0;
  if (quantity < committed) throw conflict(`${committed} of ${product} are reserved at a store: release the reservation first`);
}

async function sold(trx: Trx, { currency }: Basket, product: string): Promise<void> {
  if (!(await productExists(trx, product))) throw notFound('there is no such product');
  if (!(await offers(trx, { currency, products: [product], at: new Date(0) })).has(product)) throw unprocessable(`${product} is not sold in ${currency}`);
}

async function applied(trx: Trx, { user, basket: id, change, headers }: Editing, now: Date) {
  const basket = await lockSeen(trx, user, id, now);
  const items = await itemsOf(trx, id);
  const result = edit({ ...basket, items }, change, versionRead(headers, basket));
  if (result.outcome === 'repeated') return basketAnswer(trx, basket, now);
  if (result.outcome === 'stale') throw changedSince(basket);
  if (basket.state !== 'open') throw conflict('the basket is bought: begin another one');
  if (change.quantity > 0) await sold(trx, basket, change.product);
  else if (result.difference === 0) throw notFound('there is no such product in the basket');
  if (result.basket.items.length > mostItems) throw conflict(`a basket holds ${mostItems} different products: begin another one`);
  await notCommitted(trx, basket, change);
  await putItem(trx, id, change);
  const next = await settle(trx, { ...basket, lastEdit: result.basket.lastEdit }, { now, refuse: true, user });
  await tellDifference(trx, next, { product: change.product, difference: result.difference }, user);
  return basketAnswer(trx, next, now);
}

async function tellDifference(trx: Trx, basket: Basket, { product, difference }: { readonly product: string; readonly difference: number }, user: User): Promise<void> {
  if (difference === 0) return;
  await tell(trx, basketContract, basket.id, { type: difference > 0 ? 'added' : 'removed', payload: { ...origin(basket, user), product, quantity: Math.abs(difference) } });
}

export const itemOperations = ({ db, now }: Shop): Pick<Handlers<typeof basketsApi>, 'setItem' | 'removeItem'> => {
  const doing = (editing: Editing) => db.transaction().execute((trx) => applied(trx, editing, now()));
  return {
    setItem: ({ user, params: { basket, product }, body: { quantity }, headers }) => doing({ user, basket, change: { product, quantity }, headers }),
    removeItem: ({ user, params: { basket, product }, headers }) => doing({ user, basket, change: { product, quantity: 0 }, headers }),
  };
};
