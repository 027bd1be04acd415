/** Money as integers in minor units with the exponents of ISO 4217. No arithmetic on `number`. */
import { code as currencyNamed } from 'currency-codes';

/** An amount in minor units (cents for EUR, whole yen for JPY, thousandths for KWD) of one currency. May be negative. */
export interface Money {
  readonly minor: bigint;
  /** ISO 4217 alphabetic code. */
  readonly currency: string;
}

/** As it travels in JSON: minor units are an integer that every JSON reader keeps exact (RFC 8259, section 6). */
export interface MoneyJson {
  readonly amount: number;
  readonly currency: string;
}

/** Decimal places of a currency by ISO 4217. Throws a RangeError for a code that ISO does not list. */
export function exponentOf(currency: string): number {
  const known = currencyNamed(currency);
  if (!known || known.code !== currency) throw new RangeError(`${currency} is not an ISO 4217 currency code`);
  return known.digits;
}

export function money(minor: bigint, currency: string): Money {
  exponentOf(currency);
  return { minor, currency };
}

export const zero = (currency: string): Money => money(0n, currency);

function same(a: Money, b: Money): string {
  if (a.currency !== b.currency) throw new RangeError(`${a.currency} and ${b.currency} cannot be reckoned together: convert one first`);
  return a.currency;
}

export const add = (a: Money, b: Money): Money => ({ minor: a.minor + b.minor, currency: same(a, b) });
export const subtract = (a: Money, b: Money): Money => ({ minor: a.minor - b.minor, currency: same(a, b) });
export const negate = ({ minor, currency }: Money): Money => ({ minor: -minor, currency });

/** Negative, zero or positive, as `a` is less than, equal to or more than `b`. */
export function compare(a: Money, b: Money): -1 | 0 | 1 {
  same(a, b);
  return a.minor < b.minor ? -1 : a.minor > b.minor ? 1 : 0;
}

export const equal = (a: Money, b: Money): boolean => a.currency === b.currency && a.minor === b.minor;

export const sum = (currency: string, amounts: Iterable<Money>): Money => [...amounts].reduce(add, zero(currency));

/**
 * Parts of an amount in the given proportions that add up to it to the last minor unit: what is left over by rounding down goes to the
 * first parts, one unit each.
 */
export function allocate({ minor, currency }: Money, proportions: readonly bigint[]): Money[] {
  const whole = proportions.reduce((total, part) => total + part, 0n);
  if (whole <= 0n || proportions.some((part) => part < 0n)) throw new RangeError(`an amount cannot be split in the proportions ${proportions.join(':')}: use positive ones`);
  const sign = minor < 0n ? -1n : 1n;
  const size = minor * sign;
  const parts = proportions.map((part) => (size * part) / whole);
  let rest = size - parts.reduce((total, part) => total + part, 0n);
  return parts.map((part, i) => {
    const extra = rest > 0n && proportions[i] !== 0n ? 1n : 0n;
    rest -= extra;
    return { minor: (part + extra) * sign, currency };
  });
}

export function toJson({ minor, currency }: Money): MoneyJson {
  const amount = Number(minor);
  if (!Number.isSafeInteger(amount)) throw new RangeError(`${minor} ${currency} is more than JSON numbers hold exactly`);
  return { amount, currency };
}

export function fromJson({ amount, currency }: MoneyJson): Money {
  if (!Number.isSafeInteger(amount)) throw new RangeError(`${amount} is not a whole number of minor units`);
  return money(BigInt(amount), currency);
}

/** In major units, as nexo and settlement files write it: `19.99`, `500`, `-0.005`. */
export function toMajor({ minor, currency }: Money): string {
  const exponent = exponentOf(currency);
  const digits = (minor < 0n ? -minor : minor).toString().padStart(exponent + 1, '0');
  const text = exponent === 0 ? digits : `${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
  return minor < 0n ? `-${text}` : text;
}

/** Reads major units. Throws a RangeError for what is no decimal number, or has more places than the currency. */
export function fromMajor(text: string, currency: string): Money {
  const exponent = exponentOf(currency);
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  const [, sign = '', whole = '', places = ''] = match ?? [];
  if (!match) throw new RangeError(`"${text}" is not a decimal amount`);
  if (places.slice(exponent).replaceAll('0', '') !== '') throw new RangeError(`"${text}" has more decimal places than ${currency}, which has ${exponent}`);
  const minor = BigInt(whole + places.slice(0, exponent).padEnd(exponent, '0'));
  return money(sign ? -minor : minor, currency);
}
