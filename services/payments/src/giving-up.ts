/** Ends an attempt whose payer does not come back, or wants to pay otherwise: taken back at the provider, and believed only when the provider says so. */
import { findAttempt, type Attempt } from './adapters/attempts.ts';
import { findPayment, lockPayment } from './adapters/payments.ts';
import type { Patience } from './adapters/providers.ts';
import { lookUpAttempt, withdraw } from './asking.ts';
import { hearAttempt, type Held, type Hearing } from './hearing/attempt.ts';
import type { Authorisation } from '../../kit/provider/contract.ts';
import type { Switch } from './switch.ts';

/** Hears something of an attempt in a transaction of its own. */
export const hear = (sw: Switch, { payment: id, id: attemptId }: Attempt, said: Authorisation, hearing: Hearing): Promise<Held | undefined> =>
  sw.db.transaction().execute(async (trx) => {
    const [payment, attempt] = [await lockPayment(trx, id), await findAttempt(trx, attemptId)];
    return payment && attempt ? hearAttempt(trx, sw, { payment, attempt }, said, hearing) : undefined;
  });

export async function giveUp(sw: Switch, attempt: Attempt, patience?: Patience): Promise<void> {
  const payment = await findPayment(sw.db, attempt.payment);
  if (!payment) return;
  const state = await withdraw(sw, payment, attempt, patience);
  // Refused, or nobody knows: the payer may have paid in this moment.
  const said: Authorisation = state === 'done' ? { state: 'voided' } : await lookUpAttempt(sw, attempt, patience);
  await hear(sw, attempt, said, { source: 'look-up' });
}
