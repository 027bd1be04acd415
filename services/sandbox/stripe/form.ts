/** Bodies and queries in brackets: `metadata[a]=b&expand[0]=latest_charge`. */
import { Refused } from './errors.ts';

export type Value = string | Form;
export interface Form {
  readonly [name: string]: Value;
}

type Growing = { [name: string]: string | Growing };

function put(into: Growing, path: readonly string[], value: string): void {
  const [name = '', ...rest] = path;
  if (rest.length === 0) return void (into[name] = value);
  const next = into[name];
  const inner: Growing = typeof next === 'object' ? next : Object.create(null);
  into[name] = inner;
  put(inner, rest, value);
}

/** Literal brackets and percent-encoded ones alike. */
export function formOf(text: string): Form {
  const form: Growing = Object.create(null);
  for (const [key, value] of new URLSearchParams(text)) put(form, key.split('[').map((part) => part.replace(/\]$/, '')), value);
  return form;
}

export const textIn = (form: Form, name: string): string | undefined => (typeof form[name] === 'string' ? form[name] : undefined);

export const formIn = (form: Form, name: string): Form => (typeof form[name] === 'object' ? form[name] : {});

export const metadataIn = (form: Form): Record<string, string> => Object.fromEntries(Object.entries(formIn(form, 'metadata')).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])));

/** A whole number of minor units. */
export function integerIn(form: Form, name: string): number | undefined {
  const text = textIn(form, name);
  if (text === undefined) return undefined;
  if (!/^\d{1,12}$/.test(text)) throw new Refused(400, { code: 'parameter_invalid_integer', message: `Invalid integer: ${name}`, param: name }, { begun: false });
  return Number(text);
}

/** Names that nothing here is called by are an error, as they are at Stripe. */
export function knows(form: Form, names: readonly string[]): void {
  const unknown = Object.keys(form).find((name) => !names.includes(name));
  if (unknown !== undefined) throw new Refused(400, { code: 'parameter_unknown', message: `Received unknown parameter: ${unknown}`, param: unknown }, { begun: false });
}
