/** Optional values, as cel-go's library `OptionalTypes` and Kubernetes since 1.28 have them. */
import { celFunc, celList, celMap, celMethod, CelScalar, isCelList, isCelMap, isCelUint, type CelFunc, type CelList, type CelMap, type CelValue } from '@bufbuild/cel';
import { isOptional, none, optional, some, valueIn } from '../opaque.ts';

const { DYN, BOOL } = CelScalar;

type Key = string | bigint | boolean;

function keyOf(value: CelValue): Key | undefined {
  if (typeof value === 'string' || typeof value === 'bigint' || typeof value === 'boolean') return value;
  if (isCelUint(value)) return value.value;
  return typeof value === 'number' && Number.isInteger(value) ? BigInt(value) : undefined;
}

/** What lies at a key, whatever it is looked up in: values of other types hold nothing, as in cel-go. */
function lookUp(from: CelValue, key: CelValue): CelValue | undefined {
  const own = keyOf(key);
  if (own === undefined) return undefined;
  if (isCelMap(from)) return from.get(own);
  return isCelList(from) && typeof own === 'bigint' ? from.get(Number(own)) : undefined;
}

function selected(from: CelValue, key: CelValue): CelMap {
  if (!isOptional(from)) return optional(lookUp(from, key));
  const inside = valueIn(from);
  return inside === undefined ? none : optional(lookUp(inside, key));
}

const split = new Map<string, readonly string[]>();

function fieldsOf(path: string): readonly string[] {
  const known = split.get(path);
  if (known) return known;
  const fields = path.split('.');
  split.set(path, fields);
  return fields;
}

/** What is at the end of a path of fields. */
function atPath(from: CelValue, path: CelValue): CelValue {
  let value = from;
  for (const field of fieldsOf(String(path))) {
    const next = isCelMap(value) ? value.get(field) : undefined;
    if (next === undefined) throw new RangeError(`field not found: ${field}`);
    value = next;
  }
  return value;
}

/** What is at the end of a path of fields, or something else. */
function pathOrValue(from: CelValue, path: CelValue, other: CelValue): CelValue {
  let value: CelValue | undefined = isOptional(from) ? valueIn(from) : from;
  for (const field of fieldsOf(String(path))) {
    if (value === undefined || !isCelMap(value)) return other;
    value = value.get(field);
  }
  return value === undefined ? other : value;
}

const isZero = (value: CelValue): boolean =>
  value === null || value === false || value === 0n || value === 0 || value === '' || (isCelUint(value) && value.value === 0n) || (value instanceof Uint8Array && value.length === 0) || ((isCelList(value) || isCelMap(value)) && value.size === 0);

function valueOf(from: CelValue): CelValue {
  const inside = valueIn(from);
  if (inside === undefined) throw new RangeError('optional.none() dereference');
  return inside;
}

function listOf(value: CelValue): CelList {
  if (!isCelList(value)) throw new TypeError('no such overload: a list was expected');
  return value;
}

function unwrapped(value: CelValue): CelList {
  return celList([...listOf(value)].flatMap((one) => valueIn(one) ?? []));
}

function mapOf(pairs: CelValue): CelMap {
  const entries = new Map<Key, CelValue>();
  for (const pair of listOf(pairs)) {
    const [key, value] = [...listOf(pair)];
    const own = keyOf(key ?? null);
    if (own === undefined) throw new TypeError('unsupported key type');
    const inside = valueIn(value);
    if (inside === undefined) continue;
    if (entries.has(own)) throw new RangeError(`Failed with repeated key: ${String(own)}`);
    entries.set(own, inside);
  }
  return celMap(entries);
}

export const optionals: readonly CelFunc[] = [
  celFunc('@path', [DYN, DYN], DYN, atPath),
  celFunc('@pathOrValue', [DYN, DYN, DYN], DYN, pathOrValue),
  celFunc('@optSelect', [DYN, DYN], DYN, selected),
  celFunc('@optIndex', [DYN, DYN], DYN, selected),
  celFunc('@hasValue', [DYN], BOOL, (value) => valueIn(value) !== undefined),
  celFunc('@value', [DYN], DYN, valueOf),
  celFunc('@asList', [DYN], DYN, (value) => celList([valueIn(value)].filter((one) => one !== undefined))),
  celFunc('@concat', [DYN], DYN, (lists) => celList([...listOf(lists)].flatMap((one) => [...listOf(one)]))),
  celFunc('@mapOf', [DYN], DYN, mapOf),
  celFunc('optional.of', [DYN], DYN, some),
  celFunc('optional.ofNonZeroValue', [DYN], DYN, (value) => (isZero(value) ? none : some(value))),
  celFunc('optional.none', [], DYN, () => none),
  celFunc('optional.unwrap', [DYN], DYN, unwrapped),
  celMethod('unwrapOpt', DYN, [], DYN, function () { return unwrapped(this); }),
  celMethod('hasValue', DYN, [], BOOL, function () { return valueIn(this) !== undefined; }),
  celMethod('value', DYN, [], DYN, function () { return valueOf(this); }),
  celMethod('orValue', DYN, [DYN], DYN, function (other) { return valueIn(this) ?? other; }),
  celMethod('or', DYN, [DYN], DYN, function (other) { return valueIn(this) === undefined ? other : this; }),
];
