/** Short codes that a customer shows and a cashier can read aloud. Pure. */

/** Without 0, O, 1, I, L, U and vowels that make words: 27 letters and digits, 8 of them are 38 bits. */
const alphabet = '23456789BCDFGHJKMNPQRSTVWXZ';

export const codeLength = 8;

/** How long a code may be fetched, in milliseconds. */
export const codeLasts = 10 * 60_000;

/** How long a store sees a basket whose code it fetched: a day in the shop. */
export const accessLasts = 12 * 60 * 60_000;

/** Tries of one till in a minute: more than a cashier types, far fewer than a guess needs. */
export const mostTries = 10;

/** `below` gives a random integer from 0 to just below its argument, of a cryptographic source. */
export const newCode = (below: (limit: number) => number): string => Array.from({ length: codeLength }, () => alphabet.charAt(below(alphabet.length))).join('');

/** As it was shown, however it was typed; `undefined` for what cannot be a code. */
export function readCode(typed: string): string | undefined {
  const code = typed.toUpperCase().replaceAll('-', '');
  return code.length === codeLength && [...code].every((letter) => alphabet.includes(letter)) ? code : undefined;
}

export const minuteOf = (now: Date): Date => new Date(Math.floor(now.getTime() / 60_000) * 60_000);
