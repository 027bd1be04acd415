/** Adyen's documented test values (docs.adyen.com/development-resources/testing): cards that want 3-D Secure, and refusals by the cardholder's name or by a code. */

export interface Refusal {
  readonly code: string;
  readonly reason: string;
  readonly resultCode: 'Refused' | 'Error' | 'Cancelled';
  /** The network's own word. */
  readonly raw: string;
}

const refused = (code: string, reason: string, raw: string): Refusal => ({ code, reason, resultCode: 'Refused', raw });

const byCode: Readonly<Record<string, Refusal>> = {
  2: refused('2', 'Refused', '05 : Do not honor'),
  3: refused('3', 'Referral', '01 : Refer to card issuer'),
  5: refused('5', 'Blocked Card', '43 : Stolen card, pick up'),
  6: refused('6', 'Expired Card', '54 : Expired card'),
  7: refused('7', 'Invalid Amount', '13 : Invalid amount'),
  8: refused('8', 'Invalid Card Number', '14 : Invalid card number'),
  9: refused('9', 'Issuer Unavailable', '91 : Issuer unavailable'),
  10: refused('10', 'Not supported', '57 : Transaction not permitted'),
  11: refused('11', '3D Not Authenticated', '05 : Do not honor'),
  12: refused('12', 'Not enough balance', '51 : Insufficient funds'),
  14: refused('14', 'Acquirer Fraud', '59 : Suspected fraud'),
  15: { code: '15', reason: 'Cancelled', resultCode: 'Cancelled', raw: '17 : Customer cancellation' },
  17: refused('17', 'Invalid Pin', '55 : Incorrect PIN'),
  18: refused('18', 'Pin tries exceeded', '75 : PIN tries exceeded'),
  20: refused('20', 'FRAUD', '59 : Suspected fraud'),
  38: refused('38', 'Authentication required', '1A : Authentication required'),
  0: { code: '4', reason: 'Acquirer Error', resultCode: 'Error', raw: '96 : System error' },
  4: { code: '4', reason: 'Acquirer Error', resultCode: 'Error', raw: '96 : System error' },
};

const byName: Readonly<Record<string, string>> = {
  UNKNOWN: '0', DECLINED: '2', REFERRAL: '3', ERROR: '4', BLOCK_CARD: '5', CARD_EXPIRED: '6', INVALID_AMOUNT: '7', INVALID_CARD: '8', ISSUER_UNAVAILABLE: '9', NOT_SUPPORTED: '10', NOT_3D_AUTHENTICATED: '11', NOT_ENOUGH_BALANCE: '12', ACQUIRER_FRAUD: '14', CANCELLED: '15',
};

export const declined: Refusal = refused('2', 'Refused', '05 : Do not honor');
export const authenticationRequired: Refusal = refused('38', 'Authentication required', '1A : Authentication required');
export const notAuthenticated: Refusal = refused('11', '3D Not Authenticated', '05 : Do not honor');

/** What was asked for in a test: nothing is an approval. */
export const refusalOf = (holder: string | undefined, code: string | undefined): Refusal | undefined => byCode[code ?? ''] ?? byCode[byName[holder?.trim() ?? ''] ?? ''];

const challenged = new Set(['371449635398431', '4871049999999910', '4917610000000000', '5201281505129736']);

export const wantsChallenge = (number: string | undefined): boolean => number !== undefined && challenged.has(number);

/** What a payer types on the issuer's page; anything else fails. */
export const password = 'password';

const brands = [['visa', /^4/], ['mc', /^(5[1-5]|2[2-7])/], ['amex', /^3[47]/], ['discover', /^6/], ['jcb', /^35/], ['diners', /^3[068]/]] as const;

export const brandOf = (number: string | undefined): string => brands.find(([, pattern]) => pattern.test(number ?? ''))?.[0] ?? 'visa';
