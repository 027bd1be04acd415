/** Ends a request that has asked a provider about an attempt. */
import type { Authorisation } from '../../kit/provider/contract.ts';
import type { Answer } from '../../kit/server.ts';
import { lockWhole } from './adapters/attempts.ts';
import type { Trx } from './adapters/payments.ts';
import type { PaymentView } from './api.ts';
import { liveAttempts, unansweredAttempts } from './domain/transitions.ts';
import { hearAttempt, type Held } from './hearing/attempt.ts';
import type { Switch } from './switch.ts';
import { viewOf } from './view.ts';

/** In the order of the old, and what is new after them. */
function renewed<T extends { readonly id: string }>(old: readonly T[], changed: readonly T[]): T[] {
  const added = changed.filter(({ id }) => !old.some((one) => one.id === id));
  return [...old.map((one) => changed.find(({ id }) => id === one.id) ?? one), ...added];
}

/** What the request itself found out, unless somebody else heard it first. */
export async function end(trx: Trx, sw: Switch, { payment: { id }, attempt: { id: attemptId, route } }: Held, said: Authorisation): Promise<{ readonly answer: Answer<PaymentView>; readonly held: Held }> {
  const whole = await lockWhole(trx, id, route, said.reference);
  const attempt = whole?.attempts.find((one) => one.id === attemptId);
  if (!whole || !attempt) throw new Error(`the payment ${id} has lost its attempt`);
  const held = await hearAttempt(trx, sw, { payment: whole.payment, attempt }, said, { source: 'answer', named: whole.named });
  const status = liveAttempts.includes(held.attempt.state) && held.attempt.state !== 'requires-action' ? 202 : 200;
  // As it is now, without reading again what was written.
  return { held, answer: { status, body: viewOf(held.payment, renewed(whole.attempts, [held.attempt]), renewed(whole.operations, held.operations)) } };
}

/** Nobody could be asked, or nobody knows: not a journey that went well. A decline is an answer; the payer has not arrived yet while they are asked. */
export function count({ metrics }: Switch, { payment, attempt }: Held): void {
  if (attempt.state === 'not-processed' || unansweredAttempts.includes(attempt.state)) metrics.journeyEnded('payment', 'failure', payment.channel);
  else if (attempt.state !== 'requires-action' && attempt.state !== 'pending') metrics.journeyEnded('payment', 'success', payment.channel);
}
