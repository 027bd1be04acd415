/** What baskets learn from others. */
import type { FastifyBaseLogger } from 'fastify';
import { erasureContract } from '../../customers/events.ts';
import { promotionContract } from '../../insights/events.ts';
import { told, type Told } from '../../kit/contract.ts';
import type { Listeners } from '../../kit/events.ts';
import { paymentContract } from '../../payments/events.ts';
import { forget, lockBasket, type Trx } from './adapters/baskets.ts';
import { keepPromotion } from './adapters/catalogue.ts';
import { findPayment, newPayment, savePayment } from './adapters/tender.ts';
import { moved } from './domain/tender.ts';
import { settle, type Shop } from './operations/shop.ts';

/** Operations that keep answers under the name of the caller. */
const keeping = ['createBasket', 'showCode', 'reserve'];

type Moved = Exclude<Told<typeof paymentContract>, { readonly type: 'payment.failed' }>;

/** Not every payment is of a basket; one that is says so from its first event on. */
async function takePayment(trx: Trx, { type, payload }: Moved, { now, log }: { readonly now: Date; readonly log: FastifyBaseLogger }): Promise<void> {
  const known = await findPayment(trx, payload.payment);
  const id = known?.basket ?? payload.basket;
  if (id === undefined) return;
  const basket = await lockBasket(trx, id);
  if (!basket) return log.error({ payment: payload.payment, basket: id }, 'a payment was made for a basket that there is not');
  const { payment, provider, currency, amount } = payload;
  // Read again under the lock of the basket.
  const before = (await findPayment(trx, payment)) ?? newPayment({ payment, basket: id, provider, currency });
  if (currency !== basket.currency) log.error({ payment, basket: id }, `a payment in ${currency} does not pay for a basket in ${basket.currency}`);
  const after = moved(before, { movement: type, amount: BigInt(amount) }, { bought: basket.state === 'bought', excess: basket.excess });
  await savePayment(trx, { ...before, ...after });
  await settle(trx, { ...basket, lastEdit: null }, { now, refuse: false });
}

export const listenersOf = ({ now }: Pick<Shop, 'now'>, log: FastifyBaseLogger): Listeners<unknown> => ({
  [paymentContract.topic.name]: async (trx, event) => {
    const heard = told(paymentContract, event);
    if (heard && heard.type !== 'payment.failed') await takePayment(trx, heard, { now: now(), log });
  },

  [promotionContract.topic.name]: async (trx, event) => {
    const heard = told(promotionContract, event);
    if (!heard) return;
    const { promotion, product, price, currency, start, end } = heard.payload;
    const [from, until] = [new Date(start), new Date(end)];
    if (!(from < until)) return log.error({ promotion }, 'a promotion that ends before it begins changes no price');
    await keepPromotion(trx, { id: promotion, product, currency, amount: BigInt(price), start: from, end: until });
  },

  [erasureContract.topic.name]: async (trx, event) => {
    const heard = told(erasureContract, event);
    if (heard) await forget(trx, heard.payload.customer, keeping);
  },
});
