/** Refunds, of an intent or of a charge, up to what was captured. */
import type Stripe from 'stripe';
import type { Account, Payment } from './account.ts';
import { checkAmount } from './amounts.ts';
import { missing, Refused, required } from './errors.ts';
import { integerIn, knows, metadataIn, textIn, type Form } from './form.ts';
import type { Asking } from './intents.ts';
import { refundObject } from './objects.ts';

function paymentOf(account: Account, form: Form): Payment {
  const [intent, charge] = [textIn(form, 'payment_intent'), textIn(form, 'charge')];
  if (intent !== undefined) return account.payment(intent);
  if (charge === undefined) throw required('charge');
  const found = [...account.payments.values()].find((one) => one.charge?.id === charge);
  if (!found) throw missing('charge', charge, 'charge');
  return found;
}

export function createRefund({ account, decline }: Asking, form: Form): Stripe.Refund {
  knows(form, ['amount', 'charge', 'expand', 'metadata', 'payment_intent', 'reason']);
  const payment = paymentOf(account, form);
  const { charge, intent } = payment;
  if (!charge || charge.amount_captured === 0) throw new Refused(400, { code: 'charge_not_refundable', message: 'This payment has no captured charge to refund.' });
  const left = charge.amount_captured - charge.amount_refunded;
  if (left === 0) throw new Refused(400, { code: 'charge_already_refunded', message: 'The charge has already been refunded.' });
  const amount = integerIn(form, 'amount') ?? left;
  checkAmount(amount, intent.currency);
  if (amount > left || decline) throw new Refused(400, { code: 'amount_too_large', message: 'The refund is greater than the amount that is left.', param: 'amount' });
  const balance = account.made('txn');
  const metadata = metadataIn(form);
  const refund = refundObject(account.made('re'), { amount, charge, metadata, balanceTransaction: balance.id });
  account.refunds.set(refund.id, refund);
  account.movements.push({ ...balance, category: 'refund', source: refund.id, charge: charge.id, intent: intent.id, amount, currency: intent.currency, settled: false });
  account.note({ what: 'refund', reference: refund.id, ours: metadata['operation'] ?? '', of: intent.id, amount, currency: intent.currency, state: 'succeeded' });
  const refunded = charge.amount_refunded + amount;
  account.keep({ ...payment, charge: { ...charge, amount_refunded: refunded, refunded: refunded === charge.amount_captured } });
  account.tell('refund.created', refund);
  account.tell('charge.refunded', account.payment(intent.id).charge ?? charge);
  return refund;
}

/** What the card's bank sent back: a refund that succeeded can still fail (test card 4000000000005126). */
export function failRefund(account: Account, id: string): void {
  const refund = account.refunds.get(id);
  if (refund?.status !== 'succeeded') return;
  const failed: Stripe.Refund = { ...refund, status: 'failed', failure_reason: 'expired_or_canceled_card', failure_balance_transaction: account.made('txn').id };
  account.refunds.set(id, failed);
  const at = account.happened.findIndex((one) => one.what === 'refund' && one.reference === id);
  const noted = account.happened[at];
  if (noted) account.happened[at] = { ...noted, effective: false, state: 'failed' };
  account.tell('refund.failed', failed);
}
