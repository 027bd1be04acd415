/** Amounts, codes and retry rules, without a network. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { exponentOf } from '../../kit/money.ts';
import { adyenUnits } from '../src/adyen/units.ts';
import { declineOf as adyenDecline } from '../src/adyen/declines.ts';
import { againBy } from '../src/retries.ts';
import { declineOf as stripeDecline } from '../src/stripe/declines.ts';
import { stripeUnits } from '../src/stripe/units.ts';
import { AmountError, fromUnits, toUnits, type Units } from '../src/units.ts';
import { codeWord, reasonText } from '../src/word.ts';

const said = (units: Units, amount: number, currency: string): number | string => {
  try {
    return toUnits(units, { amount, currency });
  } catch (error) {
    if (error instanceof AmountError) return 'refused';
    throw error;
  }
};

describe('amounts', () => {
  it.each<[string, Units, number, string, number | string]>([
    ['stripe', stripeUnits, 1099, 'EUR', 1099], ['stripe', stripeUnits, 500, 'JPY', 500], ['stripe', stripeUnits, 5120, 'KWD', 5120], ['stripe', stripeUnits, 5124, 'KWD', 'refused'],
    ['stripe', stripeUnits, 500, 'ISK', 50_000], ['stripe', stripeUnits, 500, 'UGX', 50_000], ['stripe', stripeUnits, 500, 'MGA', 5], ['stripe', stripeUnits, 501, 'MGA', 'refused'], ['stripe', stripeUnits, Number.MAX_SAFE_INTEGER, 'ISK', 'refused'],
    ['adyen', adyenUnits, 1099, 'EUR', 1099], ['adyen', adyenUnits, 500, 'CLP', 50_000], ['adyen', adyenUnits, 500, 'ISK', 50_000], ['adyen', adyenUnits, 500, 'CVE', 5], ['adyen', adyenUnits, 550, 'IDR', 'refused'], ['adyen', adyenUnits, 5124, 'KWD', 5124],
  ])('%s is told as it writes them', (_, units, amount, currency, expected) => expect(said(units, amount, currency)).toBe(expected));

  it('come back as they went, or are refused', () => {
    const currency = fc.constantFrom('EUR', 'JPY', 'KWD', 'ISK', 'UGX', 'MGA', 'CLP', 'CVE', 'IDR', 'USD');
    fc.assert(fc.property(fc.constantFrom(stripeUnits, adyenUnits), currency, fc.integer({ min: 1, max: 2 ** 40 }), (units, code, amount) => {
      const told = said(units, amount, code);
      if (typeof told === 'number') expect(fromUnits(units, told, code.toLowerCase())).toEqual({ amount, currency: code });
      // What is refused is finer than the acquirer's units, never only large.
      else expect(amount % 10 ** Math.max(1, exponentOf(code))).not.toBe(0);
    }));
  });

  it('that have no whole number of ours are compared with nothing', () => {
    expect(fromUnits(stripeUnits, 150, 'isk')).toBeUndefined();
    expect(fromUnits(stripeUnits, 0, 'eur')).toBeUndefined();
    expect(fromUnits(stripeUnits, 1.5, 'eur')).toBeUndefined();
    expect(fromUnits(stripeUnits, 100, 'xqz')).toBeUndefined();
  });
});

describe('declines of Stripe', () => {
  it.each([
    [{ code: 'card_declined', decline_code: 'insufficient_funds' }, 'insufficient-funds', 'insufficient_funds', 'later'],
    [{ code: 'card_declined', decline_code: 'lost_card' }, 'blocked-instrument', 'lost_card', 'never'],
    [{ code: 'card_declined', decline_code: 'authentication_required' }, 'authentication-required', 'authentication_required', 'with-challenge'],
    [{ code: 'payment_intent_authentication_failure' }, 'authentication-failed', 'payment_intent_authentication_failure', 'with-challenge'],
    [{ code: 'expired_card' }, 'expired', 'expired_card', 'other-instrument'],
    [{ code: 'card_declined', decline_code: 'generic_decline', advice_code: 'do_not_try_again' }, 'declined', 'generic_decline', 'never'],
    [{ code: 'card_declined', decline_code: 'generic_decline', network_decline_code: '04' }, 'declined', 'generic_decline', 'never'],
    [{ code: 'card_declined', decline_code: 'generic_decline', network_advice_code: '03' }, 'declined', 'generic_decline', 'never'],
    [{ code: 'card_declined', decline_code: 'of_another_age' }, 'other', 'of_another_age', 'other-instrument'],
    [{ type: 'card_error' }, 'other', 'card_error', 'other-instrument'],
  ])('%j', (error, code, providerCode, again) => expect(stripeDecline(error)).toEqual({ code, providerCode, again }));
});

describe('refusals of Adyen', () => {
  it.each([
    ['2', {}, 'declined', 'later'], ['5', {}, 'blocked-instrument', 'never'], ['6', {}, 'expired', 'other-instrument'], ['9', {}, 'issuer-unavailable', 'later'], ['11', {}, 'authentication-failed', 'with-challenge'],
    ['12', {}, 'insufficient-funds', 'later'], ['20', {}, 'fraud-suspected', 'never'], ['38', {}, 'authentication-required', 'with-challenge'], ['999', {}, 'other', 'other-instrument'],
    ['2', { response: '1A' }, 'declined', 'with-challenge'], ['2', { response: '57' }, 'declined', 'never'], ['2', { advice: '21' }, 'declined', 'never'],
  ] as const)('%s %j', (reason, word, code, again) => expect(adyenDecline(reason, word)).toEqual({ code, providerCode: reason, again }));
});

describe('the schemes’ rules', () => {
  it('are never weakened by what comes beside them', () => {
    const word = fc.record({ response: fc.constantFrom('04', '05', '14', '51', '57', '1A', 'R1'), advice: fc.constantFrom('01', '02', '03', '21', '24', '99') }, { requiredKeys: [] });
    fc.assert(fc.property(word, fc.constantFrom('never', 'later', 'with-challenge', 'other-instrument'), (said_, otherwise) => {
      const again = againBy(said_, otherwise);
      if (['04', '14', '57', 'R1'].includes(said_.response ?? '') || (otherwise === 'never' && said_.response !== '1A')) expect(again).toBe('never');
    }));
  });
});

describe('what is repeated of an answer', () => {
  it('is a code, and no number', () => {
    expect(['card_declined', '14_004', '704'].map(codeWord)).toEqual(['card_declined', '14_004', '704']);
    expect(['4242424242424242', 'x4242424242424242', 'two words', '', undefined, 7, 'a'.repeat(65)].map(codeWord)).toEqual(Array(7).fill(undefined));
    expect(reasonText('card 4242 4242-42424242 is not good')).toBe('card … is not good');
  });
});
