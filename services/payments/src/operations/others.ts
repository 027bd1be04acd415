/** The card session of a payer, and the sending again of a notice. */
import { once, scopeOf } from '../../../kit/idempotency.ts';
import { conflict, notFound } from '../../../kit/problem.ts';
import type { Handlers } from '../../../kit/server.ts';
import { beginAgain, enable } from '../adapters/deliveries.ts';
import { lockPayment } from '../adapters/payments.ts';
import type { paymentsApi } from '../api.ts';
import type { Switch } from '../switch.ts';
import { ownOrigin, paid } from './shared.ts';

export const otherOperations = (sw: Switch): Pick<Handlers<typeof paymentsApi>, 'openCardSession' | 'redeliver'> => ({
  openCardSession: ({ user, params, body, headers }) =>
    once(sw.db, { scope: scopeOf('openCardSession', user), key: headers['idempotency-key'], request: { params, body } }, async (trx) => {
      const payment = paid(user, await lockPayment(trx, params.payment));
      if (payment.state !== 'open' && payment.state !== 'requires-action') throw conflict(`the payment is ${payment.state}: card fields open for one that is still to be paid`);
      ownOrigin(sw, body.origin, 'origin');
      return { status: 201, body: await sw.openSession({ payment: payment.id, origin: body.origin, ...(payment.channel !== 'store' && { channel: payment.channel }) }, { id: sw.newId(), now: sw.now() }) };
    }),

  redeliver: ({ user, params, headers }) =>
    once(sw.db, { scope: scopeOf('redeliver', user), key: headers['idempotency-key'], request: { params } }, async (trx) => {
      const again = await beginAgain(trx, params.delivery, sw.now());
      if (!again) throw notFound('there is no such delivery');
      // Whoever asks for it knows that somebody listens again.
      await enable(trx, sw.merchantWebhooks);
      return { status: 202, body: { delivery: again.id, payment: again.payment, type: again.type, state: again.state, tries: again.tries } };
    }),
});
