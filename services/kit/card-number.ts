/**
 * Card numbers where none belongs: what people and programs write into a name, an identifier or an Idempotency-Key is kept, told on and shown again,
 * and with a card number in it every such place would be part of the cardholder data environment (PCI DSS 4.0.1, 3.2.1 and 3.5.1). It is refused
 * before anything is kept. Pure.
 */

/** As the networks issue them: numbers of these lengths that begin so. Digits that only look like one (bar codes of 13 digits, times, phone numbers) pass. */
const issued: readonly RegExp[] = [
  /^4(\d{15}|\d{18})$/,
  /^(5[1-5]\d\d|222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720)\d{12}$/,
  /^3[47]\d{13}$/,
  /^35(2[89]|[3-8]\d)\d{12,15}$/,
  /^3(0[0-5]\d{11}|[689]\d{12})$/,
  /^(50|5[6-9]|6\d)\d{14,17}$/,
];

/** Luhn's check digit (ISO/IEC 7812-1, annex B). */
function passesLuhn(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, i) => {
    const value = Number(digit) * (i % 2 === 0 ? 1 : 2);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

/** One in fifteen thousand UUIDs ends in digits that could be one. */
const uuids = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;

/** Digits by themselves, or in groups as they are printed on a card: those inside of a word, an IBAN or a hash are none. */
const runs = /(?<![\p{L}\p{N}])\d(?:[ .+\u00a0-]?\d){13,18}(?![\p{L}\p{N}])/gu;

/** As an address has them: what is no UTF-8 is kept as it is. */
const decoded = (text: string): string => text.replaceAll(/%([0-7][0-9a-f])/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

export const holdsCardNumber = (text: string): boolean =>
  (decoded(text).replaceAll(uuids, '_').match(runs) ?? []).map((run) => run.replaceAll(/\D/g, '')).some((digits) => issued.some((pattern) => pattern.test(digits)) && passesLuhn(digits));

const escaped = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');

/**
 * Where a value holds a card number, as JSON pointers; names of properties are looked at as well, and one that holds a number is told of by what it lies in.
 * The properties `apart` of the value itself are passed over.
 */
export function cardNumbersIn(value: unknown, at: string, apart: readonly string[] = []): string[] {
  if (typeof value === 'string') return holdsCardNumber(value) ? [at] : [];
  if (typeof value === 'number') return holdsCardNumber(String(value)) ? [at] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).filter(([name]) => !apart.includes(name)).flatMap(([name, part]) => (holdsCardNumber(name) ? [at] : cardNumbersIn(part, `${at}/${escaped(name)}`)));
}
