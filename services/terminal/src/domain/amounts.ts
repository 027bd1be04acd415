/**
 * Amounts of nexo: JSON numbers in major units, `10.99`, from 0 to 99999999.999999. Written from integer minor units as text and only then made the number
 * that JSON has for it: numbers of up to 15 digits come back from their shortest text as they went. No arithmetic. Pure.
 */
import { exponentOf, fromJson, fromMajor, toJson, toMajor, type MoneyJson } from '../../../kit/money.ts';

const most = 99_999_999.999999;

/** Throws a RangeError for more than the protocol holds. */
export function toNexo(amount: MoneyJson): number {
  const text = toMajor(fromJson(amount));
  const value = Number(text);
  if (value > most) throw new RangeError(`${text} ${amount.currency} is more than a terminal takes, which is ${most}`);
  return value;
}

export interface AmountFault {
  readonly code: 'not-supported' | 'limit-exceeded';
  readonly detail: string;
}

/** Why no terminal can be asked for it; `undefined` where one can. */
export function amountFault(amount: MoneyJson): AmountFault | undefined {
  try {
    exponentOf(amount.currency);
  } catch (error) {
    if (error instanceof RangeError) return { code: 'not-supported', detail: error.message };
    throw error;
  }
  try {
    toNexo(amount);
    return undefined;
  } catch (error) {
    if (error instanceof RangeError) return { code: 'limit-exceeded', detail: error.message };
    throw error;
  }
}

/** `undefined` for what is no amount of the currency, such as one with too many places. */
export function fromNexo(value: number, currency: string): MoneyJson | undefined {
  try {
    return toJson(fromMajor(String(value), currency));
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
