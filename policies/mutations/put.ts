/** Copies of an object with one thing changed. */
import { isFields, type Fields, type Path, type Value } from '../manifests/index.ts';

const isList = (value: Value): value is readonly Value[] => Array.isArray(value);

/** The value with another at the end of a path. Parents that are not there are made; an index past the end of a list appends to it. */
export function put(value: Value, [key, ...rest]: Path, by: Value): Value {
  if (key === undefined) return by;
  if (typeof key === 'number') {
    const items = isList(value) ? value : [];
    return key < items.length ? items.map((item, i) => (i === key ? put(item, rest, by) : item)) : [...items, put(null, rest, by)];
  }
  const fields = isFields(value) ? value : {};
  return { ...fields, [key]: put(fields[key] ?? null, rest, by) };
}

/** The value without what is at the end of a path. */
export function without(value: Value, [key, ...rest]: Path): Value {
  if (key === undefined) return value;
  if (isList(value)) return rest.length > 0 ? value.map((item, i) => (i === key ? without(item, rest) : item)) : value.filter((_, i) => i !== key);
  if (!isFields(value)) return value;
  if (rest.length > 0) return key in value ? { ...value, [key]: without(value[key] ?? null, rest) } : value;
  return Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));
}

export const fieldsOf = (value: Value): Fields => (isFields(value) ? value : {});
