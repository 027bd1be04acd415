/** What is still to be paid: asked before a payment is made, at prices that then hold. */
import { notFound } from '../../../kit/problem.ts';
import type { Handlers } from '../../../kit/server.ts';
import { fetchedBy, fixPrices, lockBasket, saveQuote, type Basket, type Trx } from '../adapters/baskets.ts';
import type { basketsApi } from '../api.ts';
import { totalOf } from '../domain/basket.ts';
import { quoteHolds, quoteLasts } from '../domain/pricing.ts';
import { pricedLines, type PricedLine, type Shop } from './shop.ts';
import { headersOf, tenderView } from './view.ts';

/** The prices that are told are those that hold: a promotion that ends while a customer types a card number still counts. */
async function quoted(trx: Trx, basket: Basket, lines: readonly PricedLine[], now: Date): Promise<Basket> {
  if (basket.state === 'bought' || quoteHolds(basket, now)) return basket;
  const until = new Date(now.getTime() + quoteLasts);
  await fixPrices(trx, basket.id, lines);
  await saveQuote(trx, basket, { total: totalOf(lines), until });
  return { ...basket, pricesUntil: until };
}

export const tenderOperations = ({ db, now: clock }: Shop): Pick<Handlers<typeof basketsApi>, 'readTender'> => ({
  readTender: ({ params }) =>
    db.transaction().execute(async (trx) => {
      const now = clock();
      const basket = await lockBasket(trx, params.basket);
      if (!basket) throw notFound('there is no such basket');
      const lines = await pricedLines(trx, basket, now);
      const held = await quoted(trx, basket, lines, now);
      const stores = new Set([...(basket.store === null ? [] : [basket.store]), ...(await fetchedBy(trx, basket.id, now))]);
      return { body: await tenderView(trx, held, { total: totalOf(lines), stores: [...stores], now }), headers: headersOf(held) };
    }),
});
