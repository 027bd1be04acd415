/** What the comprehensions over two variables are made of (`expand.ts`). */
import { celFunc, celList, celMap, CelScalar, isCelList, isCelMap, type CelFunc, type CelList, type CelMap, type CelUint, type CelValue } from '@bufbuild/cel';

const { DYN } = CelScalar;

const pair = (key: CelValue, value: CelValue): CelList => celList([key, value]);

function pairs(range: CelValue): CelList {
  if (isCelList(range)) return celList([...range].map((item, i) => pair(BigInt(i), item)));
  if (isCelMap(range)) return celList([...range.entries()].map(([key, value]) => pair(key, value)));
  throw new TypeError('no such overload: a list or map was expected');
}

function part(of: CelValue, index: number): CelValue {
  const found = isCelList(of) ? of.get(index) : undefined;
  if (found === undefined) throw new TypeError('no such overload: a pair was expected');
  return found;
}

type Key = string | bigint | boolean | CelUint;

function entriesOf(map: CelValue): Map<Key, CelValue> {
  if (!isCelMap(map)) throw new TypeError('no such overload: a map was expected');
  return new Map([...map.entries()].filter((entry): entry is [Key, CelValue] => typeof entry[0] !== 'number'));
}

function insert(map: CelValue, key: CelValue, value: CelValue): CelMap {
  if (typeof key !== 'string' && typeof key !== 'bigint' && typeof key !== 'boolean') throw new TypeError('unsupported key type');
  const entries = entriesOf(map);
  if (entries.has(key)) throw new RangeError(`insert failed: key '${String(key)}' already exists`);
  return celMap(entries.set(key, value));
}

export const comprehensions: readonly CelFunc[] = [
  celFunc('@pairs', [DYN], DYN, pairs),
  celFunc('@pairKey', [DYN], DYN, (of) => part(of, 0)),
  celFunc('@pairValue', [DYN], DYN, (of) => part(of, 1)),
  celFunc('@insert', [DYN, DYN, DYN], DYN, insert),
  celFunc('@insertAll', [DYN, DYN], DYN, (map, more) => [...entriesOf(more)].reduce((into, [key, value]) => insert(into, key, value), celMap(entriesOf(map)))),
];
