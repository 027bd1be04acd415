/** What a careless hand does to one object. Generic: no change knows of a rule. */
import { isFields, pathText, type Fields, type Path, type Value } from '../manifests/index.ts';
import { fieldsOf, put, without } from './put.ts';

export interface Change {
  /** `drop spec.replicas`, for people. */
  readonly what: string;
  readonly object: Fields;
}

type Edit = readonly [what: string, path: Path, by: Value | undefined];

/** Older words for what is served now: each is tried on every object. */
const olderVersions = ['v1beta1', 'v1beta2', 'v1alpha1', 'v2beta2'];

function* older(apiVersion: string): Generator<Edit> {
  for (const version of olderVersions) yield [`use ${version} as`, ['apiVersion'], apiVersion.replace(/[^/]+$/, version)];
}

function* ofText(value: string, path: Path): Generator<Edit> {
  if (value !== '*') yield ['widen to *', path, '*'];
  if (value !== '') yield ['empty', path, ''];
  yield ['misspell', path, `${value}x`];
}

function* ofNumber(value: bigint | number, path: Path): Generator<Edit> {
  if (value > 1) yield ['lower to 1', path, 1n];
  if (value > 0) yield ['lower to 0', path, 0n];
  yield ['raise a thousandfold', path, typeof value === 'bigint' ? value * 1_000n : value * 1_000];
}

function* edits(value: Value, path: Path): Generator<Edit> {
  if (path.length > 0 && path[0] !== 'apiVersion' && path[0] !== 'kind') yield ['drop', path, undefined];
  if (typeof value === 'boolean') yield ['turn round', path, !value];
  else if (typeof value === 'string') yield* path[0] === 'apiVersion' ? older(value) : path[0] === 'kind' ? [] : ofText(value, path);
  else if (typeof value === 'bigint' || typeof value === 'number') yield* ofNumber(value, path);
  else if (Array.isArray(value)) {
    const items: readonly Value[] = value;
    if (items.every((item) => typeof item === 'string')) yield ['add * to', path, [...items, '*']];
    const [first] = items;
    if (first !== undefined) yield ['write the first twice in', path, [first, ...items]];
    if (items.length > 0) yield ['empty', path, []];
    for (const [i, item] of items.entries()) yield* edits(item, [...path, i]);
  } else if (isFields(value)) {
    if (path.length > 0 && Object.keys(value).length > 0) yield ['empty', path, {}];
    for (const [key, item] of Object.entries(value)) yield* edits(item, [...path, key]);
  }
}

/** Every key by the places where it stands, of those that stand in several: a setting of a pod may stand in each of its containers too. */
function repeatedKeys(all: readonly Edit[]): Map<string, Path[]> {
  const paths = all.filter(([, path, by]) => by === undefined && typeof path.at(-1) === 'string').map(([, path]) => path);
  return new Map([...Map.groupBy(paths, (path) => String(path.at(-1)))].filter(([, places]) => places.length > 1));
}

/** The smallest first, so that what notices one is noticed for itself and not for the whole that it stands in. */
export function changesOf(object: Fields): Change[] {
  const all = [...edits(object, [])].sort(([, a], [, b]) => b.length - a.length);
  const single = all.map(([what, path, by]) => ({ what: `${what} ${pathText(path)}`, object: fieldsOf(by === undefined ? without(object, path) : put(object, path, by)) }));
  const everywhere = [...repeatedKeys(all)].map(([key, places]) => ({ what: `drop every ${key}`, object: fieldsOf(places.reduce<Value>(without, object)) }));
  return [...single, ...everywhere];
}
