import type { NonEmpty } from './units.ts';

/** A safe choice that was refused, and why. An empty reason does not compile. */
export interface Refused<What extends string> {
  readonly refused: What;
  readonly reason: string;
}

const refuse =
  <What extends string>(what: What) =>
  <const R extends string>(reason: NonEmpty<R>): Refused<What> => ({ refused: what, reason });

/** For what promises nothing to anybody: no alert, no error budget, no canary analysis on its own figures. */
export const noObjective = refuse('objective');

/** For data that can be made again from elsewhere: no backup is taken. */
export const noBackup = refuse('backup');

export const isRefused = (value: object): value is Refused<string> => 'refused' in value;
