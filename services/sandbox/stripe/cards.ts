/** Stripe's documented test cards (docs.stripe.com/testing), and what each does. */

/** Why a card is refused, in the words of Stripe's errors. */
export interface Refusal {
  readonly code: string;
  readonly decline_code?: string;
  readonly advice_code?: 'confirm_card_data' | 'do_not_try_again' | 'try_again_later';
  /** Of the network: ISO 8583 field 39. */
  readonly network_decline_code?: string;
}

export interface TestCard {
  readonly refusal?: Refusal;
  /** `required`: without a challenge the issuer refuses; `optional`: only where it is asked for. */
  readonly challenge: 'required' | 'optional';
  /** What becomes of its refunds. */
  readonly refunds?: 'fail-later';
  readonly disputed?: true;
}

const declined = (decline: string, network: string, advice?: Refusal['advice_code']): Refusal => ({ code: 'card_declined', decline_code: decline, network_decline_code: network, ...(advice && { advice_code: advice }) });

export const genericDecline: Refusal = declined('generic_decline', '05', 'try_again_later');

const good: TestCard = { challenge: 'optional' };
const refused = (refusal: Refusal): TestCard => ({ challenge: 'optional', refusal });

const cards: Readonly<Record<string, TestCard>> = {
  '4000000000000002': refused(genericDecline),
  '4000000000009995': refused(declined('insufficient_funds', '51', 'try_again_later')),
  '4000000000009987': refused(declined('lost_card', '41', 'do_not_try_again')),
  '4000000000009979': refused(declined('stolen_card', '43', 'do_not_try_again')),
  '4000000000000069': refused({ code: 'expired_card', network_decline_code: '54' }),
  '4000000000000127': refused({ code: 'incorrect_cvc', network_decline_code: 'N7' }),
  '4000000000000119': refused({ code: 'processing_error', advice_code: 'try_again_later' }),
  '4000002760003184': { challenge: 'required' },
  '4000000000003220': { challenge: 'required' },
  '4000008400001629': { challenge: 'required', refusal: genericDecline },
  '4000000000000259': { challenge: 'optional', disputed: true },
  '4000000000005126': { challenge: 'optional', refunds: 'fail-later' },
};

export const cardNumbered = (number: string): TestCard => cards[number] ?? good;

/** Identifiers that stand for test cards, in the place of a token or of a payment method. */
const named: Readonly<Record<string, string>> = {
  pm_card_visa: '4242424242424242', pm_card_mastercard: '5555555555554444', pm_card_chargeDeclined: '4000000000000002', pm_card_chargeDeclinedInsufficientFunds: '4000000000009995', pm_card_threeDSecure2Required: '4000000000003220',
  tok_visa: '4242424242424242', tok_mastercard: '5555555555554444', tok_chargeDeclined: '4000000000000002', tok_chargeDeclinedInsufficientFunds: '4000000000009995', tok_threeDSecure2Required: '4000000000003220',
};

export const numberNamed = (id: string): string | undefined => named[id];

const brands = [['visa', /^4/], ['mastercard', /^(5[1-5]|2[2-7])/], ['amex', /^3[47]/], ['discover', /^6/], ['jcb', /^35/], ['diners', /^3[068]/]] as const;

export const brandOf = (number: string): string => brands.find(([, pattern]) => pattern.test(number))?.[0] ?? 'unknown';

export function passesLuhn(number: string): boolean {
  const sum = [...number].reverse().reduce((total, digit, i) => total + (i % 2 === 0 ? Number(digit) : Number(digit) * 2 - (Number(digit) > 4 ? 9 : 0)), 0);
  return /^\d{12,19}$/.test(number) && sum % 10 === 0;
}
