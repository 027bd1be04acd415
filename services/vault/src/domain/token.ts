/** Tokens: 128 random bits in letters alone, so that no token can pass for a card number, be made from one, or hide a run of digits from a scanner. Pure. */
import type { Random } from '../../../kit/envelope.ts';

/** Sixteen letters, without vowels: no token spells a word. */
const letters = 'bcdfghjkmnpqrstv';

export const tokenPattern = `^tok-[${letters}]{32}$`;

export const newToken = (random: Random): string => `tok-${[...random(16).toString('hex')].map((digit) => letters.charAt(Number.parseInt(digit, 16))).join('')}`;
