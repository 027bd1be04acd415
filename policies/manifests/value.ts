/** What a manifest holds. Whole numbers are `bigint` and all others `number`, since to Kubernetes and to CEL `1` and `1.5` are of different types. */
export type Value = null | boolean | string | number | bigint | readonly Value[] | Fields;

export interface Fields {
  readonly [key: string]: Value;
}

/** Leads from an object to a field: `['spec', 'containers', 0, 'image']`. */
export type Path = readonly (string | number)[];

export const isFields = (value: Value | undefined): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

const isList = (value: Value | undefined): value is readonly Value[] => Array.isArray(value);

/** An object's own field: a manifest may hold one that is named `constructor`. */
function field(fields: Fields, key: string): Value | undefined {
  const value = fields[key];
  return value !== undefined && Object.hasOwn(fields, key) ? value : undefined;
}

function step(value: Value | undefined, key: string | number): Value | undefined {
  if (typeof key === 'number') return isList(value) ? value[key] : undefined;
  return isFields(value) ? field(value, key) : undefined;
}

/** The value at the end of a path, if the path leads anywhere. */
export function at(value: Value | undefined, ...path: Path): Value | undefined {
  let found = value;
  for (const key of path) found = step(found, key);
  return found;
}

/** A text, if it is one. */
export const text = (value: Value | undefined): string | undefined => (typeof value === 'string' ? value : undefined);

/** A whole number that a double holds exactly, if it is one. */
export function whole(value: Value | undefined): number | undefined {
  const number = typeof value === 'bigint' ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : undefined;
}

/** The items of a list; of anything else none. */
export const list = (value: Value | undefined): readonly Value[] => (isList(value) ? value : []);

/** The texts of a list. */
export const texts = (value: Value | undefined): string[] => list(value).filter((item) => typeof item === 'string');

function areTexts(fields: Fields): fields is Readonly<Record<string, string>> {
  for (const key in fields) if (typeof fields[key] !== 'string') return false;
  return true;
}

const none: Readonly<Record<string, string>> = {};

/** The fields of an object that are texts, such as labels: mostly all of them. */
export const textFields = (value: Value | undefined): Readonly<Record<string, string>> => {
  if (!isFields(value)) return none;
  return areTexts(value) ? value : Object.fromEntries(Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
};

/** A path as people and `oc explain` write it: `spec.containers[0].image`. */
export const pathText = (path: Path): string =>
  path.reduce<string>((before, key) => (typeof key === 'number' ? `${before}[${key}]` : /^[\w-]+$/.test(key) ? `${before}${before && '.'}${key}` : `${before}[${JSON.stringify(key)}]`), '');
