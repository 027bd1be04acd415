/** Adyen's refusal reasons in ours (docs.adyen.com/development-resources/refusal-reasons). Pure. */
import type { Decline } from '../../../kit/provider/contract.ts';
import { againBy, type Again, type SchemeWord } from '../retries.ts';
import { codeWord } from '../word.ts';

type Meaning = readonly [Decline['code'], Again];

const meanings: Readonly<Record<string, Meaning>> = {
  2: ['declined', 'later'],
  3: ['declined', 'later'],
  4: ['issuer-unavailable', 'later'],
  5: ['blocked-instrument', 'never'],
  6: ['expired', 'other-instrument'],
  7: ['limit-exceeded', 'other-instrument'],
  8: ['invalid-instrument', 'never'],
  9: ['issuer-unavailable', 'later'],
  10: ['not-supported', 'other-instrument'],
  11: ['authentication-failed', 'with-challenge'],
  12: ['insufficient-funds', 'later'],
  14: ['fraud-suspected', 'never'],
  15: ['cancelled-by-payer', 'later'],
  16: ['cancelled-by-payer', 'later'],
  17: ['invalid-instrument', 'later'],
  18: ['blocked-instrument', 'other-instrument'],
  19: ['invalid-instrument', 'other-instrument'],
  20: ['fraud-suspected', 'never'],
  22: ['fraud-suspected', 'never'],
  23: ['not-supported', 'other-instrument'],
  24: ['invalid-instrument', 'other-instrument'],
  25: ['not-supported', 'other-instrument'],
  26: ['declined', 'never'],
  27: ['declined', 'later'],
  28: ['limit-exceeded', 'later'],
  29: ['limit-exceeded', 'later'],
  31: ['fraud-suspected', 'other-instrument'],
  32: ['not-supported', 'other-instrument'],
  33: ['authentication-required', 'with-challenge'],
  37: ['authentication-failed', 'with-challenge'],
  38: ['authentication-required', 'with-challenge'],
  39: ['authentication-failed', 'with-challenge'],
  42: ['authentication-failed', 'with-challenge'],
  46: ['declined', 'never'],
};

/** A reason that is new to us: without a rule that allows it, the card is not tried again. */
const unmapped: Meaning = ['other', 'other-instrument'];

/** Adyen writes the networks' words as `05 : Do not honor`. */
export const codeIn = (text: string | undefined): string | undefined => /^\s*([0-9A-Z]{2})\s*:/.exec(text ?? '')?.[1];

export function declineOf(code: string | undefined, word: SchemeWord = {}): Decline {
  const [ours, again] = meanings[code ?? ''] ?? unmapped;
  return { code: ours, providerCode: codeWord(code) ?? 'unknown', again: againBy(word, again) };
}
