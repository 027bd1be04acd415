/** What a card number is, and what may be known of it by those who must not know it. Pure. */

/** What is kept of a card in the clear. */
export interface CardFacts {
  readonly brand: Brand;
  /** First six digits; absent of numbers with fewer than 15 digits, of which too few would stay hidden (PCI DSS 4.0.1, 3.5.1). */
  readonly bin?: string;
  readonly last4: string;
}

export interface Expiry {
  /** 1 to 12. */
  readonly month: number;
  /** Four digits. */
  readonly year: number;
}

/** Luhn's check digit (ISO/IEC 7812-1, annex B). Takes as long for any number of that length. */
function passesLuhn(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, i) => {
    const value = Number(digit) * (i % 2 === 0 ? 1 : 2);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

/** 12 to 19 digits and nothing else, with the right check digit. */
export const isCardNumber = (text: string): boolean => /^[0-9]{12,19}$/.test(text) && passesLuhn(text);

/** Issuer identification ranges as the networks publish them: first and last prefix of equal length. The first that fits counts. */
const ranges = [
  ['amex', '34', '34'],
  ['amex', '37', '37'],
  ['jcb', '3528', '3589'],
  ['diners', '300', '305'],
  ['diners', '36', '36'],
  ['diners', '38', '39'],
  ['visa', '4', '4'],
  ['mastercard', '51', '55'],
  ['mastercard', '2221', '2720'],
  ['discover', '6011', '6011'],
  ['discover', '644', '659'],
  ['unionpay', '62', '62'],
  ['maestro', '50', '50'],
  ['maestro', '56', '69'],
] as const;

export type Brand = (typeof ranges)[number][0] | 'unknown';

export const brands: readonly Brand[] = [...new Set(ranges.map(([brand]) => brand)), 'unknown'];

export const brandOf = (number: string): Brand => ranges.find(([, first, last]) => number.slice(0, first.length) >= first && number.slice(0, first.length) <= last)?.[0] ?? 'unknown';

export const factsOf = (number: string): CardFacts => ({ brand: brandOf(number), ...(number.length >= 15 && { bin: number.slice(0, 6) }), last4: number.slice(-4) });

/** A card is good until its last month has ended everywhere on earth. */
export const hasExpired = ({ month, year }: Expiry, now: Date): boolean => now.getTime() >= Date.UTC(year, month, 1, 12);

/** No network issues cards for longer, so that a later year is a slip of the pen. In years. */
const longestLife = 20;

const isTooFar = ({ year }: Expiry, now: Date): boolean => year > now.getUTCFullYear() + longestLife;

/** Why a card cannot be one that is good now, and in which part of a body; nothing of the card is repeated. */
export function cardFault({ number, expiry }: { readonly number: string; readonly expiry: Expiry }, now: Date): { readonly pointer: string; readonly detail: string } | undefined {
  if (!isCardNumber(number)) return { pointer: '/body/number', detail: 'this is no card number: its check digit does not fit' };
  if (hasExpired(expiry, now)) return { pointer: '/body/expiry', detail: 'the card has expired' };
  if (isTooFar(expiry, now)) return { pointer: '/body/expiry', detail: 'no card is valid for so long' };
  return undefined;
}
