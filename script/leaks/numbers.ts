/** The card numbers that are looked for, and the shapes in which one shows. Pure. */

/** Documented test numbers: of different networks and lengths; one that is refused, and one whose issuer asks for a challenge. */
export const numbers = {
  visa: '4242424242424242',
  declined: '4000000000000002',
  challenged: '4000002760003184',
  mastercard: '5555555555554444',
  amex: '378282246310005',
  discover: '6011111111111117',
  diners: '36227206271667',
  longest: '6205500000000000004',
} as const;

export const all: readonly string[] = Object.values(numbers);

/** Typed as a security code: what everybody would write has too few digits to be told from others. */
export const securityCode = '7731902664';

const groupsOf = (number: string): readonly string[] => (number.length === 15 ? [number.slice(0, 4), number.slice(4, 10), number.slice(10)] : (number.match(/.{1,4}/g) ?? []));

/** As it is printed on a card. */
export const printed = (number: string, between = ' '): string => groupsOf(number).join(between);

/** The characters that depend on the number alone, at each of the three places where it can begin within a group. */
function base64Of(text: string): string[] {
  return [0, 1, 2].map((offset) => Buffer.from('\0'.repeat(offset) + text).toString('base64').slice([0, 2, 3][offset], Math.floor(((offset + text.length) * 4) / 3)));
}

/** A shape of a number, by name. */
export interface Shape {
  readonly name: string;
  /** In lower case. */
  readonly text: string;
}

const percent = (text: string): string => [...text].map((digit) => `%${digit.charCodeAt(0).toString(16)}`).join('');

export function shapesOf(secret: string): Shape[] {
  const shapes: readonly (readonly [string, string])[] = [
    ['plain', secret],
    ...([[' ', 'with spaces'], ['-', 'with dashes'], ['.', 'with dots'], ['+', 'as a form has it'], ['%20', 'URL-encoded groups'], ['\u00a0', 'with hard spaces']] as const).map(([between, name]) => [name, printed(secret, between)] as const),
    ['URL-encoded', percent(secret)],
    ['reversed', [...secret].reverse().join('')],
    ['hexadecimal text', Buffer.from(secret).toString('hex')],
    ['hexadecimal value', BigInt(secret).toString(16)],
    ...base64Of(secret).map((text) => ['base64', text] as const),
    // What is encoded twice, as bytes in a column that a dump writes in hexadecimal.
    ['base64 in hexadecimal', Buffer.from(Buffer.from(secret).toString('base64').slice(0, 16)).toString('hex')],
    ['UTF-16', [...secret].join('\0')],
  ];
  return shapes.map(([name, text]) => ({ name, text: text.toLowerCase() }));
}

/** Whose number was seen, and how; the number itself is not said again. */
export interface Sighting {
  readonly number: string;
  readonly shape: string;
}

const wanted = [...all.map((number) => ({ name: `the number that ends in ${number.slice(-4)}`, shapes: shapesOf(number) })), { name: 'the security code', shapes: shapesOf(securityCode) }];

/** The names that security codes have, with digits after them (PCI DSS 4.0.1, 3.3.1.2). */
const namedCode = /(?:security_?code|card_?verification|\bcv[cv]2?)\W{1,6}\d{3,4}\b/;

/** Bytes as they are looked for: the shapes are in lower case. */
const lowered = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 65 && byte <= 90 ? byte + 32 : byte));

interface Needle extends Sighting {
  readonly bytes: Buffer;
}

/** By their first four bytes: a database's files are too many bytes to be gone through once for every shape. */
const needles: ReadonlyMap<number, readonly Needle[]> = Map.groupBy(
  wanted.flatMap(({ name, shapes }) => shapes.map((shape): Needle => ({ number: name, shape: shape.name, bytes: Buffer.from(shape.text, 'latin1') }))),
  ({ bytes }) => bytes.readInt32BE(0),
);
/** Whether any begins with these two bytes. */
const beginnings = new Uint8Array(65_536);
for (const start of needles.keys()) beginnings[start >>> 16] = 1;

const isAt = (bytes: Uint8Array, from: number, { bytes: needle }: Needle): boolean => needle.every((byte, i) => lowered[bytes[from + i] ?? 0] === byte);

export function sightings(bytes: Uint8Array): Sighting[] {
  const seen = new Map<string, Sighting>();
  let last = 0;
  for (let i = 0; i < bytes.length; i += 1) {
    last = (last << 8) | (lowered[bytes[i] ?? 0] ?? 0);
    if (beginnings[last >>> 16] === 0) continue;
    for (const needle of needles.get(last) ?? []) if (isAt(bytes, i - 3, needle)) seen.set(`${needle.number} ${needle.shape}`, { number: needle.number, shape: needle.shape });
  }
  return [...seen.values()];
}

/** Of text alone: in a database's own files it would be chance. */
export const namesCode = (text: string): boolean => namedCode.test(text.toLowerCase());
