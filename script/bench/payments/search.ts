/** Finds the highest rate that holds. */

export interface Search {
  /** Payments a second to begin with. */
  readonly from: number;
  /** Asked before each rate, so that the search ends in time. */
  readonly more: () => boolean;
}

/**
 * Goes up by half until a rate does not hold, then halves what lies between. Returns the highest rate that held; 0 where none did. A rate
 * that breaks is tried once more: on a machine that others use, one failure is not the program's.
 */
export async function highest({ from, more }: Search, holds: (rate: number) => Promise<boolean>): Promise<number> {
  const twice = async (rate: number): Promise<boolean> => (await holds(rate)) || holds(rate);
  let [held, broke, rate] = [0, Number.POSITIVE_INFINITY, from];
  // Rates are whole: between neighbours there is none.
  while (more() && broke > held * 1.06 && rate !== held && rate !== broke) {
    if (await twice(rate)) held = rate;
    else broke = rate;
    rate = Math.round(broke === Number.POSITIVE_INFINITY ? held * 1.5 : (held + broke) / 2);
  }
  return held;
}
