/** What in a setting is a secret or a card number, by its name, its form or its entropy. */

/** Names that end in what they hold. `PASSWORD_FILE` or `TOKEN_TTL` hold none. */
const secretName = /(?:^|[_.-])(?:password|passwd|pwd|secret|token|api[_-]?key|private[_-]?key|access[_-]?key|client[_-]?secret|credentials?)$/i;

/** What stands for a value that comes from elsewhere, or that nobody has to hide. */
const harmless = /^(?:|true|false|none|null|\/.*|https?:\/\/[^@\s]*|\$\(.*\)|\$\{.*\})$/i;

const forms: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----/, 'a private key'],
  [/\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/, 'an access key of a cloud'],
  [/\b(?:sk|rk)_(?:live|test)_[0-9A-Za-z]{16,}/, 'a key of a payment provider'],
  [/\bgh[pousr]_[0-9A-Za-z]{30,}/, 'a token of a code host'],
  [/\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}/, 'a JSON Web Token'],
  [/\bwhsec_[0-9A-Za-z+/=]{20,}/, 'a webhook secret'],
  [/^[a-z][a-z0-9+.-]*:\/\/[^\s/:@]+:[^\s/@]+@/i, 'an address with a password'],
];

/** Luhn's check digit (ISO/IEC 7812-1, annex B). */
function passesLuhn(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, i) => {
    const one = Number(digit) * (i % 2 === 1 ? 2 : 1);
    return total + (one > 9 ? one - 9 : one);
  }, 0);
  return sum % 10 === 0;
}

/** 13 to 19 digits, perhaps in groups, that begin as a card of a scheme does and have its check digit. */
const cardNumber = (value: string): boolean => value.length >= 13 && [...value.matchAll(/(?<![\d.])(?:\d[ -]?){12,18}\d(?![\d.])/g)].some(([found]) => {
  const digits = found.replaceAll(/[ -]/g, '');
  return /^(?:4|5[1-5]|2[2-7]|3[47]|6)/.test(digits) && new Set(digits).size > 1 && passesLuhn(digits);
});

/** Bits for each sign (Shannon). Random base64 of 32 signs has some 4.5, words and paths less than 4. */
function entropy(text: string): number {
  const counts = Map.groupBy(text, (sign) => sign);
  return [...counts.values()].reduce((total, { length }) => total - (length / text.length) * Math.log2(length / text.length), 0);
}

const random = (value: string): boolean => value.length >= 32 && [...value.matchAll(/(?<![A-Za-z0-9+_-])[A-Za-z0-9+_-]{32,}={0,2}/g)].some(([found]) => /[a-z]/.test(found) && /[A-Z]/.test(found) && /\d/.test(found) && entropy(found) > 4.3);

/** Says what it is, and never what it says. */
export function secretIn(name: string, value: string): string | undefined {
  if (cardNumber(value)) return 'a card number';
  const [, form] = forms.find(([pattern]) => pattern.test(value)) ?? [];
  if (form !== undefined) return form;
  if (secretName.test(name) && !harmless.test(value.trim())) return 'what its name says is secret';
  return random(value) ? 'what looks like a key' : undefined;
}
