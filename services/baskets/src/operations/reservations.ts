/** Click and collect: reserved at a store, collected or expired there, and taken back by any till that sees it. */
import { tell } from '../../../kit/contract.ts';
import { once, scopeOf } from '../../../kit/idempotency.ts';
import { conflict, notFound, ProblemError, unprocessable } from '../../../kit/problem.ts';
import type { Handlers } from '../../../kit/server.ts';
import type { User } from '../../../kit/user.ts';
import { basketContract } from '../../events.ts';
import { fetchedBy, itemsOf, lockBasket, type Basket, type Channel, type Trx } from '../adapters/baskets.ts';
import { addStock, endHold, holdStock } from '../adapters/catalogue.ts';
import { committedOf, findReservation, insertReservation, saveReservation, type Reservation } from '../adapters/reservations.ts';
import type { basketsApi } from '../api.ts';
import { sees, storeOf } from '../domain/access.ts';
import type { Item } from '../domain/basket.ts';
import { giveBack, holdLasts, quantities, reserveFaults, unreserved } from '../domain/collection.ts';
import { reservationAfter } from '../domain/transitions.ts';
import { storeOfTill } from './baskets.ts';
import { heedVersion, lockSeen, origin, pricedLines, settle, type Shop } from './shop.ts';
import { reservationView, sumOf } from './view.ts';

const linesOf = (items: readonly Item[]) => [...quantities(items)].map(([product, quantity]) => ({ product, quantity }));

/** The reservation and its basket, locked, for a till of its store or one that sees the basket. */
async function lockReservation(trx: Trx, user: User, id: string, now: Date): Promise<{ readonly reservation: Reservation; readonly basket: Basket }> {
  const missing = notFound('there is no such reservation, or it is not yours to see');
  const found = await findReservation(trx, id);
  const basket = found && (await lockBasket(trx, found.basket));
  // Read again: it may have changed until the lock was had.
  const reservation = basket && (await findReservation(trx, id));
  if (!reservation) throw missing;
  const visible = reservation.store === storeOfTill(user) || sees(user, { ...basket, fetchedBy: await fetchedBy(trx, basket.id, now) });
  if (!visible) throw missing;
  return { reservation, basket };
}

async function wantedItems(trx: Trx, basket: Basket, asked: readonly Item[] | undefined): Promise<Item[]> {
  const [items, committed] = [await itemsOf(trx, basket.id), await committedOf(trx, basket.id)];
  const wanted = asked ? linesOf(asked) : unreserved(items, committed);
  if (wanted.length === 0) throw unprocessable('nothing in the basket is left to be reserved');
  const faults = reserveFaults(wanted, items, committed);
  if (faults.length > 0) throw conflict(faults.join('; '));
  return wanted;
}

function toCollect({ state, store, heldUntil }: Reservation, basket: Basket, { at, now }: { readonly at: string; readonly now: Date }): 'collected' {
  if (store !== at) throw conflict(`the goods are held at ${store}`);
  if (reservationAfter(state, 'collect') !== 'collected') throw conflict(`the reservation is ${state}`);
  if (heldUntil <= now) throw conflict(`the goods were held until ${heldUntil.toISOString()}`);
  if (basket.state !== 'bought') throw conflict(`${basket.total - basket.tendered} in minor units of ${basket.currency} are still to be paid`);
  return 'collected';
}

/** A journey that breaks off by our own fault has failed; a refusal, or a customer who does not come, has not. */
async function counted<T>({ journeyEnded }: Shop, channel: Channel, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ProblemError)) journeyEnded('failure', channel);
    throw error;
  }
}

export const reservationOperations = (shop: Shop): Pick<Handlers<typeof basketsApi>, 'reserve' | 'collect' | 'takeBack'> => ({
  reserve: ({ user, params, body, headers }) =>
    counted(shop, storeOf(user) === undefined ? 'web' : 'store', () =>
      once(shop.db, { scope: scopeOf('reserve', user), key: headers['idempotency-key'], request: { params, body } }, async (trx) => {
      const now = shop.now();
      const basket = await lockSeen(trx, user, params.basket, now);
      heedVersion(headers, basket);
      const items = await wantedItems(trx, basket, body.items);
      const lacking = await holdStock(trx, body.store, items);
      if (lacking.length > 0) throw conflict(`${body.store} does not have enough of ${lacking.join(', ')}`);
      const reservation = { id: shop.newId(), basket: basket.id, store: body.store, channel: origin(basket, user).channel, state: 'held' as const, heldUntil: new Date(now.getTime() + holdLasts), items: items.map((item) => ({ ...item, returned: 0 })) };
      await insertReservation(trx, reservation, now);
      await settle(trx, { ...basket, lastEdit: null }, { now, refuse: false, user });
      await tell(trx, basketContract, basket.id, { type: 'reserved', payload: { ...origin(basket, user), store: body.store, reservation: reservation.id, lines: linesOf(items) } });
      return { status: 201, body: reservationView(reservation) };
    })),

  collect: ({ user, params, headers }) =>
    counted(shop, 'store', async () => {
      let from: Channel | undefined;
      const answer = await once(shop.db, { scope: scopeOf('collect', user), key: headers['idempotency-key'], request: params }, async (trx) => {
        const now = shop.now();
        const { reservation, basket } = await lockReservation(trx, user, params.reservation, now);
        const next = { ...reservation, state: toCollect(reservation, basket, { at: storeOfTill(user), now }) };
        await saveReservation(trx, next, now);
        await endHold(trx, next.store, next.items, { gone: true });
        await tell(trx, basketContract, basket.id, { type: 'collected', payload: { ...origin(basket, user), reservation: next.id, lines: linesOf(next.items) } });
        from = next.channel;
        return { body: reservationView(next) };
      });
      if (from) shop.journeyEnded('success', from);
      return answer;
    }),

  takeBack: ({ user, params, body, headers }) =>
    once(shop.db, { scope: scopeOf('takeBack', user), key: headers['idempotency-key'], request: { params, body } }, async (trx) => {
      const now = shop.now();
      const { reservation, basket } = await lockReservation(trx, user, params.reservation, now);
      if (basket.state !== 'bought') throw conflict('the basket is not paid, so that nothing can be given back for it');
      const back = giveBack(reservation.items, body.items, await pricedLines(trx, basket, now));
      if ('faults' in back) throw conflict(back.faults.join('; '));
      const state = reservationAfter(reservation.state, back.event);
      if (!state) throw conflict(`the reservation is ${reservation.state}: only what was collected comes back`);
      const next = { ...reservation, state, items: back.items };
      await saveReservation(trx, next, now);
      await addStock(trx, storeOfTill(user), linesOf(body.items));
      await tell(trx, basketContract, basket.id, { type: 'returned', payload: { ...origin(basket, user), reservation: next.id, lines: linesOf(body.items), refund: Number(back.refund), currency: basket.currency } });
      return { body: { reservation: reservationView(next), refund: sumOf(basket.currency)(back.refund) } };
    }),
});
