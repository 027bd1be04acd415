/** A basket as a whole: made, read, taken over after signing in, taken to another channel. */
import { tell } from '../../../kit/contract.ts';
import { once, scopeOf } from '../../../kit/idempotency.ts';
import { exponentOf } from '../../../kit/money.ts';
import { conflict, forbidden, ProblemError, unprocessable } from '../../../kit/problem.ts';
import type { Handlers } from '../../../kit/server.ts';
import type { User } from '../../../kit/user.ts';
import { basketContract } from '../../events.ts';
import { fetchedBy, findBasket, insertBasket, lockBasket, type Basket, type Trx } from '../adapters/baskets.ts';
import { endHold, productExists } from '../adapters/catalogue.ts';
import { findReservation, saveReservation } from '../adapters/reservations.ts';
import type { basketsApi } from '../api.ts';
import { sees, storeOf } from '../domain/access.ts';
import { reservationAfter } from '../domain/transitions.ts';
import { changedSince, lockSeen, noBasket, origin, settle, versionRead, type Shop } from './shop.ts';
import { basketAnswer, basketView, headersOf } from './view.ts';

type Some = Pick<Handlers<typeof basketsApi>, 'createBasket' | 'readBasket' | 'changeBasket'>;

function knownCurrency(currency: string): string {
  try {
    exponentOf(currency);
    return currency;
  } catch {
    throw unprocessable(`${currency} is no currency of ISO 4217`);
  }
}

export function storeOfTill(user: User): string {
  const store = storeOf(user);
  if (store === undefined) throw forbidden('this takes the token of a till that names its store');
  return store;
}

/** Who owns a basket that this user opens, and where: a till's is its store's. */
const opened = (user: User, channel: Basket['channel']) => (user.roles.includes('till') ? { owner: user.subject, store: storeOfTill(user), channel: 'store' as const } : { owner: user.subject, store: null, channel });

/** The guest whose token this is; a token says more than the name of a basket, which others may have seen. */
async function guestOf({ verify }: Shop, token: string): Promise<string> {
  return verify(`Bearer ${token}`, { roles: ['guest'] }).then(
    ({ subject }) => subject,
    (error: unknown) => {
      if (error instanceof ProblemError && error.problem.status < 500) throw unprocessable('claim is no valid access token of a guest');
      throw error;
    },
  );
}

/** The basket for whoever sees it, or for the customer who shows the token of the guest that it belongs to. */
async function lockClaimed(trx: Trx, user: User, id: string, { guest, now }: { readonly guest: string | undefined; readonly now: Date }): Promise<Basket> {
  if (guest === undefined) return lockSeen(trx, user, id, now);
  const basket = await lockBasket(trx, id);
  if (!basket || (basket.owner !== guest && basket.owner !== user.subject)) throw noBasket();
  return { ...basket, owner: user.subject };
}

/** Gives held goods back to the store before their time. */
async function release(trx: Trx, basket: Basket, id: string, now: Date): Promise<void> {
  const reservation = await findReservation(trx, id);
  if (!reservation || reservation.basket !== basket.id) throw unprocessable('release names no reservation of this basket');
  const state = reservationAfter(reservation.state, 'release');
  if (!state) throw conflict(`the reservation is ${reservation.state}: only a held one can be released`);
  await saveReservation(trx, { ...reservation, state }, now);
  await endHold(trx, reservation.store, reservation.items, { gone: false });
}

async function tellViews(trx: Trx, basket: Basket, products: readonly string[], user: User): Promise<void> {
  for (const product of new Set(products)) {
    if (!(await productExists(trx, product))) throw unprocessable(`${product} was viewed, and there is no such product`);
    await tell(trx, basketContract, basket.id, { type: 'viewed', payload: { ...origin(basket, user), product } });
  }
}

export const basketOperations = (shop: Shop): Some => ({
  createBasket: async ({ user, body, headers }) => {
    const { channel = 'web' } = body;
    const currency = knownCurrency(body.currency);
    const answer = await once(shop.db, { scope: scopeOf('createBasket', user), key: headers['idempotency-key'], request: body }, async (trx) => {
      const basket = await insertBasket(trx, { id: shop.newId(), ...opened(user, channel), currency }, shop.now());
      return { status: 201, body: await basketView(trx, basket, shop.now()) };
    });
    return { ...answer, headers: { ...answer.headers, ...headersOf(answer.body), location: `/baskets/${answer.body.basket}` } };
  },

  readBasket: async ({ user, params }) => {
    const now = shop.now();
    // One snapshot: items of one version beside the total of another would be no basket at all.
    return shop.db.transaction().setIsolationLevel('repeatable read').execute(async (trx) => {
      const basket = await findBasket(trx, params.basket);
      if (!basket || !sees(user, { owner: basket.owner, store: basket.store, fetchedBy: await fetchedBy(trx, basket.id, now) })) throw noBasket();
      return basketAnswer(trx, basket, now);
    });
  },

  changeBasket: async ({ user, params, body, headers }) => {
    const now = shop.now();
    if (body.claim !== undefined && !user.roles.includes('customer')) throw forbidden('only a signed-in customer takes over a guest’s basket');
    const guest = body.claim === undefined ? undefined : await guestOf(shop, body.claim);
    return shop.db.transaction().execute(async (trx) => {
      const basket = await lockClaimed(trx, user, params.basket, { guest, now });
      const { viewed = [], ...changes } = body;
      const next = Object.keys(changes).length === 0 ? basket : await change(trx, basket, { changes, headers, user, now });
      await tellViews(trx, next, viewed, user);
      return basketAnswer(trx, next, now);
    });
  },
});

interface Changing {
  readonly changes: { readonly channel?: 'web' | 'mobile'; readonly release?: string };
  readonly headers: Readonly<Record<string, string>>;
  readonly user: User;
  readonly now: Date;
}

async function change(trx: Trx, basket: Basket, { changes, headers, user, now }: Changing): Promise<Basket> {
  if (versionRead(headers, basket) !== basket.version) throw changedSince(basket);
  if (changes.release !== undefined) await release(trx, basket, changes.release, now);
  const { channel = basket.channel } = changes;
  return settle(trx, { ...basket, lastEdit: null, channel: storeOf(user) === undefined ? channel : 'store' }, { now, refuse: false, user });
}
