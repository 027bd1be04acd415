/** Ends an attempt whose payer does not come back, or wants to pay otherwise: taken back at the provider, and believed only when the provider says so. */
import type { Authorisation, Modification } from '../../kit/provider/contract.ts';
import { lockWhole, lockWithAttempt, saveAttempt, type Attempt } from './adapters/attempts.ts';
import { findPayment, savePayment } from './adapters/payments.ts';
import type { Patience } from './adapters/providers.ts';
import { lookUpAttempt, withdraw } from './asking.ts';
import { paymentAfter } from './domain/transitions.ts';
import { hearAttempt, type Held } from './hearing/attempt.ts';
import type { Source } from './hearing/words.ts';
import type { Switch } from './switch.ts';
import { say } from './telling.ts';

/** Hears something of an attempt in a transaction of its own. */
export const hear = (sw: Switch, { payment, id, route }: Attempt, said: Authorisation, source: Source): Promise<Held | undefined> =>
  sw.db.transaction().execute(async (trx) => {
    const whole = await lockWhole(trx, payment, route, said.reference);
    const attempt = whole?.attempts.find((one) => one.id === id);
    return whole && attempt ? hearAttempt(trx, sw, { payment: whole.payment, attempt }, said, { source, named: whole.named }) : undefined;
  });

export async function giveUp(sw: Switch, attempt: Attempt, patience?: Patience): Promise<void> {
  const payment = await findPayment(sw.db, attempt.payment);
  if (!payment) return;
  const state = await withdraw(sw, payment, attempt, patience);
  // Refused, or nobody knows: the payer may have paid in this moment.
  const said: Authorisation = state === 'done' ? { state: 'voided' } : await lookUpAttempt(sw, attempt, patience);
  const held = await hear(sw, attempt, said, 'look-up');
  if (held?.attempt.state === 'requires-action' && released.includes(state)) await letGo(sw, attempt);
}

/** The provider cannot take it back, or tells later whether it did. */
const released: readonly Modification['state'][] = ['refused', 'not-found', 'accepted'];

/** Some money has come already, such as a part of a crypto payment. */
const begunToPay = ({ action }: Attempt): boolean => action?.kind === 'show' && action.received !== undefined;

/** The payment goes on without it. Should its payer finish it after all, the payment takes it, or gives the money back. */
const letGo = (sw: Switch, { id, payment: paymentId }: Attempt): Promise<void> =>
  sw.db.transaction().execute(async (trx) => {
    const [payment, attempt] = await lockWithAttempt(trx, paymentId, id);
    if (!payment || attempt?.state !== 'requires-action' || attempt.stray || begunToPay(attempt)) return;
    await saveAttempt(trx, { ...attempt, stray: true });
    const state = payment.current === id ? paymentAfter(payment.state, 'fail') : undefined;
    if (state === undefined) return;
    await savePayment(trx, { ...payment, state });
    await say(trx, sw, { type: 'payment.failed', payload: { payment: payment.id, reason: 'left by its payer' } });
  });
