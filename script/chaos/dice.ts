/** Chance that a seed repeats: what is drawn under a name is a property of seed and name alone. */
import { chanceOf } from '../../services/sandbox/frame/random.ts';

export interface Dice {
  /** From 0 to 1, 1 excluded. */
  readonly chance: (name: string) => number;
  /** From `least` to `most`, both included. */
  readonly whole: (name: string, least: number, most: number) => number;
  readonly pick: <const T>(name: string, of: readonly [T, ...T[]]) => T;
  /** As often as its weight says. */
  readonly weighed: <K extends string>(name: string, weights: Readonly<Record<K, number>>) => K;
  /** Dice of a part of the plan. */
  readonly of: (part: string | number) => Dice;
}

export function diceOf(...words: readonly (string | number)[]): Dice {
  const chance = (name: string): number => chanceOf(...words, name);
  const whole = (name: string, least: number, most: number): number => least + Math.floor(chance(name) * (most - least + 1));
  return {
    chance,
    whole,
    pick: (name, of) => of[whole(name, 0, of.length - 1)] ?? of[0],
    weighed: <K extends string>(name: string, weights: Readonly<Record<K, number>>): K => {
      const kinds = Object.keys(weights) as K[];
      let left = chance(name) * kinds.reduce((sum, kind) => sum + weights[kind], 0);
      const found = kinds.find((kind) => (left -= weights[kind]) < 0) ?? kinds[0];
      if (found === undefined) throw new Error(`nothing is there to draw ${name} from`);
      return found;
    },
    of: (part) => diceOf(...words, part),
  };
}
