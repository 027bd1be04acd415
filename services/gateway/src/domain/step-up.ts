/** When an operation takes a second factor, and how fresh (RFC 9470). Pure. */
import { compare, exponentOf, fromJson, fromMajor, type MoneyJson } from '../../../kit/money.ts';
import type { ProblemError } from '../../../kit/problem.ts';
import { challenge, type User } from '../../../kit/user.ts';

/** Amounts in major units: of every currency, and of some others. */
export interface Limits {
  readonly otherwise: string;
  readonly by: Readonly<Record<string, string>>;
}

/** Reads `1000,JPY=150000`: 1000 of any currency but the yen. Throws a RangeError that says what is wrong with it. */
export function readLimits(text: string): Limits {
  const parts = text.split(',').map((part) => part.trim());
  const named = parts.filter((part) => part.includes('='));
  const [otherwise, ...more] = parts.filter((part) => !part.includes('='));
  if (otherwise === undefined || more.length > 0) throw new RangeError(`"${text}" must hold one amount for all currencies, such as 1000, and may hold others, such as JPY=150000`);
  // Of any currency: hence whole.
  if (!/^\d{1,12}$/.test(otherwise)) throw new RangeError(`"${otherwise}" of "${text}" is no whole number of major units`);
  const by = Object.fromEntries(named.map((part) => {
    const [currency = '', amount = ''] = part.split('=');
    fromMajor(amount, currency);
    return [currency, amount];
  }));
  return { otherwise, by };
}

/** Whether an amount is above the limit of its currency. What is no currency is above every limit: who is asked next will refuse it. */
export function exceeds({ otherwise, by }: Limits, amount: MoneyJson): boolean {
  if (!isCurrency(amount.currency)) return true;
  return compare(fromJson(amount), fromMajor(by[amount.currency] ?? otherwise, amount.currency)) > 0;
}

function isCurrency(code: string): boolean {
  try {
    exponentOf(code);
    return true;
  } catch {
    return false;
  }
}

/** Whether the user has shown a second factor in the last `maxAge` seconds. A token that does not say when is not fresh. */
export const isFresh = ({ acr, authenticatedAt }: User, maxAge: number, now: Date): boolean => acr === 'mfa' && authenticatedAt !== undefined && now.getTime() / 1000 - authenticatedAt <= maxAge;

export const askForSecondFactor = (what: string, maxAge: number): ProblemError =>
  challenge(`${what} takes a token that was given after a second factor (acr mfa) in the last ${maxAge} seconds`, `error="insufficient_user_authentication", acr_values="mfa", max_age="${maxAge}"`);
