/** The payment's state after something of its attempt has ended. */
import type { Attempt } from '../adapters/attempts.ts';
import { operationsOfAttempt } from '../adapters/operations.ts';
import { savePayment, type Payment, type Trx } from '../adapters/payments.ts';
import { paymentAfter, type PaymentEvent } from '../domain/transitions.ts';

/** What was refunded of a payment while the rest was still reserved shows once nothing is. */
async function refundEvent(trx: Trx, attempt: Attempt): Promise<PaymentEvent | undefined> {
  const given = (await operationsOfAttempt(trx, attempt.id)).reduce((sum, { refunded }) => sum + refunded, 0n);
  if (given === 0n) return undefined;
  return given === attempt.captured ? 'refund' : 'refundPart';
}

/** Saves the payment where the event changes it. */
export async function change(trx: Trx, payment: Payment, attempt: Attempt, event: PaymentEvent): Promise<Payment> {
  const next = payment.current === attempt.id ? paymentAfter(payment.state, event) : undefined;
  if (next === undefined || next === payment.state) return payment;
  const refunded = payment.state === 'partly-captured' && next === 'captured' ? await refundEvent(trx, attempt) : undefined;
  const state = (refunded && paymentAfter(next, refunded)) ?? next;
  await savePayment(trx, { ...payment, state });
  return { ...payment, state };
}
