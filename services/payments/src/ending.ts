/** Ends a request that has asked a provider about an attempt. */
import type { Authorisation } from '../../kit/provider/contract.ts';
import type { Answer } from '../../kit/server.ts';
import { lockWithAttempt } from './adapters/attempts.ts';
import type { Trx } from './adapters/payments.ts';
import type { PaymentView } from './api.ts';
import { liveAttempts, unansweredAttempts } from './domain/transitions.ts';
import { hearAttempt, type Held } from './hearing/attempt.ts';
import type { Switch } from './switch.ts';
import { paymentView } from './view.ts';

/** What the request itself found out, unless somebody else heard it first. */
export async function end(trx: Trx, sw: Switch, { payment: { id }, attempt: { id: attemptId } }: Held, said: Authorisation): Promise<{ readonly answer: Answer<PaymentView>; readonly held: Held }> {
  const [payment, attempt] = await lockWithAttempt(trx, id, attemptId);
  if (!payment || !attempt) throw new Error(`the payment ${id} has lost its attempt`);
  const held = await hearAttempt(trx, sw, { payment, attempt }, said, { source: 'answer' });
  const status = liveAttempts.includes(held.attempt.state) && held.attempt.state !== 'requires-action' ? 202 : 200;
  return { held, answer: { status, body: await paymentView(trx, held.payment) } };
}

/** Nobody could be asked, or nobody knows: not a journey that went well. A decline is an answer; the payer has not arrived yet while they are asked. */
export function count({ metrics }: Switch, { payment, attempt }: Held): void {
  if (attempt.state === 'not-processed' || unansweredAttempts.includes(attempt.state)) metrics.journeyEnded('payment', 'failure', payment.channel);
  else if (attempt.state !== 'requires-action' && attempt.state !== 'pending') metrics.journeyEnded('payment', 'success', payment.channel);
}
