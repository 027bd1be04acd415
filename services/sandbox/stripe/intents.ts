/** PaymentIntents: made and confirmed, challenged, captured, cancelled. */
import type Stripe from 'stripe';
import type { Account, Method, Payment } from './account.ts';
import { checkAmount } from './amounts.ts';
import { genericDecline, type Refusal } from './cards.ts';
import { Refused, required } from './errors.ts';
import { formIn, integerIn, knows, metadataIn, textIn, type Form } from './form.ts';
import { methodNamed } from './methods.ts';
import { chargeObject, intentObject } from './objects.ts';

/** Seven days online (docs.stripe.com/payments/capture-later). */
const authorisationLives = 7 * 86_400;

const createParameters = ['amount', 'capture_method', 'confirm', 'confirmation_method', 'currency', 'description', 'error_on_requires_action', 'expand', 'metadata', 'off_session', 'payment_method', 'payment_method_options', 'allowed_payment_method_types', 'return_url'];

export interface Asking {
  readonly account: Account;
  readonly address: string;
  /** By a fault: say no. */
  readonly decline: boolean;
}

const unexpected = (payment: Payment, status: string): Refused => new Refused(400, { code: 'payment_intent_unexpected_state', message: `This PaymentIntent could not be ${status} because it has a status of ${payment.intent.status}.`, payment_intent: payment.intent });

export function createIntent({ account, ...world }: Asking, form: Form): Payment {
  knows(form, createParameters);
  const [amount, currency, method] = [integerIn(form, 'amount'), textIn(form, 'currency'), textIn(form, 'payment_method')];
  if (amount === undefined) throw required('amount');
  if (currency === undefined) throw required('currency');
  checkAmount(amount, currency);
  const paidWith = method === undefined ? undefined : methodNamed(account, method);
  if (!paidWith) throw required('payment_method');
  const options = formIn(formIn(form, 'payment_method_options'), 'card');
  const asked = textIn(options, 'request_three_d_secure');
  const threeDSecure = asked === 'any' || asked === 'challenge' ? asked : 'automatic';
  const capture = textIn(form, 'capture_method') === 'manual' ? 'manual' : 'automatic';
  const intent = intentObject(account.made('pi'), account.secret(), { amount, currency, capture, metadata: metadataIn(form), method: paidWith.object.id, threeDSecure });
  const returnUrl = textIn(form, 'return_url');
  const payment = account.keep({ intent, method: paidWith, multicapture: textIn(options, 'request_multicapture') === 'if_available', ...(returnUrl !== undefined && { returnUrl }) }, 'payment_intent.created');
  return textIn(form, 'confirm') === 'true' ? confirmed({ account, ...world }, payment, { offSession: textIn(form, 'off_session') === 'true', errorOnAction: textIn(form, 'error_on_requires_action') === 'true' || returnUrl === undefined, moto: textIn(options, 'moto') === 'true' }) : payment;
}

interface Confirming {
  readonly offSession: boolean;
  readonly errorOnAction: boolean;
  readonly moto: boolean;
}

function confirmed(asking: Asking, payment: Payment, { offSession, errorOnAction, moto }: Confirming): Payment {
  const { method: { test }, intent } = payment;
  const wanted = intent.payment_method_options?.card?.request_three_d_secure;
  const challenged = !moto && (test.challenge === 'required' || wanted === 'any' || wanted === 'challenge');
  if (challenged && (offSession || errorOnAction)) return refuse(asking, payment, { code: offSession ? 'card_declined' : 'authentication_required', decline_code: 'authentication_required', network_decline_code: '1A' });
  if (challenged) {
    const next: Stripe.PaymentIntent.NextAction = { type: 'redirect_to_url', redirect_to_url: { url: `${asking.address}/challenge/${intent.id}`, return_url: payment.returnUrl ?? null } };
    return asking.account.keep({ ...payment, intent: { ...intent, status: 'requires_action', next_action: next } }, 'payment_intent.requires_action');
  }
  return charge(asking, payment, false);
}

/** Told with the intent, which is back where it waits for another card. */
function refuse({ account }: Asking, payment: Payment, { code, ...more }: Refusal, told = true): Payment {
  const error = { type: 'card_error' as const, code, doc_url: `https://stripe.com/docs/error-codes/${code}`, message: 'Your card was declined.', payment_method: payment.method.object, ...more };
  const kept = account.keep({ ...payment, intent: { ...payment.intent, status: 'requires_payment_method', payment_method: null, next_action: null, last_payment_error: error } }, 'payment_intent.payment_failed');
  if (told) throw new Refused(402, { ...error, payment_intent: kept.intent });
  return kept;
}

function charge(asking: Asking, payment: Payment, authenticated: boolean): Payment {
  const { account, decline } = asking;
  const { intent, method, multicapture } = payment;
  const refusal = decline ? genericDecline : method.test.refusal;
  if (refusal) return refuse(asking, payment, refusal, !authenticated);
  const manual = intent.capture_method === 'manual';
  const made = chargeObject(account.made('ch'), { intent, card: method.facts, holder: method.object.billing_details.name, authenticated, multicapture, captureBefore: account.now() + authorisationLives });
  account.note({ what: 'authorisation', reference: intent.id, ours: intent.metadata['attempt'] ?? '', amount: intent.amount, currency: intent.currency, state: manual ? 'requires_capture' : 'succeeded' });
  const authorised = { ...payment, charge: made, intent: { ...intent, status: 'requires_capture' as const, next_action: null, last_payment_error: null, latest_charge: made.id, amount_capturable: intent.amount } };
  if (manual) return account.keep(authorised, 'payment_intent.amount_capturable_updated');
  return take(account, authorised, { amount: intent.amount, final: true, ours: intent.metadata['attempt'] ?? '' });
}

/** Money moves from the card to the balance. */
function take(account: Account, payment: Payment, { amount, final, ours }: { readonly amount: number; readonly final: boolean; readonly ours: string }): Payment {
  const { intent } = payment;
  if (!payment.charge) throw unexpected(payment, 'captured');
  const balance = account.made('txn');
  const left = final ? 0 : intent.amount_capturable - amount;
  const made: Stripe.Charge = { ...payment.charge, amount_captured: payment.charge.amount_captured + amount, captured: left === 0, balance_transaction: balance.id, disputed: payment.method.test.disputed === true };
  account.movements.push({ ...balance, category: 'charge', source: made.id, charge: made.id, intent: intent.id, amount, currency: intent.currency, settled: false });
  account.note({ what: 'capture', reference: made.id, ours, of: intent.id, amount, currency: intent.currency, state: 'succeeded' });
  account.tell('charge.captured', made);
  const next: Payment = { ...payment, charge: made, intent: { ...intent, amount_received: intent.amount_received + amount, amount_capturable: left, status: left === 0 ? 'succeeded' : 'requires_capture' } };
  return account.keep(next, left === 0 ? 'payment_intent.succeeded' : 'payment_intent.amount_capturable_updated');
}

/** Our name of a capture, where the metadata hold one. */
const operationIn = (metadata: Readonly<Record<string, string>>): string =>
  Object.keys(metadata).flatMap((name) => /^capture_(\w{8})(\w{4})(\w{4})(\w{4})(\w{12})$/.exec(name)?.slice(1).join('-') ?? [])[0] ?? '';

export function captureIntent({ account, decline }: Asking, id: string, form: Form): Payment {
  knows(form, ['amount_to_capture', 'final_capture', 'metadata', 'expand']);
  const payment = account.payment(id);
  const { intent } = payment;
  if (intent.status !== 'requires_capture') throw unexpected(payment, 'captured');
  if (decline) throw new Refused(402, { type: 'card_error', code: 'capture_charge_authorization_expired', message: 'The charge cannot be captured.' });
  const amount = integerIn(form, 'amount_to_capture') ?? intent.amount_capturable;
  checkAmount(amount, intent.currency);
  if (amount > intent.amount_capturable) throw new Refused(400, { code: 'amount_too_large', message: 'The amount to capture is more than can be captured.', param: 'amount_to_capture' });
  const final = textIn(form, 'final_capture') !== 'false';
  if (!final && !payment.multicapture) throw new Refused(400, { code: 'parameter_invalid', message: 'final_capture can only be false where multicapture is available.', param: 'final_capture' });
  const metadata = metadataIn(form);
  return take(account, { ...payment, intent: { ...intent, metadata: { ...intent.metadata, ...metadata } } }, { amount, final, ours: operationIn(metadata) });
}

const cancellable = new Set<string>(['requires_payment_method', 'requires_capture', 'requires_confirmation', 'requires_action']);

export function cancelIntent({ account, decline }: Asking, id: string, form: Form): Payment {
  knows(form, ['cancellation_reason', 'expand']);
  const payment = account.payment(id);
  if (decline || !cancellable.has(payment.intent.status)) throw unexpected(payment, 'canceled');
  return ended(account, payment, textIn(form, 'cancellation_reason') === 'requested_by_customer' ? 'requested_by_customer' : null);
}

/** By whoever asked, or by time. */
export function ended(account: Account, payment: Payment, reason: Stripe.PaymentIntent['cancellation_reason']): Payment {
  const { intent } = payment;
  if (intent.amount_capturable > 0) account.note({ what: 'void', reference: intent.id, ours: intent.metadata['attempt'] ?? '', of: intent.id, amount: intent.amount_capturable, currency: intent.currency, state: 'canceled' });
  return account.keep({ ...payment, intent: { ...intent, status: 'canceled', amount_capturable: 0, canceled_at: account.now(), cancellation_reason: reason, next_action: null } }, 'payment_intent.canceled');
}

/** Authorisations that were not captured in time. */
export function expire(account: Account): void {
  for (const payment of account.payments.values()) {
    const before = payment.charge?.payment_method_details?.card?.capture_before;
    if (payment.intent.status === 'requires_capture' && before !== undefined && account.now() >= before) ended(account, payment, 'automatic');
  }
}

/** The payer has done, or failed, what the issuer asked. */
export function challengeEnds(asking: Asking, id: string, approved: boolean): Payment {
  const payment = asking.account.payment(id);
  if (payment.intent.status !== 'requires_action') return payment;
  return approved ? charge(asking, payment, true) : refuse(asking, payment, { code: 'payment_intent_authentication_failure' }, false);
}

export function confirmIntent(asking: Asking, id: string, form: Form): Payment {
  knows(form, ['payment_method', 'return_url', 'off_session', 'error_on_requires_action', 'expand']);
  const payment = asking.account.payment(id);
  if (payment.intent.status !== 'requires_confirmation' && payment.intent.status !== 'requires_payment_method') throw unexpected(payment, 'confirmed');
  const named = textIn(form, 'payment_method');
  const method: Method = named === undefined ? payment.method : methodNamed(asking.account, named);
  return confirmed(asking, { ...payment, method }, { offSession: textIn(form, 'off_session') === 'true', errorOnAction: (textIn(form, 'return_url') ?? payment.returnUrl) === undefined, moto: false });
}
