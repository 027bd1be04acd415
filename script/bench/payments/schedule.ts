/** When payments arrive: at random and independent of one another (a Poisson process), as payers do, and the same for the same seed. Pure. */

/** Numbers from 0 to below 1 (mulberry32). */
export function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Milliseconds after the beginning, in order. */
export function arrivals({ rate, seconds, seed }: { readonly rate: number; readonly seconds: number; readonly seed: number }): number[] {
  const random = dice(seed);
  const times: number[] = [];
  for (let at = 0; ; times.push(at)) {
    at += (-Math.log(1 - random()) / rate) * 1_000;
    if (at >= seconds * 1_000) return times;
  }
}
