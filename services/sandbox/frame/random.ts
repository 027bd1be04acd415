/** Chance that a seed repeats: the same seed and name give the same numbers. Nothing here is secret, so nothing here need be unguessable. */
import { createHash } from 'node:crypto';

/** From 0 to 1, 1 excluded: a property of these words alone, in whatever order they come. */
export const chanceOf = (...words: readonly (string | number)[]): number => createHash('sha256').update(words.join('\n')).digest().readUInt32BE(0) / 2 ** 32;

export interface Random {
  /** Of an alphabet, such as `ABC123`. */
  readonly text: (alphabet: string, length: number) => string;
  readonly uuid: () => string;
}

/** Numbers in a row, each from the one before. */
export function randomOf(seed: number, name: string): Random {
  let drawn = 0;
  const bytes = (): Buffer => createHash('sha256').update(`${seed}\n${name}\n${(drawn += 1)}`).digest();
  return {
    text: (alphabet, length) => {
      let text = '';
      while (text.length < length) for (const byte of bytes()) if (text.length < length && byte < 256 - (256 % alphabet.length)) text += alphabet[byte % alphabet.length];
      return text;
    },
    uuid: () => {
      const hex = bytes().toString('hex');
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
    },
  };
}
