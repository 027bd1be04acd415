/** What is told of a payment: to other services as events, and to the merchant as notices; both written in the payment's own transaction. */
import { tell, type Told } from '../../kit/contract.ts';
import { paymentContract } from '../events.ts';
import type { Attempt } from './adapters/attempts.ts';
import { insertDelivery } from './adapters/deliveries.ts';
import type { Payment, Trx } from './adapters/payments.ts';
import type { Switch } from './switch.ts';

type PaymentEvent = Told<typeof paymentContract>;

export type Teller = Pick<Switch, 'now' | 'newId'>;

/** Notices to the merchant of what is no event: nothing has moved. */
interface MerchantNotice {
  readonly type: 'payment.disputed' | 'payment.needs-attention';
  readonly payload: Readonly<Record<string, unknown>>;
}

export async function notify(trx: Trx, { now, newId }: Teller, payment: string, { type, payload }: PaymentEvent | MerchantNotice): Promise<void> {
  await insertDelivery(trx, { id: newId(), payment, type, body: JSON.stringify({ type, timestamp: now().toISOString(), data: payload }) }, now());
}

export async function say(trx: Trx, teller: Teller, event: PaymentEvent): Promise<void> {
  await tell(trx, paymentContract, event.payload.payment, event);
  await notify(trx, teller, event.payload.payment, event);
}

/** What moved, and where. */
export const moved = (payment: Payment, attempt: Attempt, amount: bigint, reference: string | null) => ({
  payment: payment.id,
  ...(payment.basket !== null && { basket: payment.basket }),
  provider: attempt.provider,
  reference: reference ?? attempt.reference ?? attempt.id,
  amount: Number(amount),
  currency: payment.currency,
});
