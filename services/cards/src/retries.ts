/** Whether a card may be tried again, by the schemes' own rules: what a network said outweighs what an acquirer's code suggests. Pure. */
import type { Decline } from '../../kit/provider/contract.ts';

export type Again = Decline['again'];

/** What the networks said, where the acquirer passes it on. */
export interface SchemeWord {
  /** Response code of the issuer (ISO 8583 field 39, and Visa's R1 and R3). */
  readonly response?: string;
  /** Mastercard's merchant advice code. */
  readonly advice?: string;
}

/** Visa's category 1, which is never tried again; 57 belongs to it since 25 October 2026. */
const neverResponses = new Set(['04', '07', '12', '14', '15', '41', '43', '46', '57', 'R1', 'R3']);

/** The issuer wants strong customer authentication: a soft decline. */
const softResponses = new Set(['1A']);

/** Mastercard: 03 and 21 never; 01 there are new data; 02 and 24 to 30 after a time; 40 and 41 prepaid cards that cannot be charged so. */
const byAdvice: Readonly<Record<string, Again>> = {
  '01': 'other-instrument', '02': 'later', '03': 'never', '21': 'never', '24': 'later', '25': 'later', '26': 'later', '27': 'later', '28': 'later', '29': 'later', '30': 'later', '40': 'other-instrument', '41': 'other-instrument',
};

export function againBy({ response, advice }: SchemeWord, otherwise: Again): Again {
  if (response !== undefined && neverResponses.has(response)) return 'never';
  if (response !== undefined && softResponses.has(response)) return 'with-challenge';
  const advised = advice === undefined ? undefined : byAdvice[advice];
  // What is refused for good by the acquirer's own word is not made weaker by an advice.
  return otherwise === 'never' ? 'never' : (advised ?? otherwise);
}
