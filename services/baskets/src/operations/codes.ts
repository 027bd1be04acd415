/** The way from the web into a store: the customer shows a code, the till fetches the basket. */
import { once, scopeOf } from '../../../kit/idempotency.ts';
import { notFound, ProblemError } from '../../../kit/problem.ts';
import type { Handlers } from '../../../kit/server.ts';
import { lockBasket, type Trx } from '../adapters/baskets.ts';
import { basketOfCode, countTry, keepCode, letStoreSee, useCode } from '../adapters/codes.ts';
import type { basketsApi } from '../api.ts';
import { accessLasts, codeLasts, mostTries, newCode, readCode } from '../domain/codes.ts';
import { storeOfTill } from './baskets.ts';
import { lockSeen, type Shop } from './shop.ts';
import { basketAnswer } from './view.ts';

const tooManyTries = (): Error =>
  new ProblemError({ code: 'too-many-tries', status: 429, title: 'Too many codes were tried', detail: `a till tries ${mostTries} codes a minute: wait for the next minute`, headers: { 'retry-after': '60' } });

/** The same words for a code that never was, is too old or was fetched by another till. */
const noCode = (): Error => notFound('there is no such code, or it can no longer be fetched: ask the customer for a new one');

/** One collision in 10^11 codes is no reason to fail; five in a row are. */
async function keepNewCode(trx: Trx, { below }: Shop, basket: string, expiresAt: Date): Promise<string> {
  for (let tries = 0; tries < 5; tries += 1) {
    const code = newCode(below);
    if (await keepCode(trx, { code, basket, expiresAt })) return code;
  }
  throw new Error('five random codes in a row were taken: the source of randomness is broken');
}

export const codeOperations = (shop: Shop): Pick<Handlers<typeof basketsApi>, 'showCode' | 'fetchByCode'> => ({
  showCode: ({ user, params, headers }) =>
    once(shop.db, { scope: scopeOf('showCode', user), key: headers['idempotency-key'], request: params }, async (trx) => {
      const now = shop.now();
      const { id } = await lockSeen(trx, user, params.basket, now);
      const expiresAt = new Date(now.getTime() + codeLasts);
      const code = await keepNewCode(trx, shop, id, expiresAt);
      return { status: 201, body: { code, address: `${shop.codeAddress}${code}`, expiresAt: expiresAt.toISOString() } };
    }),

  fetchByCode: async ({ user, params }) => {
    const store = storeOfTill(user);
    const now = shop.now();
    // Counted outside of the transaction: a try that is refused counts as well.
    if ((await countTry(shop.db, user.subject, now)) > mostTries) throw tooManyTries();
    const code = readCode(params.code);
    if (code === undefined) throw noCode();
    return shop.db.transaction().execute(async (trx) => {
      // The basket is locked before its code, as whoever shows a new one does.
      const id = await basketOfCode(trx, code);
      const basket = id === undefined ? undefined : await lockBasket(trx, id);
      if (!basket || !(await useCode(trx, { code, till: user.subject, now }))) throw noCode();
      await letStoreSee(trx, { basket: basket.id, store, until: new Date(now.getTime() + accessLasts) });
      return basketAnswer(trx, { ...basket, channel: basket.state === 'open' ? 'store' : basket.channel }, now);
    });
  },
});
