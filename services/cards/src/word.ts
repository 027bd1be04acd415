/** What may be repeated of an acquirer's answer: its codes. What it might have copied from our request is none. */

/** A code as acquirers write them, without a run of digits that a card number could be. */
export const codeWord = (value: unknown): string | undefined => (typeof value === 'string' && /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/.test(value) && !/\d{9}/.test(value) ? value : undefined);

/** A reason in words, as webhooks bring it. */
export const reasonText = (text: string): string => text.replaceAll(/\d(?:[ -]?\d){8,}/g, '…').slice(0, 128);
