/** Manifests as CEL sees them at an API server. */
import { celList, celMap, type CelMap, type CelValue } from '@bufbuild/cel';
import type { Fields, Value } from '../manifests/index.ts';

/** A field that is null is not there: so the API server reads what it decodes. In a list it stays. */
export function celFields(fields: Fields): CelMap {
  const entries = new Map<string, CelValue>();
  for (const key of Object.keys(fields)) {
    const value = fields[key];
    if (value !== undefined && value !== null) entries.set(key, celValue(value));
  }
  return celMap(entries);
}

export function celValue(value: Value): CelValue {
  if (typeof value !== 'object' || value === null) return value;
  return isList(value) ? celList(value.map(celValue)) : celFields(value);
}

const isList = (value: Value): value is readonly Value[] => Array.isArray(value);
