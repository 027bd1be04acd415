/** Ends what nobody ended: holds that were not collected, codes and tries of yesterday. */
import { tell } from '../../kit/contract.ts';
import { basketContract } from '../events.ts';
import { lockBasket, type Trx } from './adapters/baskets.ts';
import { endHold } from './adapters/catalogue.ts';
import { dropOld } from './adapters/codes.ts';
import { findReservation, overdue, saveReservation } from './adapters/reservations.ts';
import { reservationAfter } from './domain/transitions.ts';
import { origin, settle, type Shop } from './operations/shop.ts';

async function expire(trx: Trx, { id, basket: basketId }: { readonly id: string; readonly basket: string }, now: Date): Promise<void> {
  const basket = await lockBasket(trx, basketId);
  const reservation = await findReservation(trx, id);
  const state = reservation && reservationAfter(reservation.state, 'expire');
  // It was collected, or expired by another pod, while this one waited for the lock.
  if (!basket || !reservation || !state) return;
  await saveReservation(trx, { ...reservation, state }, now);
  await endHold(trx, reservation.store, reservation.items, { gone: false });
  await settle(trx, { ...basket, lastEdit: null }, { now, refuse: false });
  const lines = reservation.items.map(({ product, quantity }) => ({ product, quantity }));
  await tell(trx, basketContract, basket.id, { type: 'expired', payload: { ...origin(basket), store: reservation.store, reservation: id, lines } });
}

/** Returns whether there may be more. Any number of pods may do this at once. What fails for one reservation keeps no other from ending; it is thrown at the end. */
export async function tidy({ db, now }: Pick<Shop, 'db' | 'now'>, batch = 50): Promise<boolean> {
  const late = await overdue(db, now(), batch);
  const faults: unknown[] = [];
  for (const one of late) await db.transaction().execute((trx) => expire(trx, one, now())).catch((error: unknown) => void faults.push(error));
  await dropOld(db, now());
  if (faults.length > 0) throw new AggregateError(faults, `${faults.length} of ${late.length} reservations could not be ended`);
  return late.length === batch;
}
