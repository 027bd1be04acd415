/** What comes of a payment by the last three digits of its amount, as Adyen's test cards have it: 1.24 and 11.24 are refused for want of money. */
export interface TestOutcome {
  readonly condition: 'Refusal' | 'Cancel' | 'InvalidCard' | 'WrongPIN' | 'PaymentRestriction';
  readonly reason: string;
}

const refusal = (reason: string): TestOutcome => ({ condition: 'Refusal', reason });

export const testAmounts: Readonly<Record<string, TestOutcome>> = {
  121: { condition: 'Cancel', reason: 'CANCELLED' },
  122: refusal('ACQUIRER_FRAUD'),
  123: refusal('DECLINED'),
  124: refusal('NOT_ENOUGH_BALANCE'),
  125: refusal('BLOCKED_CARD'),
  126: refusal('EXPIRED_CARD'),
  127: refusal('INVALID_AMOUNT'),
  128: { condition: 'InvalidCard', reason: 'INVALID_CARD_NUMBER' },
  129: { condition: 'PaymentRestriction', reason: 'NOT_SUPPORTED' },
  130: refusal('ACQUIRER_ERROR'),
  134: { condition: 'WrongPIN', reason: 'INVALID_PIN' },
  135: refusal('PIN_TRIES_EXCEEDED'),
  136: refusal('ISSUER_UNAVAILABLE'),
  157: refusal('AUTHENTICATION_REQUIRED'),
};

export const testOutcomeOf = (minor: bigint): TestOutcome | undefined => testAmounts[String(minor % 1_000n).padStart(3, '0')];
