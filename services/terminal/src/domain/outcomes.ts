/** The terminal's results and error conditions to ours. Pure. */
import type { Authorisation, Decline } from '../../../kit/provider/contract.ts';
import type { Response } from './answers.ts';

type Outcome = Pick<Authorisation, 'state' | 'decline' | 'detail'>;

const declined = (code: Decline['code'], again: Decline['again']): Omit<Decline, 'providerCode'> => ({ code, again });

/** Who decides has said no. */
const declines: Readonly<Record<string, Omit<Decline, 'providerCode'>>> = {
  Refusal: declined('declined', 'later'),
  InvalidCard: declined('invalid-instrument', 'other-instrument'),
  WrongPIN: declined('authentication-failed', 'later'),
  PaymentRestriction: declined('not-supported', 'other-instrument'),
  Cancel: declined('cancelled-by-payer', 'later'),
};

/** Known not to have been done: the terminal is busy or not there, or it is our own fault. */
const notProcessed: readonly string[] = ['Busy', 'DeviceOut', 'UnavailableDevice', 'UnavailableService', 'LoggedOut', 'InsertedCard', 'MessageFormat', 'NotAllowed'];

/** Of a refusal: `refusalReason` of the acquirer. */
const reasons: Readonly<Record<string, Omit<Decline, 'providerCode'>>> = {
  CANCELLED: declined('cancelled-by-payer', 'later'),
  ACQUIRER_FRAUD: declined('fraud-suspected', 'never'),
  FRAUD: declined('fraud-suspected', 'never'),
  DECLINED: declined('declined', 'later'),
  REFUSED: declined('declined', 'later'),
  NOT_ENOUGH_BALANCE: declined('insufficient-funds', 'later'),
  BLOCKED_CARD: declined('blocked-instrument', 'never'),
  EXPIRED_CARD: declined('expired', 'never'),
  INVALID_AMOUNT: declined('other', 'other-instrument'),
  INVALID_CARD_NUMBER: declined('invalid-instrument', 'never'),
  NOT_SUPPORTED: declined('not-supported', 'other-instrument'),
  ACQUIRER_ERROR: declined('other', 'later'),
  INVALID_PIN: declined('authentication-failed', 'later'),
  PIN_TRIES_EXCEEDED: declined('blocked-instrument', 'never'),
  ISSUER_UNAVAILABLE: declined('issuer-unavailable', 'later'),
  AUTHENTICATION_REQUIRED: declined('authentication-required', 'with-challenge'),
};

function fieldOf(text: string, name: string): string | undefined {
  try {
    // Base64 of JSON, where the terminal is set up so.
    const value: unknown = JSON.parse(Buffer.from(text, 'base64').toString('utf8'));
    const at = (holder: unknown): unknown => (typeof holder === 'object' && holder !== null ? new Map(Object.entries(holder)).get(name) : undefined);
    const found = at(value) ?? at(typeof value === 'object' && value !== null && 'additionalData' in value ? value.additionalData : undefined);
    return typeof found === 'string' ? found : undefined;
  } catch {
    return new URLSearchParams(text).get(name) ?? undefined;
  }
}

/** `210 Not enough balance` and `NOT_ENOUGH_BALANCE` are the same. */
const normal = (reason: string): string => reason.replace(/^\d+\s*:?\s*/, '').trim().toUpperCase().replaceAll(/[^A-Z]+/g, '_');

/** The acquirer's reason alone: the rest of an AdditionalResponse may tell of the card. */
export const reasonOf = ({ AdditionalResponse: text }: Response): string | undefined => (text === undefined ? undefined : fieldOf(text, 'refusalReason')?.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 100));

/** Of a payment's own response. Success takes at once. */
export function outcomeOf(response: Response): Outcome {
  const { Result: result, ErrorCondition: condition = 'none' } = response;
  // Partial: its amount says how much, and is compared with what was asked.
  if (result === 'Success' || result === 'Partial') return { state: 'captured' };
  if (condition === 'Aborted') return { state: 'voided', detail: 'aborted at the till' };
  if (notProcessed.includes(condition)) return { state: 'not-processed', detail: `the terminal says ${condition}` };
  // The terminal did not hear from the acquirer.
  if (condition === 'UnreachableHost') return { state: 'unknown', detail: 'the terminal says UnreachableHost' };
  const decline = declines[condition];
  if (!decline) return { state: 'pending', detail: `the terminal says ${result} and ${condition}, which is not in our table` };
  const reason = reasonOf(response);
  const providerCode = reason === undefined ? condition : `${condition}: ${reason}`;
  return { state: 'declined', decline: { ...decline, ...(condition === 'Refusal' && reason !== undefined && reasons[normal(reason)]), providerCode } };
}
