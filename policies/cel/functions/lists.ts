/** Kubernetes' library of lists, and cel-go's of sets (1.29). */
import { celFunc, celMethod, CelScalar, isCelUint, listType, type CelFunc, type CelList, type CelValue } from '@bufbuild/cel';
import { isMessage } from '@bufbuild/protobuf';
import { isReflectMessage } from '@bufbuild/protobuf/reflect';
import { DurationSchema, TimestampSchema } from '@bufbuild/protobuf/wkt';
import { equal } from '../equality.ts';

const { DYN, BOOL, INT } = CelScalar;
const LIST = listType(DYN);

type Comparable = bigint | number | string | boolean;

/** What a value is ordered by. Throws for types that have no order. */
function orderOf(value: CelValue): Comparable {
  if (typeof value === 'bigint' || typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean') return value;
  if (isCelUint(value)) return value.value;
  if (isReflectMessage(value) && isMessage(value.message, DurationSchema)) return nanosecondsOf(value.message);
  if (isReflectMessage(value) && isMessage(value.message, TimestampSchema)) return nanosecondsOf(value.message);
  if (value instanceof Uint8Array) return [...value].map((byte) => String.fromCharCode(byte)).join('');
  throw new TypeError('no such overload: the items have no order');
}

const nanosecondsOf = ({ seconds, nanos }: { readonly seconds: bigint; readonly nanos: number }): bigint => seconds * 1_000_000_000n + BigInt(nanos);

function extreme(list: CelList, name: string, better: (a: Comparable, b: Comparable) => boolean): CelValue {
  const [first, ...others] = [...list];
  if (first === undefined) throw new RangeError(`${name} called on empty list`);
  return others.reduce((best, one) => (better(orderOf(one), orderOf(best)) ? one : best), first);
}

function isSorted(list: CelList): boolean {
  const orders = [...list].map(orderOf);
  return orders.every((one, i) => i === 0 || (orders[i - 1] ?? one) <= one);
}

function sum(list: CelList): CelValue {
  const items = [...list];
  if (items.every((one): one is number => typeof one === 'number') && items.length > 0) return items.reduce((total, one) => total + one, 0);
  if (!items.every((one): one is bigint => typeof one === 'bigint')) throw new TypeError('no such overload: only numbers of one type can be added');
  const total = items.reduce((before, one) => before + one, 0n);
  if (BigInt.asIntN(64, total) !== total) throw new RangeError('integer overflow');
  return total;
}

function contains(list: CelList, item: CelValue): boolean {
  return [...list].some((one) => equal(one, item));
}

const holdsAll = (list: CelList, items: CelList): boolean => [...items].every((item) => contains(list, item));

export const lists: readonly CelFunc[] = [
  celMethod('isSorted', LIST, [], BOOL, function () { return isSorted(this); }),
  celMethod('sum', LIST, [], DYN, function () { return sum(this); }),
  celMethod('min', LIST, [], DYN, function () { return extreme(this, 'min', (a, b) => a < b); }),
  celMethod('max', LIST, [], DYN, function () { return extreme(this, 'max', (a, b) => a > b); }),
  celMethod('indexOf', LIST, [DYN], INT, function (item) { return BigInt([...this].findIndex((one) => equal(one, item))); }),
  celMethod('lastIndexOf', LIST, [DYN], INT, function (item) { return BigInt([...this].findLastIndex((one) => equal(one, item))); }),
  celFunc('sets.contains', [LIST, LIST], BOOL, holdsAll),
  celFunc('sets.equivalent', [LIST, LIST], BOOL, (a, b) => holdsAll(a, b) && holdsAll(b, a)),
  celFunc('sets.intersects', [LIST, LIST], BOOL, (a, b) => [...b].some((item) => contains(a, item))),
];
