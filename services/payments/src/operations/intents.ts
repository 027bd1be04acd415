/** Intents: what is to be paid, by whom, and where. */
import { once, scopeOf } from '../../../kit/idempotency.ts';
import { conflict, forbidden, notFound, unprocessable } from '../../../kit/problem.ts';
import type { Answer, Handlers } from '../../../kit/server.ts';
import type { User } from '../../../kit/user.ts';
import { findPayment, insertPayment, lockBasket, lockPayment, promisedOf, savePayment, type Payment, type Trx } from '../adapters/payments.ts';
import type { Tender } from '../adapters/tender.ts';
import type { paymentsApi, PaymentView } from '../api.ts';
import { operates, pays, sees, storeOf } from '../domain/access.ts';
import { remaining } from '../domain/promised.ts';
import { paymentAfter } from '../domain/transitions.ts';
import type { Switch } from '../switch.ts';
import { newPaymentView, paymentView } from '../view.ts';
import { knownCurrency, noPayment } from './shared.ts';

type Some = Pick<Handlers<typeof paymentsApi>, 'createIntent' | 'readIntent'>;
type Wanted = Parameters<Some['createIntent']>[0]['body'];
type Opened = Pick<Payment, 'basket' | 'owner' | 'store' | 'stores' | 'amount' | 'currency'>;

/** Thrown by the first run, which finds out whether there is an answer already: only a new intent needs to know what is due. */
class TenderNeeded extends Error {}

const noBasket = (): Error => notFound('there is no such basket, or it is not yours to pay');

function tillStore(user: User): string | null {
  if (!user.roles.includes('till')) return null;
  const store = storeOf(user);
  if (store === undefined) throw forbidden('this takes the token of a till that names its store');
  return store;
}

function forAmount(user: User, { amount }: Wanted): Opened {
  if (!amount) throw unprocessable('name a basket, or an amount to pay');
  return { basket: null, owner: user.subject, store: tillStore(user), stores: [], amount: BigInt(amount.amount), currency: knownCurrency(amount.currency) };
}

/** An open payment that a new one takes the place of. */
async function replaced(trx: Trx, user: User, id: string, basket: string): Promise<string> {
  const payment = await lockPayment(trx, id);
  if (!payment || payment.basket !== basket || !pays(user, payment)) throw unprocessable('replaces names no payment of this basket that is yours');
  const state = paymentAfter(payment.state, 'cancel');
  if (!state) throw conflict(`the payment to be replaced is ${payment.state}: only an open one can be`);
  await savePayment(trx, { ...payment, state });
  return id;
}

async function forBasket(trx: Trx, user: User, { amount, replaces }: Wanted, tender: Tender | undefined): Promise<Opened> {
  if (!tender || !pays(user, { ...tender.payers, store: null })) throw noBasket();
  if (tender.state !== 'open') throw conflict('the basket is paid already');
  await lockBasket(trx, tender.basket);
  if (replaces !== undefined) await replaced(trx, user, replaces, tender.basket);
  const { currency } = tender.due;
  if (amount && amount.currency !== currency) throw unprocessable(`the basket is in ${currency}, and ${amount.currency} does not pay for it`);
  const { left, others } = remaining(tender, await promisedOf(trx, tender.basket));
  const wanted = amount ? BigInt(amount.amount) : left;
  if (wanted <= 0n || wanted > left) throw conflict(`${left} minor units of the basket are not promised to a payment yet${others.length > 0 ? `: finish or replace ${others.join(', ')}` : ''}`);
  return { basket: tender.basket, owner: tender.payers.owner, store: tillStore(user), stores: tender.payers.stores, amount: wanted, currency };
}

async function open(trx: Trx, sw: Switch, { capture = 'automatic', channel = 'web' }: Wanted, what: Opened): Promise<Answer<PaymentView>> {
  const now = sw.now();
  const payment: Payment = { ...what, id: sw.newId(), channel: what.store === null ? channel : 'store', capture, state: 'open', current: null, createdAt: now, expiresAt: new Date(now.getTime() + sw.times.open) };
  await insertPayment(trx, payment);
  return { status: 201, body: newPaymentView(payment) };
}

export const intentOperations = (sw: Switch): Some => ({
  createIntent: ({ user, body, headers }) =>
    sw.metrics.measured('createIntent', async () => {
      const protect = { scope: scopeOf('createIntent', user), key: headers['idempotency-key'], request: body };
      const { basket } = body;
      const run = (tender: { readonly read: Tender | undefined } | undefined) =>
        once(sw.db, protect, async (trx) => {
          if (basket === undefined) return open(trx, sw, body, forAmount(user, body));
          if (!tender) throw new TenderNeeded();
          return open(trx, sw, body, await forBasket(trx, user, body, tender.read));
        });
      const answer = await run(undefined).catch(async (error: unknown) => {
        if (!(error instanceof TenderNeeded) || basket === undefined) throw error;
        return run({ read: await sw.readTender(basket) });
      });
      return { ...answer, headers: { ...answer.headers, location: `/payments/${answer.body.payment}` } };
    }),

  readIntent: ({ user, params }) =>
    // One snapshot: a state beside the sums of another would be no payment at all.
    sw.db.transaction().setIsolationLevel('repeatable read').execute(async (trx) => {
      const payment = await findPayment(trx, params.payment);
      if (!payment || !sees(user, payment)) throw noPayment();
      return { body: await paymentView(trx, payment, { internal: operates(user) }) };
    }),
});
