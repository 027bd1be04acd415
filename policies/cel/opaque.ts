/**
 * Values of types that CEL itself has not: optional values, quantities, addresses. The evaluator passes only values that it knows, so each is
 * a map to it, remembered here for what it is. Two are equal when their maps are.
 */
import { celMap, type CelMap, type CelValue } from '@bufbuild/cel';

export class Opaque<T> {
  readonly name: string;
  readonly #known = new WeakMap<object, T>();

  constructor(name: string) {
    this.name = name;
  }

  /** `canonical` is the same for two values exactly when they are equal. */
  of(value: T, canonical: CelValue): CelMap {
    const map = celMap(new Map([[`@${this.name}`, canonical]]));
    this.#known.set(map, value);
    return map;
  }

  /** The value, if it is of this type. */
  maybe(value: CelValue | undefined): T | undefined {
    return typeof value === 'object' && value !== null ? this.#known.get(value) : undefined;
  }

  /** Throws when the value is of another type. */
  read(value: CelValue | undefined): T {
    const found = this.maybe(value);
    if (found === undefined) throw new TypeError(`no such overload: a ${this.name} was expected`);
    return found;
  }
}

/** `undefined` is inside where nothing is. */
interface Held {
  readonly value: CelValue | undefined;
}

const held = new Opaque<Held>('optional');

export const none: CelMap = held.of({ value: undefined }, false);
export const some = (value: CelValue): CelMap => held.of({ value }, value);
export const optional = (value: CelValue | undefined): CelMap => (value === undefined ? none : some(value));

/** What an optional value holds, if it is one and holds anything. Throws when it is none. */
export const valueIn = (value: CelValue | undefined): CelValue | undefined => held.read(value).value;
export const isOptional = (value: CelValue): boolean => held.maybe(value) !== undefined;
