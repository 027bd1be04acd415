/** A provider's published schemas, and whether a value fits one of them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Compile, type Validator } from 'typebox/schema';
import { shared } from '../shared.ts';

export type Json = Readonly<Record<string, unknown>>;

export const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

export function providerFile(...path: readonly string[]): Json {
  const value: unknown = JSON.parse(readFileSync(join(shared, 'providers', ...path), 'utf8'));
  if (!isJson(value)) throw new Error(`${path.join('/')} is no JSON object`);
  return value;
}

/** By names, one below the other; `undefined` where one is not there. */
export const at = (value: unknown, ...names: readonly string[]): unknown => names.reduce<unknown>((inner, name) => (isJson(inner) ? inner[name] : undefined), value);

/** Faults of a value against schemas of one document, by reference such as `#/components/schemas/Amount`. */
export function judgeOf(document: Json): (reference: string, value: unknown) => string[] {
  const validators = new Map<string, Validator>();
  return (reference, value) => {
    const validator = validators.get(reference) ?? Compile({ ...document, $ref: reference });
    validators.set(reference, validator);
    if (validator.Check(value)) return [];
    const [, errors] = validator.Errors(value);
    return errors.slice(0, 5).map(({ instancePath, message }) => `${reference} ${instancePath || '/'} ${message}`);
  };
}
