/** Captures, cancellations and refunds: received at once, and told of by a webhook that says what became of them. */
import type { Incoming } from '../frame/part.ts';
import type { Account, Payment } from './account.ts';
import { bodyOf, Cancel, Capture, NamedCancel, Refund, type Amount } from './bodies.ts';
import { Refused } from './errors.ts';

function checked(account: Account, merchantAccount: string): void {
  if (merchantAccount !== account.merchantAccount) throw new Refused(403, '901', 'Invalid Merchant Account', { type: 'security' });
}

function checkedAmount({ amount }: Payment, { value, currency }: Amount): void {
  if (currency !== amount.currency || value < 1) throw new Refused(422, '137', 'Invalid amount specified');
}

interface Result {
  readonly eventCode: string;
  readonly psp: string;
  readonly reference: string;
  readonly amount: Amount;
  /** Why it is not done. */
  readonly fault?: string | undefined;
}

const tell = (account: Account, payment: Payment, { eventCode, psp, reference, amount, fault }: Result): void =>
  account.tell({ amount, eventCode, merchantReference: reference, originalReference: payment.psp, paymentMethod: payment.brand, pspReference: psp, reason: fault ?? '', success: fault === undefined ? 'true' : 'false' });

const received = (more: object): object => ({ status: 'received', ...more });

const insufficient = 'Insufficient balance on payment';

export function capture(account: Account, asked: Incoming): object {
  const { merchantAccount, amount, reference = '' } = bodyOf(Capture, asked);
  checked(account, merchantAccount);
  const payment = account.payment(asked.params['psp'] ?? '');
  checkedAmount(payment, amount);
  const psp = account.psp();
  const fits = !asked.decline && payment.state === 'authorised' && payment.captured + amount.value <= payment.amount.value;
  if (fits) {
    payment.captured += amount.value;
    account.movements.push({ payment, psp, reference, type: 'Settled', amount, at: account.now(), settled: false });
    account.note({ what: 'capture', reference: psp, ours: reference, of: payment.psp, amount, state: 'SettleScheduled' });
  }
  tell(account, payment, { eventCode: 'CAPTURE', psp, reference, amount, fault: fits ? undefined : insufficient });
  return received({ merchantAccount, paymentPspReference: payment.psp, pspReference: psp, reference, amount });
}

export function refund(account: Account, asked: Incoming): object {
  const { merchantAccount, amount, reference = '', capturePspReference } = bodyOf(Refund, asked);
  checked(account, merchantAccount);
  const payment = account.payment(asked.params['psp'] ?? '');
  checkedAmount(payment, amount);
  const psp = account.psp();
  const fits = !asked.decline && payment.refunded + amount.value <= payment.captured;
  if (fits) {
    payment.refunded += amount.value;
    account.movements.push({ payment, psp, reference, type: 'Refunded', amount, at: account.now(), settled: false });
    account.note({ what: 'refund', reference: psp, ours: reference, of: payment.psp, amount, state: 'RefundScheduled' });
  }
  tell(account, payment, { eventCode: 'REFUND', psp, reference, amount, fault: fits ? undefined : insufficient });
  return received({ merchantAccount, paymentPspReference: payment.psp, pspReference: psp, reference, amount, ...(capturePspReference !== undefined && { capturePspReference }) });
}

/** What is left of an authorisation, or why nothing is. */
function cancelled(account: Account, payment: Payment, reference: string, psp: string): string | undefined {
  const left = payment.amount.value - payment.captured;
  if (payment.state === 'cancelled') return 'Transaction already cancelled';
  if (payment.state === 'challenged') payment.state = 'cancelled';
  if (payment.state !== 'authorised' || left === 0) return payment.state === 'cancelled' ? undefined : 'Transaction is not cancellable';
  payment.state = 'cancelled';
  account.note({ what: 'void', reference: psp, ours: reference, of: payment.psp, amount: { ...payment.amount, value: left }, state: 'Cancelled' });
  return undefined;
}

export function cancel(account: Account, asked: Incoming): object {
  const { merchantAccount, reference = '' } = bodyOf(Cancel, asked);
  checked(account, merchantAccount);
  const payment = account.payment(asked.params['psp'] ?? '');
  const psp = account.psp();
  const fault = asked.decline ? 'Refused' : cancelled(account, payment, reference, psp);
  tell(account, payment, { eventCode: 'CANCELLATION', psp, reference, amount: payment.amount, fault });
  return received({ merchantAccount, paymentPspReference: payment.psp, pspReference: psp, reference });
}

/** By the merchant's own name of the payment, which its webhook repeats. */
export function cancelNamed(account: Account, asked: Incoming): object {
  const { merchantAccount, reference = '', paymentReference } = bodyOf(NamedCancel, asked);
  checked(account, merchantAccount);
  const psp = account.psp();
  const payment = [...account.payments.values()].findLast((one) => one.reference === paymentReference && one.state !== 'refused');
  if (payment) tell(account, payment, { eventCode: 'TECHNICAL_CANCEL', psp, reference: paymentReference, amount: payment.amount, fault: cancelled(account, payment, reference, psp) });
  else account.tell({ amount: { value: 0, currency: 'EUR' }, eventCode: 'TECHNICAL_CANCEL', merchantReference: paymentReference, pspReference: psp, reason: 'Transaction hasn’t been found', success: 'false' });
  return received({ merchantAccount, paymentReference, pspReference: psp, reference });
}

/** Days later, a scheme sends back what was captured or refunded. */
export function failLater(account: Account, psp: string): void {
  const at = account.happened.findIndex((one) => one.reference === psp && (one.what === 'capture' || one.what === 'refund'));
  const noted = account.happened[at];
  const movement = account.movements.find((one) => one.psp === psp);
  if (!noted?.effective || !movement) return;
  account.happened[at] = { ...noted, effective: false, state: 'Failed' };
  const { payment, amount, reference } = movement;
  if (noted.what === 'capture') payment.captured -= amount.value;
  else payment.refunded -= amount.value;
  account.movements.splice(account.movements.indexOf(movement), 1);
  account.tell({ amount, eventCode: noted.what === 'capture' ? 'CAPTURE_FAILED' : 'REFUND_FAILED', merchantReference: reference, originalReference: payment.psp, paymentMethod: payment.brand, pspReference: psp, reason: noted.what === 'capture' ? 'Capture Failed' : 'Refund Failed', success: 'true' });
}

const lives = 28 * 86_400_000;

/** Authorisations that were not captured in time. */
export function expire(account: Account): void {
  for (const payment of account.payments.values()) {
    if (payment.state !== 'authorised' || payment.captured > 0 || account.now().getTime() < payment.authorisedAt + lives) continue;
    payment.state = 'expired';
    account.note({ what: 'void', reference: payment.psp, ours: payment.reference, of: payment.psp, amount: payment.amount, state: 'Expired' });
    account.tell({ amount: payment.amount, eventCode: 'EXPIRE', merchantReference: payment.reference, originalReference: payment.psp, paymentMethod: payment.brand, pspReference: account.psp(), reason: '', success: 'true' });
  }
}
