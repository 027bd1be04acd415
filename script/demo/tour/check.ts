/** What a step asserts with: an error names what was seen and what should have been. */
import { isDeepStrictEqual } from 'node:util';
import type { Static, TSchema } from 'typebox';
import { Compile } from 'typebox/compile';

export function equal<T>(what: string, found: T, wanted: T): void {
  if (!isDeepStrictEqual(found, wanted)) throw new Error(`${what} is ${JSON.stringify(found)}, not ${JSON.stringify(wanted)}`);
}

export function hold(what: string, holds: boolean): asserts holds {
  if (!holds) throw new Error(what);
}

/** Reads an answer as what it must be. */
export function read<const S extends TSchema>(what: string, schema: S, value: unknown): Static<S> {
  const validator = Compile(schema);
  if (validator.Check(value)) return value;
  throw new Error(`${what} is not as it must be: ${validator.Errors(value).map(({ instancePath, message }) => `${instancePath || 'it'} ${message}`).join('; ')}: ${JSON.stringify(value)}`);
}

/** Asks until the answer is not undefined. */
export async function eventually<T>(what: string, ask: () => Promise<T | undefined>, seconds = 15): Promise<T> {
  for (const end = performance.now() + seconds * 1000; performance.now() < end; await new Promise((again) => setTimeout(again, 100))) {
    const answer = await ask();
    if (answer !== undefined) return answer;
  }
  throw new Error(`${what}: not within ${seconds} seconds`);
}

/** Minor units as people write them. */
export const euros = (minor: number | string | bigint): string => {
  const digits = String(minor).padStart(3, '0');
  return `EUR ${digits.slice(0, -2)}.${digits.slice(-2)}`;
};
