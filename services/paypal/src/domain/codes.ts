/** PayPal's issue codes (Orders v2 and Payments v2, errors) in ours. What is not here is refused, and told in PayPal's own word. */
import type { Decline } from '../../../kit/provider/contract.ts';

type Ours = Pick<Decline, 'code' | 'again'>;

/** By who decides: PayPal, the payer's bank, or the payer. */
export const declines: Readonly<Record<string, Ours>> = {
  INSTRUMENT_DECLINED: { code: 'declined', again: 'other-instrument' },
  TRANSACTION_REFUSED: { code: 'declined', again: 'other-instrument' },
  TRANSACTION_BLOCKED_BY_PAYEE: { code: 'fraud-suspected', again: 'never' },
  PAYEE_BLOCKED_TRANSACTION: { code: 'fraud-suspected', again: 'never' },
  COMPLIANCE_VIOLATION: { code: 'fraud-suspected', again: 'never' },
  PAYER_CANNOT_PAY: { code: 'declined', again: 'other-instrument' },
  PAYER_ACCOUNT_RESTRICTED: { code: 'blocked-instrument', again: 'never' },
  PAYER_ACCOUNT_LOCKED_OR_CLOSED: { code: 'blocked-instrument', again: 'never' },
  CARD_BRAND_NOT_SUPPORTED: { code: 'not-supported', again: 'other-instrument' },
  CARD_EXPIRED: { code: 'expired', again: 'never' },
  TRANSACTION_LIMIT_EXCEEDED: { code: 'limit-exceeded', again: 'later' },
  TRANSACTION_AMOUNT_EXCEEDS_MONTHLY_MAX_LIMIT: { code: 'limit-exceeded', again: 'later' },
  MAX_NUMBER_OF_PAYMENT_ATTEMPTS_EXCEEDED: { code: 'limit-exceeded', again: 'later' },
  ORDER_EXPIRED: { code: 'timed-out', again: 'later' },
  CURRENCY_NOT_SUPPORTED: { code: 'not-supported', again: 'other-instrument' },
  CURRENCY_NOT_SUPPORTED_FOR_COUNTRY: { code: 'not-supported', again: 'other-instrument' },
};

/** The payer is asked once more. */
export const actions = new Set(['PAYER_ACTION_REQUIRED', 'REDIRECT_PAYER_FOR_ALTERNATE_FUNDING', 'ORDER_NOT_APPROVED']);

/** It was done before, or is being done: looking it up says what became of it. */
export const elsewhere = new Set([
  'ORDER_ALREADY_CAPTURED', 'ORDER_ALREADY_AUTHORIZED', 'ORDER_ALREADY_COMPLETED', 'ORDER_COMPLETION_IN_PROGRESS', 'ORDER_COMPLETED_OR_VOIDED', 'DUPLICATE_INVOICE_ID', 'PREVIOUS_REQUEST_IN_PROGRESS',
]);

/** Of a void: it is what was asked for. */
export const alreadyVoided = new Set(['PREVIOUSLY_VOIDED', 'AUTHORIZATION_VOIDED', 'AUTHORIZATION_ALREADY_VOIDED']);

export const declineOf = (issue: string): Decline => ({ ...(declines[issue] ?? { code: 'other', again: 'other-instrument' }), providerCode: issue.slice(0, 128) });
