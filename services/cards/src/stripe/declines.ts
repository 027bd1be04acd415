/** Stripe's decline and error codes in ours (docs.stripe.com/declines/codes). Pure. */
import type { Decline } from '../../../kit/provider/contract.ts';
import { againBy, type Again } from '../retries.ts';
import { codeWord } from '../word.ts';
import type { StripeFault } from './replies.ts';

type Meaning = readonly [Decline['code'], Again];

const meaning = (codes: readonly string[], ...means: Meaning): (readonly [string, Meaning])[] => codes.map((code) => [code, means]);

const meanings: ReadonlyMap<string, Meaning> = new Map([
  ...meaning(['generic_decline', 'do_not_honor', 'call_issuer', 'approve_with_id', 'no_action_taken'], 'declined', 'later'),
  ...meaning(['do_not_try_again', 'revocation_of_authorization', 'revocation_of_all_authorizations', 'stop_payment_order'], 'declined', 'never'),
  ...meaning(['insufficient_funds'], 'insufficient-funds', 'later'),
  ...meaning(['expired_card', 'new_account_information_available'], 'expired', 'other-instrument'),
  ...meaning(['incorrect_number', 'invalid_number', 'invalid_account'], 'invalid-instrument', 'never'),
  ...meaning(['incorrect_cvc', 'invalid_cvc', 'invalid_expiry_month', 'invalid_expiry_year', 'incorrect_zip', 'incorrect_address', 'incorrect_pin', 'invalid_pin', 'offline_pin_required', 'online_or_offline_pin_required'], 'invalid-instrument', 'other-instrument'),
  ...meaning(['lost_card', 'stolen_card', 'pickup_card', 'restricted_card'], 'blocked-instrument', 'never'),
  ...meaning(['pin_try_exceeded'], 'blocked-instrument', 'other-instrument'),
  ...meaning(['fraudulent', 'merchant_blacklist', 'highest_risk_level', 'security_violation'], 'fraud-suspected', 'never'),
  ...meaning(['authentication_required', 'authentication_not_handled'], 'authentication-required', 'with-challenge'),
  ...meaning(['payment_intent_authentication_failure', 'mobile_device_authentication_required'], 'authentication-failed', 'with-challenge'),
  ...meaning(['card_velocity_exceeded', 'withdrawal_count_limit_exceeded'], 'limit-exceeded', 'later'),
  ...meaning(['amount_too_large', 'invalid_amount'], 'limit-exceeded', 'other-instrument'),
  ...meaning(['card_not_supported', 'currency_not_supported', 'transaction_not_allowed', 'service_not_allowed', 'not_permitted', 'testmode_decline', 'live_mode_test_card'], 'not-supported', 'other-instrument'),
  ...meaning(['issuer_not_available', 'processing_error', 'try_again_later', 'reenter_transaction', 'duplicate_transaction'], 'issuer-unavailable', 'later'),
]);

/** A code that is new to us: without a rule that allows it, the card is not tried again. */
const unmapped: Meaning = ['other', 'other-instrument'];

/** Stripe's own digest of what the networks said. */
const byAdvice: Readonly<Record<string, Again>> = { do_not_try_again: 'never', try_again_later: 'later', confirm_card_data: 'other-instrument' };

export function declineOf(error: StripeFault['error']): Decline {
  const providerCode = codeWord(error.decline_code) ?? codeWord(error.code) ?? codeWord(error.type) ?? 'unknown';
  const [code, again] = meanings.get(error.decline_code ?? '') ?? meanings.get(error.code ?? '') ?? unmapped;
  const advised = again === 'never' || again === 'with-challenge' ? again : (byAdvice[error.advice_code ?? ''] ?? again);
  return { code, providerCode, again: againBy({ ...(error.network_decline_code != null && { response: error.network_decline_code }), ...(error.network_advice_code != null && { advice: error.network_advice_code }) }, advised) };
}
