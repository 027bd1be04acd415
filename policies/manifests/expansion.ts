/** Aliases make a small text large: what a document amounts to once every alias is written out. */
import type { Value } from './value.ts';

/** Values that aliases may add to a document. A document of objects that people write adds some hundreds. */
export const mostExpanded = 100_000;

/** The number of values in a value, each alias counted anew; infinite when it holds itself. */
export function sizeOf(root: Value): number {
  const known = new Map<Value, number>();
  const size = (value: Value): number => {
    if (typeof value !== 'object' || value === null) return 1;
    const before = known.get(value);
    if (before !== undefined) return before;
    // Until it is known: whoever meets it again inside itself has found a circle.
    known.set(value, Infinity);
    const sum = Object.values(value).reduce<number>((total, item) => total + size(item), 1);
    known.set(value, sum);
    return sum;
  };
  return size(root);
}
